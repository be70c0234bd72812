"""Drawing an order up: its heading and its lines. Only who drew it up changes it, and only while it is a draft."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.orders.models import OrderLine, OrderPaper, Verb
from headgoose.orders.queries import get_paper
from headgoose.orders.resolving import DraftLine, complete_lines
from headgoose.orders.rules import LINES_MAX, area_of_place, check_heading
from headgoose.orders.states import ORDER_PAPER
from headgoose.places.rules import check_date
from headgoose.records.actions import record_act

__all__ = ["DraftLine", "add_lines", "change_heading", "draft_order", "remove_lines"]

COLUMNS = (
    "paper_id",
    "number",
    "verb",
    "post_id",
    "tenure_id",
    "person_id",
    "name",
    "sex",
    "born_on",
    "alike",
    "start_on",
    "end_on",
    "how",
    "batch_id",
    "reason",
    "row",
)


@action
def draft_order(
    *,
    by: Actor,
    at: datetime,
    number: str,
    title: str,
    place_id: int,
    effective_on: date,
    lines: Sequence[DraftLine] = (),
) -> OrderPaper:
    """Begin an order, perhaps with its lines.

    Args:
        place_id: the place that issues it; the actor may appoint in its whole area.
        effective_on: the day on which lines take effect that do not say another.

    Raises:
        Refused: with `details["faults"]`, a list of people.rules.Fault by line, when a line names what is not there.
    """
    number, title = check_heading(number, title)
    area = area_of_place(place_id)
    by.require(Right.APPOINT, area)
    check_date(effective_on, date_of(at), "effective_on")
    paper = OrderPaper.objects.create(
        number=number,
        title=title,
        place_id=place_id,
        effective_on=effective_on,
        maker_user_id=by.user_id,
        maker_id=by.person_id,
        made_at=at,
    )
    write_lines(by, paper, lines)
    note(by, at, "draft_order", paper, after={"number": number, "lines": len(lines)})
    return paper


@action
def change_heading(
    *, by: Actor, at: datetime, paper_id: int, number: str, title: str, effective_on: date
) -> OrderPaper:
    """Give a draft another number, title or day of effect."""
    paper = get_own_draft(by, paper_id)
    number, title = check_heading(number, title)
    check_date(effective_on, date_of(at), "effective_on")
    before = {"number": paper.number, "title": paper.title, "effective_on": paper.effective_on.isoformat()}
    paper.number, paper.title, paper.effective_on = number, title, effective_on
    paper.save(update_fields=["number", "title", "effective_on"])
    after = {"number": number, "title": title, "effective_on": effective_on.isoformat()}
    note(by, at, "change_heading", paper, before=before, after=after)
    return paper


@action
def add_lines(*, by: Actor, at: datetime, paper_id: int, lines: Sequence[DraftLine]) -> OrderPaper:
    """Add lines to a draft. Refused as a whole, with `details["faults"]`, when one names what is not there."""
    paper = get_own_draft(by, paper_id)
    if not lines:
        raise Refused(_("An order has at least one line."))
    write_lines(by, paper, lines)
    note(by, at, "add_lines", paper, after={"lines": len(lines)})
    return paper


@action
def remove_lines(*, by: Actor, at: datetime, paper_id: int, numbers: Sequence[int]) -> OrderPaper:
    """Take lines out of a draft, by their numbers; the others keep theirs."""
    paper = get_own_draft(by, paper_id)
    removed, _each = OrderLine.objects.filter(paper=paper, number__in=list(numbers)).delete()
    if not removed:
        raise Refused(_("There is no such line in the order."), Because.NOT_FOUND)
    note(by, at, "remove_lines", paper, before={"numbers": sorted(numbers)[:50], "lines": removed})
    return paper


def get_own_draft(by: Actor, paper_id: int) -> OrderPaper:
    """The draft, locked, of which the actor is the maker."""
    paper = lock_paper(by, paper_id)
    ORDER_PAPER.allowed(paper.state, "change")
    check_is_maker(by, paper)
    return paper


def check_is_maker(by: Actor, paper: OrderPaper) -> None:
    """Refuse everybody but who drew the paper up."""
    if (by.person_id, by.user_id) != (paper.maker_id, paper.maker_user_id):
        raise Refused(_("Only who drew the order up changes it."), Because.FORBIDDEN)


def lock_paper(by: Actor, paper_id: int) -> OrderPaper:
    """A paper that the actor sees; nobody else moves it until this action ends."""
    if connection.features.has_select_for_update:
        OrderPaper.objects.select_for_update().filter(pk=paper_id).first()
    return get_paper(by, paper_id)


def write_lines(by: Actor, paper: OrderPaper, lines: Sequence[DraftLine]) -> None:
    """Write lines after those that are there."""
    if not lines:
        return
    there = OrderLine.objects.filter(paper=paper).aggregate(last=Max("number"))["last"] or 0
    if there + len(lines) > LINES_MAX:
        words = {"limit": LINES_MAX}
        raise Refused(_("An order has at most %(limit)s lines: draw up another.") % words, Because.TOO_LARGE)
    sound = complete_lines(by, area_of_place(paper.place_id), paper.effective_on, lines)
    insert_rows(OrderLine, COLUMNS, (_row(paper, number, line) for number, line in enumerate(sound, there + 1)))


def _row(paper: OrderPaper, number: int, line: DraftLine) -> tuple[Any, ...]:
    new = line.newcomer
    return (
        paper.pk,
        number,
        line.verb,
        line.post_id,
        line.tenure_id,
        line.person_id,
        new.name if new else "",
        new.sex if new else "",
        new.born_on.isoformat() if new else None,
        line.alike,
        None if line.verb == Verb.END or line.start_on is None else line.start_on.isoformat(),
        (line.end_on or FOREVER).isoformat(),
        "" if line.verb == Verb.END else line.how,
        line.batch_id,
        line.reason,
        line.row,
    )


def note(by: Actor, at: datetime, verb: str, paper: OrderPaper, **facts: Any) -> None:
    """One act on a paper; its version goes up, so that pages that show it are out of date."""
    paper.version += 1
    paper.save(update_fields=["version"])
    record_act(
        by=by,
        at=at,
        verb=f"orders.{verb}",
        subject=f"orders.paper:{paper.pk}",
        place_key=area_of_place(paper.place_id).low,
        touches_from=FOREVER,
        **facts,
    )
