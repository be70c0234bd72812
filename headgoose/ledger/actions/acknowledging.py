"""Somebody says of what a check found that they have looked at it, and why it may be as it is."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.ledger.checks import Finding, find_finding
from headgoose.ledger.models import Acknowledgement, Voucher
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import area_of_book, check_may, check_why
from headgoose.records.actions import record_act


@action
def acknowledge_finding(
    *, by: Actor, at: datetime, book_id: int, check: str, subject: str, since: date, until: date, why: str
) -> Acknowledgement:
    """Acknowledge a finding, once, with a reason. It stays in the list, marked.

    Args:
        check, subject: the code of the check and what it found, as the finding names it.
        since, until: the range of days in which it was found.
    """
    book = lock_book(book_id)
    area = area_of_book(book)
    check_may(by, Right.REVIEW_BOOKS, book)
    finding = find_finding(check, book_id, subject, area, since, until, date_of(at))
    if finding is None:
        raise Refused(_("The check does not find this, or no longer."), Because.NOT_FOUND)
    person_id = check_not_maker(by, finding)
    if Acknowledgement.objects.filter(book=book, check_code=check, subject=subject).exists():
        raise Refused(_("Somebody has acknowledged this already."), Because.CONFLICT)
    made = Acknowledgement.objects.create(
        book=book, check_code=check, subject=subject, why=check_why(why), person_id=person_id, made_at=at
    )
    record_act(
        by=by,
        at=at,
        verb="ledger.acknowledge_finding",
        subject=f"ledger.book:{book.pk}",
        place_key=area.low,
        after={"check": check, "finding": subject, "why": made.why},
    )
    return made


def check_not_maker(by: Actor, finding: Finding) -> int:
    """Who acknowledges is a person, and made none of the vouchers behind the finding; that person."""
    if by.person_id is None:
        raise Refused(_("A finding is acknowledged by somebody in post, never by the system."), Because.FORBIDDEN)
    if Voucher.objects.filter(pk__in=finding.voucher_ids, maker_id=by.person_id).exists():
        reason = _("Who made the voucher does not acknowledge what is wrong with it: a second person must.")
        raise Refused(reason, Because.FORBIDDEN)
    return by.person_id
