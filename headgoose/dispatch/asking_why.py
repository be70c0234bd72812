"""Why not my first choice, what a change by hand costs, and whether solving again gives the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headgoose.dispatch.asking_solver import CannotBe, ask_solver
from headgoose.dispatch.costing import placed
from headgoose.dispatch.models import Candidate, Edge, Mode, Placement, Ruling, Run
from headgoose.dispatch.naming import NamedPlace, name_places
from headgoose.dispatch.plan_rows import said_choice
from headgoose.dispatch.solving import Hurdle, Plan, WhyNot
from headgoose.dispatch.stored import Question, marked, question_of
from headgoose.dispatch.telling import said_difference
from headgoose.dispatch.working import plan_for
from headgoose.look.wording import labelled

MOVES_SHOWN = 30
COLUMNS = ("rank", "km", "skill", "home")
PART_OF = {"rank": "rank", "km": "distance", "skill": "skill", "home": "home"}


@dataclass(frozen=True)
class Option:
    """A place where somebody could go.

    Args:
        cost: what going there adds to each criterion, in words; "" where they are there.
        occupants: who is there when it is full, each with what changing places costs; None where it cannot be.
    """

    edge: Edge
    place: NamedPlace
    there: int
    upper: int
    here: bool
    ruling: str
    cost: str = ""
    occupants: Sequence[tuple[Candidate, str | None]] = ()

    @property
    def choice(self) -> str:
        """Which choice it is."""
        return said_choice(self.edge.rank)

    @property
    def is_full(self) -> bool:
        """Whether nobody more may go there."""
        return self.there >= self.upper


def options_of(run: Run, candidate: Candidate, with_plan: bool) -> list[Option]:
    """Where a candidate could go, the cheapest by choice and distance first; with a plan, what it costs to go there."""
    edges = list(Edge.objects.filter(run=run, candidate=candidate).order_by("rank", "km", "key"))
    keys = [edge.key for edge in edges]
    named = name_places(run, keys)
    upper = dict(run.demand.filter(key__in=keys).values_list("key", "upper"))
    rulings = dict(Ruling.objects.filter(run=run, candidate=candidate).values_list("key", "kind"))
    lines = list(Placement.objects.filter(run=run, key__in=keys).select_related("candidate")) if with_plan else []
    own = Placement.objects.filter(run=run, candidate=candidate).first() if with_plan else None
    back = _ways_back(run, own, lines)
    options = []
    for edge in edges:
        there = [line for line in lines if line.key == edge.key]
        here = own is not None and own.key == edge.key
        full = len(there) >= upper.get(edge.key, 0)
        cost = "" if here or not with_plan else said_difference(_added(edge, own))
        occupants = [(line.candidate, _swap(edge, own, line, back)) for line in there] if full and not here else []
        ruling = rulings.get(edge.key, "")
        options.append(Option(edge, named[edge.key], len(there), upper.get(edge.key, 0), here, ruling, cost, occupants))
    return options


def _ways_back(run: Run, own: Placement | None, lines: Sequence[Placement]) -> dict[int, Edge]:
    """For each occupant, what it costs that they go where the candidate is."""
    if own is None:
        return {}
    others = [line.candidate_id for line in lines]
    edges = Edge.objects.filter(run=run, key=own.key, candidate_id__in=others)
    return {edge.candidate_id: edge for edge in edges}


def _added(to: Edge, was: Edge | Placement | None) -> dict[str, int]:
    if was is None:
        return {"out": -1, **{PART_OF[name]: getattr(to, name) for name in COLUMNS}}
    return {PART_OF[name]: getattr(to, name) - getattr(was, name) for name in COLUMNS}


def _swap(edge: Edge, own: Placement | None, line: Placement, back: Mapping[int, Edge]) -> str | None:
    """What it costs that two change places, in words; None where the other one cannot come here."""
    mine = _added(edge, own)
    if own is None:
        theirs = {"out": 1, **{PART_OF[name]: -getattr(line, name) for name in COLUMNS}}
    elif line.candidate_id in back:
        theirs = _added(back[line.candidate_id], line)
    else:
        return None
    return said_difference({name: mine.get(name, 0) + theirs.get(name, 0) for name in {*mine, *theirs}})


# --- Why not? ---


@dataclass(frozen=True)
class SaidWhyNot:
    """The answer in words: what forcing it would cost and who would move, or what stands against it."""

    place: NamedPlace
    text: str
    cost: str = ""
    moves: Sequence[str] = field(default_factory=list)
    more: int = 0


def said_why_not(run: Run, candidate: Candidate, key: int) -> SaidWhyNot:
    """Why a candidate does not go to a place; one plan more is solved for the answer."""
    question = question_of(run)
    place = name_places(run, [key])[key]
    plan = _plan_of(run, question)
    try:
        answer = ask_solver("why_not", question.problem, plan, candidate.mark, key)
    except CannotBe:
        return SaidWhyNot(place, _("It cannot be: the least numbers of other places would not be met."))
    if answer.hurdle is not None:
        return SaidWhyNot(place, str(said_hurdles()[answer.hurdle]))
    return _said_moves(run, candidate, place, answer, question)


def _said_moves(run: Run, candidate: Candidate, place: NamedPlace, answer: WhyNot, question: Question) -> SaidWhyNot:
    moves = [move for move in answer.moves if move.person != candidate.mark]
    shown = moves[:MOVES_SHOWN]
    names = dict(run.candidates.filter(mark__in=[move.person for move in shown]).values_list("mark", "name"))
    named = name_places(run, {key for move in shown for key in (move.source, move.target) if key})
    said = [
        labelled(names[move.person], f"{_where(named, move.source)} → {_where(named, move.target)}") for move in shown
    ]
    extra = answer.extra
    text = _("It would cost all together more than it gives:")
    if extra.get("objective", 0) <= 0:
        text = _("It would cost all together nothing more: the seed decided between equals.")
    if extra.get("out", 0) > 0:
        text = _("Somebody would be left without a place:")
    elif run.mode == Mode.MERIT:
        text = _("Seats there went to people with higher scores. By least cost it would mean:")
    return SaidWhyNot(place, text, said_difference(extra), said, len(moves) - len(shown))


def _where(named: Mapping[int, NamedPlace], key: int | None) -> str:
    return named[key].said if key else _("no place")


def said_hurdles() -> dict[Hurdle, str]:
    """What can stand against a pair."""
    return {
        Hurdle.NO_CANDIDATE: _("The rule of the run does not let this person go there."),
        Hurdle.FORBIDDEN: _("It was ruled that this person must not go there."),
        Hurdle.PINNED: _("This person is pinned to another place."),
        Hurdle.MINIMUMS: _("It cannot be: the least numbers of other places would not be met."),
    }


def _plan_of(run: Run, question: Question) -> Plan:
    """The stored plan as the solver knows plans."""
    place_of = marked(placed(run).items(), question.mark_of)
    parts = {str(name): int(value) for name, value in run.parts.items()}
    return Plan(dict(sorted(place_of.items())), run.objective or 0, parts, run.fingerprint, run.solver, 0.0)


# --- Again ---


@dataclass(frozen=True)
class Replay:
    """What solving again from the stored input gives, beside what is stored."""

    same_input: bool
    same_cost: bool
    differing: int
    by_hand: int
    solver: str
    possible: bool = True

    @property
    def same(self) -> bool:
        """Whether everything is as it was, but for what was put by hand."""
        return self.possible and self.same_input and self.same_cost and self.differing <= 2 * self.by_hand


def replay_run(run: Run) -> Replay:
    """Solve again from what is stored, and compare; nothing is written."""
    question = question_of(run)
    stored = marked(placed(run).items(), question.mark_of)
    by_hand = run.placements.filter(by_hand=True).count()
    try:
        plan, _envies = plan_for(run, question)
    except CannotBe:
        return Replay(False, False, len(stored), by_hand, "", possible=False)
    differing = sum(stored.get(mark) != plan.place_of.get(mark) for mark in {*stored, *plan.place_of})
    return Replay(
        same_input=plan.fingerprint == run.fingerprint,
        same_cost=plan.objective == run.optimum,
        differing=differing,
        by_hand=by_hand,
        solver=plan.solver,
    )
