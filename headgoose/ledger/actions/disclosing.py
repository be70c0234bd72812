"""The books of months that are closed, and the reports of years, are opened to everybody, as a declared act."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.disclosures import may_meet_from
from headgoose.ledger.models import Book, Disclosure
from headgoose.ledger.periods import Period
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import WHY_MAX, area_of_book, check_may
from headgoose.places.names import plain_text
from headgoose.records.actions import record_act


@action
def disclose_books(*, by: Actor, at: datetime, book_id: int, period: Period, remark: str = "") -> Disclosure:
    """Open the statements of a closed month, quarter or year to everybody; it stays on record that it was done.

    Those of a year are its report: from so many days later on members may meet about it, and the act says from when.
    """
    book = lock_book(book_id)
    check_may(by, Right.KEEP_BOOKS, book)
    check_disclosable(book, period)
    if Disclosure.objects.filter(book=book, from_month=period.first, to_month=period.last).exists():
        said = {"period": period.said}
        raise Refused(_("The books of %(period)s are open already.") % said, Because.CONFLICT, field="period")
    remark = plain_text(remark)
    if len(remark) > WHY_MAX or not remark.isprintable():
        raise Refused(_("A remark has at most 200 characters."), field="remark")
    disclosure = Disclosure.objects.create(
        book=book,
        from_month=period.first,
        to_month=period.last,
        declared_on=date_of(at),
        declarer_id=by.person_id,
        remark=remark,
    )
    record_act(
        by=by,
        at=at,
        verb="ledger.disclose_books",
        subject=f"ledger.book:{book.pk}",
        place_key=area_of_book(book).low,
        touches_from=date_of(at),
        after={
            "from_month": period.first,
            "to_month": period.last,
            "remark": remark,
            **({"may_meet_from": may_meet_from(disclosure.declared_on).isoformat()} if period.is_year else {}),
        },
    )
    return disclosure


def check_disclosable(book: Book, period: Period) -> None:
    """Refuse what the book does not have, or what is not closed; of a year its closing too."""
    said = {"period": period.said}
    if period.last < book.since:
        raise Refused(_("The book begins after %(period)s.") % said, field="period")
    if period.is_year and period.last <= book.closed_to < period.end:
        reason = _("The closing of %(period)s is not posted and closed yet: its report is opened after that.")
        raise Refused(reason % said, Because.CONFLICT, field="period")
    if period.last > book.closed_to:
        reason = _("%(period)s is not closed: books are disclosed once their months are closed.")
        raise Refused(reason % said, Because.CONFLICT, field="period")
