"""What a planned run goes through: approved by another person, issued as one order, and perhaps taken back by two."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.actions.drafting import lock_run, note
from headgoose.dispatch.checking_plan import find_plan_faults
from headgoose.dispatch.models import Run
from headgoose.dispatch.rules import check_may_approve, check_sends, check_version, is_maker_gone
from headgoose.dispatch.seating import Line, lines_of, provisional, seatings_of
from headgoose.dispatch.states import RUN
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.look.wording import chained
from headgoose.orders.namesakes import find_namesakes
from headgoose.orders.rules import area_of_place, check_another, check_why
from headgoose.people.actions.corrections import withdraw_order
from headgoose.people.actions.persons import register_persons
from headgoose.people.actions.tenures import issue_order
from headgoose.people.checks import check_order
from headgoose.people.endings import find_standing
from headgoose.people.models import Order, Tenure
from headgoose.people.rules import Seating
from headgoose.records.actions import Entry, record_acts

TELL_LINE = "UPDATE dispatch_placement SET tenure_id = %s WHERE id = %s"
TELL_CANDIDATE = "UPDATE dispatch_candidate SET person_id = %s WHERE id = %s AND person_id IS NULL"
SHOWN = 5


@action
def approve_run(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Approve a plan, as somebody other than who drew it up and who changed it last.

    Raises:
        Refused: while something stands against the plan, or against seating its people.
    """
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "approve")
    check_may_approve(by, run)
    check_sends(by, area_of_place(run.place_id), run.type)
    check_plan(by, at, run)
    run.state, run.approved_at, run.remark = state, at, ""
    run.approver_user_id, run.approver_id = by.user_id, by.person_id
    run.save(update_fields=["state", "approved_at", "remark", "approver_user_id", "approver"])
    after = {"fingerprint": run.fingerprint, "objective": run.objective, "placed": run.placements.count()}
    note(by, at, "approve_run", run, after=after)
    return run


def check_plan(by: Actor, at: datetime, run: Run) -> None:
    """Refuse a plan that breaks its own run, or that the room `people` would refuse."""
    if faults := find_plan_faults(run):
        raise Refused(chained(faults), Because.CONFLICT, "plan", faults=faults)
    lines = lines_of(run)
    if not lines:
        raise Refused(_("The plan sends nobody."), Because.CONFLICT, "plan")
    numbers, births = provisional(lines)
    check_order(by, date_of(at), seatings_of(run, lines, numbers), (), births)
    _check_new(by, lines)


def _check_new(by: Actor, lines: Sequence[Line]) -> None:
    """Refuse when somebody to be registered came on record since the pool was read."""
    new = [line.newcomer for line in lines if line.person_id is None]
    if not new:
        return
    known = find_namesakes(((one.name, one.born_on) for one in new), by.scope(Right.READ))
    alike = [one.name for one in new if any(k.sex == one.sex for k in known.get(one.name, ()))]
    if alike:
        shown = ", ".join(alike[:SHOWN]) + (" …" if len(alike) > SHOWN else "")
        reason = _("Somebody of this name and date of birth is on record by now: %(names)s. Read the pool again.")
        raise Refused(reason % {"names": shown}, Because.CONFLICT, "pool")


@action
def return_run(*, by: Actor, at: datetime, run_id: int, why: str, version: int | None = None) -> Run:
    """Give an approved run back to be changed, with a reason."""
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "return")
    check_sends(by, area_of_place(run.place_id), run.type)
    run.remark = check_why(why)
    run.state, run.approved_at, run.approver_user_id, run.approver_id = state, None, None, None
    run.save(update_fields=["state", "remark", "approved_at", "approver_user_id", "approver"])
    note(by, at, "return_run", run, after={"why": run.remark})
    return run


@action
def discard_run(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Put a run aside for good; its maker does so, or whoever may send in its place once the maker is gone."""
    run = lock_run(by, run_id)
    check_version(run, version)
    check_sends(by, area_of_place(run.place_id), run.type)
    mine = (run.maker_user_id, run.maker_id) == (by.user_id, by.person_id)
    if not mine and not is_maker_gone(run, date_of(at)):
        reason = _("Only who drew the run up puts it aside, as long as they hold a post.")
        raise Refused(reason, Because.FORBIDDEN)
    run.state = RUN.allowed(run.state, "discard")
    run.save(update_fields=["state"])
    note(by, at, "discard_run", run)
    return run


@action
def issue_run(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Issue an approved run: one order, its tenures from the day of the run, and an act for each; all or nothing."""
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "issue")
    check_sends(by, area_of_place(run.place_id), run.type)
    if run.start_on <= date_of(at):
        raise Refused(_("The day from which the run sends people has passed: reopen the run."), Because.CONFLICT)
    lines = lines_of(run)
    _check_new(by, lines)
    registered = range(0)
    if new := [line.newcomer for line in lines if line.person_id is None]:
        registered = register_persons(by=by, at=at, persons=new)
    seatings = seatings_of(run, lines, registered)
    order = Order(number=run.number, title=run.title, place_id=run.place_id, issued_on=date_of(at))
    ids = issue_order(by=by, at=at, order=order, lines=seatings)
    _tell_lines(lines, seatings, ids)
    record_acts(by=by, at=at, verb="dispatch.issue_line", entries=_entries(run, lines, seatings, ids))
    run.state, run.order, run.issued_at = state, order, at
    run.save(update_fields=["state", "order", "issued_at"])
    note(by, at, "issue_run", run, after={"order": order.pk, "seated": len(ids)})
    return run


