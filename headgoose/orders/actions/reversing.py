"""An issued order is taken back as a whole: one person proposes it with a reason, another does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.actions.drafting import lock_paper, note
from headgoose.orders.models import OrderPaper
from headgoose.orders.rules import check_another, check_reaches, check_why
from headgoose.orders.states import ORDER_PAPER
from headgoose.orders.weighing import said_numbers
from headgoose.people.actions.corrections import withdraw_order
from headgoose.people.endings import Standing, find_standing
from headgoose.people.models import Tenure
from headgoose.people.rules import Fault
from headgoose.records.actions import Entry, record_acts


@action
def propose_reversal(*, by: Actor, at: datetime, paper_id: int, why: str) -> OrderPaper:
    """Ask that an issued order be taken back, with a reason."""
    paper = lock_paper(by, paper_id)
    state = ORDER_PAPER.allowed(paper.state, "propose_reversal")
    if by.person_id is None:
        reason = _("A person must stand behind this step, signed in with an account of their own.")
        raise Refused(reason, Because.FORBIDDEN)
    _check_reach(by, paper)
    paper.state, paper.remark = state, check_why(why)
    paper.proposer_user_id, paper.proposer_id = by.user_id, by.person_id
    paper.save(update_fields=["state", "remark", "proposer_user_id", "proposer"])
    note(by, at, "propose_reversal", paper, after={"why": paper.remark})
    return paper


@action
def decline_reversal(*, by: Actor, at: datetime, paper_id: int) -> OrderPaper:
    """Let an issued order stand; who proposed to take it back may think better of it alike."""
    paper = lock_paper(by, paper_id)
    state = ORDER_PAPER.allowed(paper.state, "decline_reversal")
    _check_reach(by, paper)
    before = {"why": paper.remark}
    paper.state, paper.remark = state, ""
    paper.proposer_user_id = paper.proposer_id = None
    paper.save(update_fields=["state", "remark", "proposer_user_id", "proposer"])
    note(by, at, "decline_reversal", paper, before=before)
    return paper


@action
def reverse_order(*, by: Actor, at: datetime, paper_id: int) -> OrderPaper:
    """Take an issued order back: who was seated never was, and what was ended is as before. What was believed stays.

    Raises:
        Refused: when tenures were changed since, with `details["faults"]` by the numbers of the lines.
    """
    paper = lock_paper(by, paper_id)
    state = ORDER_PAPER.allowed(paper.state, "reverse")
    reason = _("Who proposed to take the order back does not do so alone: a second person must.")
    check_another(by, paper.proposer_user_id, paper.proposer, reason)
    before = _check_reach(by, paper)
    numbers = _numbers(paper)
    try:
        voided, restored = withdraw_order(by=by, at=at, order_id=paper.order_id or 0, why=paper.remark)
    except Refused as refused:
        raise _in_lines(refused, numbers) from refused
    _record(by, at, [*voided, *restored], before)
    paper.state, paper.reversed_at = state, at
    paper.reverser_user_id, paper.reverser_id = by.user_id, by.person_id
    paper.save(update_fields=["state", "reversed_at", "reverser_user_id", "reverser"])
    note(by, at, "reverse_order", paper, after={"why": paper.remark, "voided": len(voided), "restored": len(restored)})
    return paper


def _check_reach(by: Actor, paper: OrderPaper) -> dict[int, Standing]:
    """The actor reaches every seat that the order touched; the tenures there as they are, by id."""
    touched = {pk for pair in paper.lines.values_list("tenure_id", "made_id") for pk in pair if pk}
    standing = find_standing(sorted(touched))
    check_reaches(by, ((tenure.type_id, tenure.key) for tenure in standing.values()))
    return standing


def _numbers(paper: OrderPaper) -> list[int]:
    """The lines by which `withdraw_order` counts: those that seated by the new tenure, then those that ended."""
    begun = set(Tenure.with_voided.filter(order_id=paper.order_id or 0).values_list("pk", flat=True))
    ended = set(Tenure.with_voided.filter(ended_by_id=paper.order_id or 0).values_list("pk", flat=True))
    lines = list(paper.lines.values_list("number", "made_id", "tenure_id"))
    seated = sorted((made, number) for number, made, _left in lines if made in begun)
    left = sorted((tenure, number) for number, _made, tenure in lines if tenure in ended)
    return [number for _pk, number in [*seated, *left]]


def _in_lines(refused: Refused, numbers: Sequence[int]) -> Refused:
    """The refusal with its faults by the numbers of the lines."""
    faults: list[Fault] = refused.details.get("faults", [])
    if not faults:
        return refused
    named = [fault._replace(line=numbers[fault.line]) for fault in faults]
    words = {"lines": said_numbers(sorted({fault.line for fault in named})), "reason": refused.reason}
    reason = _("The order cannot be taken back because of %(lines)s: %(reason)s")
    return Refused(reason % words, refused.because, faults=named)


def _record(by: Actor, at: datetime, tenure_ids: Sequence[int], before: Mapping[int, Standing]) -> None:
    """One act for each tenure that the reversal changed."""
    standing = find_standing(list(tenure_ids))
    entries = [
        Entry(
            subject=f"people.tenure:{pk}",
            place_key=standing[pk].key,
            touches_from=standing[pk].start_on,
            before=_dates(before[pk]),
            after=_dates(standing[pk]),
        )
        for pk in tenure_ids
    ]
    record_acts(by=by, at=at, verb="orders.reverse_line", entries=entries)


def _dates(tenure: Standing) -> dict[str, str]:
    return {
        "start_on": tenure.start_on.isoformat(),
        "end_on": tenure.end_on.isoformat(),
        "end_reason": tenure.end_reason,
    }
