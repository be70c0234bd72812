"""What officers decide about a run themselves: pins, forbids, withdrawals, and changes of the plan by hand."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.actions.drafting import get_open, note
from headgoose.dispatch.costing import cost_of_lines
from headgoose.dispatch.models import Candidate, Edge, Placement, Ruling, RulingKind, Run, RunState
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action


@action
def rule_candidate(
    *,
    by: Actor,
    at: datetime,
    run_id: int,
    candidate_id: int,
    key: int,
    kind: str,
    version: int | None = None,
) -> Run:
    """Say that a candidate must, or must not, go to a place; kind "" lifts it. The plan follows when solved.

    Raises:
        Refused: for a pin where the candidate cannot go, or a second pin of one candidate.
    """
    run = get_open(by, run_id, "rule", version)
    candidate = get_candidate(run, candidate_id)
    if not run.demand.filter(key=key).exists():
        raise Refused(_("The run asks for nobody there."), Because.NOT_FOUND, "key")
    if kind not in {*RulingKind.values, ""}:
        raise Refused(_("Say whether the person must or must not go there."), field="kind")
    rulings = Ruling.objects.filter(run=run, candidate=candidate)
    if kind == RulingKind.PIN:
        if rulings.filter(kind=RulingKind.PIN).exclude(key=key).exists():
            raise Refused(_("This person is pinned to another place: lift that first."), Because.CONFLICT, "key")
        if run.state != RunState.DRAFT:
            get_edge(run, candidate, key)
    before = {"kind": next(iter(rulings.filter(key=key).values_list("kind", flat=True)), "")}
    rulings.filter(key=key).delete()
    if kind:
        Ruling.objects.create(run=run, candidate=candidate, key=key, kind=kind)
    after = {"candidate": candidate.number, "key": key, "kind": kind}
    note(by, at, "rule_candidate", run, before=before, after=after)
    return run


@action
def withdraw_candidate(
    *, by: Actor, at: datetime, run_id: int, candidate_id: int, withdrawn: bool = True, version: int | None = None
) -> Run:
    """Take somebody out of consideration, or back in. Who withdraws leaves the plan."""
    run = get_open(by, run_id, "rule", version)
    candidate = get_candidate(run, candidate_id)
    if candidate.withdrawn == withdrawn:
        raise Refused(_("This has been recorded already."), Because.CONFLICT)
    candidate.withdrawn = withdrawn
    candidate.save(update_fields=["withdrawn"])
    Ruling.objects.filter(run=run, candidate=candidate, kind=RulingKind.PIN).delete()
    if run.state != RunState.INFEASIBLE:
        Placement.objects.filter(run=run, candidate=candidate).delete()
    if run.state == RunState.PLANNED:
        _sum_up(run)
    note(by, at, "withdraw_candidate", run, after={"candidate": candidate.number, "withdrawn": withdrawn})
    return run


@action
def move_candidate(
    *,
    by: Actor,
    at: datetime,
    run_id: int,
    candidate_id: int,
    key: int | None,
    swap_with: int | None = None,
    version: int | None = None,
) -> Run:
    """Change the plan by hand: put somebody elsewhere, or leave them out; or let two people change places.

    Args:
        key: where to; None for nowhere.
        swap_with: a candidate who is there and goes where the first one was.
    """
    run = get_open(by, run_id, "move", version)
    candidate = get_candidate(run, candidate_id)
    lines = {line.candidate_id: line for line in Placement.objects.filter(run=run)}
    moves = moves_of(run, candidate, key, swap_with, {pk: line.key for pk, line in lines.items()})
    for mover, target in moves.items():
        _put(run, get_candidate(run, mover), target)
    check_room(run)
    _sum_up(run)
    after = {"moves": [[get_candidate(run, pk).number, target] for pk, target in moves.items()]}
    note(by, at, "move_candidate", run, after={**after, "objective": run.objective})
    return run


def moves_of(
    run: Run, candidate: Candidate, key: int | None, swap_with: int | None, where: Mapping[int, int]
) -> dict[int, int | None]:
    """Who goes where by a change by hand, by candidate id; `where` is the plan as it stands."""
    if candidate.withdrawn:
        raise Refused(_("This person has withdrawn."), Because.CONFLICT)
    if swap_with is None:
        if where.get(candidate.pk) == key:
            raise Refused(_("The person is there already."), Because.CONFLICT, "key")
        return {candidate.pk: key}
    other = get_candidate(run, swap_with)
    if other.pk == candidate.pk or other.pk not in where:
        raise Refused(_("There is nobody there to change places with."), Because.CONFLICT, "swap_with")
    return {candidate.pk: where[other.pk], other.pk: where.get(candidate.pk)}


def _put(run: Run, candidate: Candidate, key: int | None) -> None:
    Placement.objects.filter(run=run, candidate=candidate).delete()
    if key is None:
        return
    edge = get_edge(run, candidate, key)
    if Ruling.objects.filter(run=run, candidate=candidate, key=key, kind=RulingKind.FORBID).exists():
        raise Refused(_("It was ruled that this person must not go there."), Because.CONFLICT, "key")
    Placement.objects.create(
        run=run,
        candidate=candidate,
        key=key,
        rank=edge.rank,
        km=edge.km,
        skill=edge.skill,
        home=edge.home,
        by_hand=True,
    )


def check_room(run: Run) -> None:
    """Refuse a plan with more people somewhere than there may be."""
    counts = Counter(Placement.objects.filter(run=run).values_list("key", flat=True))
    most = dict(run.demand.values_list("key", "upper"))
    if any(count > most.get(key, 0) for key, count in counts.items()):
        raise Refused(_("There is no room left there: let two people change places."), Because.CONFLICT, "key")


def _sum_up(run: Run) -> None:
    """What the plan costs as it stands now."""
    run.objective, run.parts = cost_of_lines(run)
    run.save(update_fields=["objective", "parts"])


def get_candidate(run: Run, candidate_id: int) -> Candidate:
    """Somebody in the pool. Raises Refused (NOT_FOUND)."""
    candidate = run.candidates.filter(pk=candidate_id).first()
    if candidate is None:
        raise Refused(_("There is no such person in the pool."), Because.NOT_FOUND, "candidate")
    return candidate


def get_edge(run: Run, candidate: Candidate, key: int) -> Edge:
    """What it costs that a candidate goes to a place. Refused where the rule does not let them."""
    edge = Edge.objects.filter(run=run, candidate=candidate, key=key).first()
    if edge is None:
        reason = _("The rule of the run does not let this person go there.")
        raise Refused(reason, Because.CONFLICT, "key")
    return edge