def _tell_lines(lines: Sequence[Line], seatings: Sequence[Seating], ids: range) -> None:
    """Write into each line the tenure that it became, and into the pool whom newcomers became."""
    with connection.cursor() as cursor:
        cursor.executemany(
            TELL_LINE, [(tenure_id, line.placement_id) for tenure_id, line in zip(ids, lines, strict=True)]
        )
        cursor.executemany(
            TELL_CANDIDATE,
            [
                (seating.person_id, line.candidate_id)
                for seating, line in zip(seatings, lines, strict=True)
                if line.person_id is None
            ],
        )


def _entries(run: Run, lines: Sequence[Line], seatings: Sequence[Seating], ids: range) -> list[Entry]:
    """One act for each tenure."""
    same = {"run": run.pk, "start_on": run.start_on.isoformat(), "end_on": run.end_on.isoformat(), "how": run.how}
    return [
        Entry(
            subject=f"people.tenure:{tenure_id}",
            place_key=line.key,
            touches_from=run.start_on,
            after={**same, "post": seating.post_id, "person": seating.person_id},
        )
        for tenure_id, line, seating in zip(ids, lines, seatings, strict=True)
    ]


# --- Taking back ---


@action
def propose_reversal(*, by: Actor, at: datetime, run_id: int, why: str, version: int | None = None) -> Run:
    """Ask that an issued run be taken back, with a reason."""
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "propose_reversal")
    check_sends(by, area_of_place(run.place_id), run.type)
    if by.person_id is None:
        reason = _("A person must stand behind this step, signed in with an account of their own.")
        raise Refused(reason, Because.FORBIDDEN)
    if run.proposer_id is not None:
        raise Refused(_("It was proposed already to take this run back."), Because.CONFLICT)
    run.state, run.remark = state, check_why(why)
    run.proposer_user_id, run.proposer_id = by.user_id, by.person_id
    run.save(update_fields=["state", "remark", "proposer_user_id", "proposer"])
    note(by, at, "propose_reversal", run, after={"why": run.remark})
    return run


@action
def decline_reversal(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Let an issued run stand; who proposed to take it back may think better of it alike."""
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "decline_reversal")
    check_sends(by, area_of_place(run.place_id), run.type)
    _check_proposed(run)
    before = {"why": run.remark}
    run.state, run.remark, run.proposer_user_id, run.proposer_id = state, "", None, None
    run.save(update_fields=["state", "remark", "proposer_user_id", "proposer"])
    note(by, at, "decline_reversal", run, before=before)
    return run


@action
def reverse_run(*, by: Actor, at: datetime, run_id: int, version: int | None = None) -> Run:
    """Take an issued run back, as somebody other than who proposed it: who was sent never was. What was believed stays.

    Raises:
        Refused: when tenures were changed since.
    """
    run = lock_run(by, run_id)
    check_version(run, version)
    state = RUN.allowed(run.state, "reverse")
    check_sends(by, area_of_place(run.place_id), run.type)
    _check_proposed(run)
    reason = _("Who proposed to take the run back does not do so alone: a second person must.")
    check_another(by, run.proposer_user_id, run.proposer, reason)
    if Tenure.with_voided.filter(order_id=run.order_id or 0).count() != run.placements.count():
        raise Refused(_("The order of this run seats others too: take that order back as a whole."), Because.CONFLICT)
    voided, _restored = withdraw_order(by=by, at=at, order_id=run.order_id or 0, why=run.remark)
    _record_voided(by, at, run, voided)
    run.state, run.reversed_at = state, at
    run.reverser_user_id, run.reverser_id = by.user_id, by.person_id
    run.save(update_fields=["state", "reversed_at", "reverser_user_id", "reverser"])
    note(by, at, "reverse_run", run, after={"why": run.remark, "voided": len(voided)})
    return run


def _check_proposed(run: Run) -> None:
    if run.proposer_id is None:
        raise Refused(_("Nobody has proposed to take this run back."), Because.CONFLICT)


def _record_voided(by: Actor, at: datetime, run: Run, tenure_ids: Sequence[int]) -> None:
    """One act for each tenure that never was."""
    standing = find_standing(list(tenure_ids))
    before = {"end_on": run.end_on.isoformat()}
    entries = [
        Entry(f"people.tenure:{pk}", standing[pk].key, run.start_on, before, {"end_reason": standing[pk].end_reason})
        for pk in tenure_ids
    ]
    record_acts(by=by, at=at, verb="dispatch.reverse_line", entries=entries)
