"""What a paper goes through: submitted, approved by another person, issued, and perhaps taken back by two."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.actions.drafting import get_own_draft, lock_paper, note
from headgoose.orders.models import OrderPaper
from headgoose.orders.rules import check_another, check_reaches, check_token, check_why, is_maker_gone
from headgoose.orders.states import ORDER_PAPER
from headgoose.orders.weighing import Outcome, posts_of, said_numbers, weigh_paper


@action
def submit_order(*, by: Actor, at: datetime, paper_id: int, token: str | None = None) -> OrderPaper:
    """Hand a draft over for approval. Refused while a line has a fault or a row of a file is neither in nor left out.

    Args:
        token: `Outcome.token_on` of the paper as the page showed it.
    """
    paper = get_own_draft(by, paper_id)
    paper.state = ORDER_PAPER.allowed(paper.state, "submit")
    if paper.files.filter(settled=False).exists():
        reason = _("Rows of the file have faults: send them again put right, or leave them out.")
        raise Refused(reason, Because.CONFLICT, "file")
    outcome = weigh_paper(by, date_of(at), paper)
    check_token(paper, token, outcome.token_on(paper))
    check_sound(by, outcome)
    paper.submitted_at, paper.remark = at, ""
    paper.save(update_fields=["state", "submitted_at", "remark"])
    note(by, at, "submit_order", paper, after={"lines": len(outcome.where)})
    return paper


@action
def approve_order(*, by: Actor, at: datetime, paper_id: int, token: str | None = None) -> OrderPaper:
    """Approve a submitted order, as somebody other than who drew it up and with reach over every line.

    What it would do is kept; to issue it must do the same.
    """
    paper = lock_paper(by, paper_id)
    state = ORDER_PAPER.allowed(paper.state, "approve")
    reason = _("Who drew the order up does not approve it: a second person must.")
    check_another(by, paper.maker_user_id, paper.maker, reason)
    outcome = weigh_paper(by, date_of(at), paper)
    check_token(paper, token, outcome.token_on(paper))
    check_sound(by, outcome)
    paper.state, paper.approved_at, paper.outcome = state, at, outcome.packed()
    paper.approver_user_id, paper.approver_id = by.user_id, by.person_id
    paper.save(update_fields=["state", "approved_at", "outcome", "approver_user_id", "approver"])
    note(by, at, "approve_order", paper, after={"lines": len(outcome.where), "outcome": outcome.digest})
    return paper


@action
def return_order(*, by: Actor, at: datetime, paper_id: int, why: str) -> OrderPaper:
    """Give a submitted or approved order back to be changed, with a reason; its maker may take it back alike."""
    paper = lock_paper(by, paper_id)
    state = ORDER_PAPER.allowed(paper.state, "return")
    paper.remark = check_why(why)
    if by.person_id is None or by.person_id != paper.maker_id:
        check_reaches(by, posts_of(paper))
    paper.state, paper.approved_at, paper.outcome = state, None, None
    paper.approver_user_id = paper.approver_id = None
    paper.save(update_fields=["state", "remark", "approved_at", "outcome", "approver_user_id", "approver"])
    note(by, at, "return_order", paper, after={"why": paper.remark})
    return paper


@action
def discard_order(*, by: Actor, at: datetime, paper_id: int) -> OrderPaper:
    """Put a draft aside for good; its maker does so, or whoever may approve in its place once the maker is gone."""
    paper = lock_paper(by, paper_id)
    if (paper.maker_user_id, paper.maker_id) != (by.user_id, by.person_id):
        if not is_maker_gone(paper, date_of(at)):
            reason = _("Only who drew the order up puts it aside, as long as they hold a post.")
            raise Refused(reason, Because.FORBIDDEN)
        check_reaches(by, posts_of(paper))
    paper.state = ORDER_PAPER.allowed(paper.state, "discard")
    paper.save(update_fields=["state"])
    note(by, at, "discard_order", paper)
    return paper


def check_sound(by: Actor, outcome: Outcome) -> None:
    """Refuse an order without lines, with a line at fault, or with a line beyond reach.

    Raises:
        Refused: with `details["faults"]`, by the numbers of the lines.
    """
    if not outcome.where:
        raise Refused(_("An order has at least one line."))
    if outcome.faults:
        first = next(iter(outcome.faults.values()))
        numbers = list(outcome.faults)
        words = {"lines": said_numbers(numbers), "reason": first.reason}
        faults = list(outcome.faults.values())
        raise Refused(
            _("Faults stand against the order, on %(lines)s: %(reason)s") % words, first.because, faults=faults
        )
    check_reaches(by, outcome.where.values())
