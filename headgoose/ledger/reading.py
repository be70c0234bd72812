"""Vouchers with their lines, as actions and pages need them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import among
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.models import Book, Voucher
from headgoose.ledger.posting import Posting, Ready
from headgoose.ledger.queries import lock_book
from headgoose.ledger.rules import area_of_book

LINES = (
    "SELECT e.voucher_id, e.account_id, a.code, e.debit_fen, e.credit_fen, e.summary, e.payee, e.payee_kind "
    "FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE {vouchers} ORDER BY e.voucher_id, e.line"
)
EVIDENCE = (
    "SELECT v.voucher_id, a.sha256 FROM ledger_evidence v JOIN records_attachment a ON a.id = v.attachment_id "
    "WHERE {vouchers}"
)


def get_voucher(by: Actor, voucher_id: int, right: Right) -> tuple[Voucher, Book]:
    """A voucher and its book, held until the transaction ends.

    Raises:
        Refused: NOT_FOUND, also where the actor may not even read the book; FORBIDDEN.
    """
    voucher = Voucher.objects.filter(pk=voucher_id).first()
    if voucher is None:
        raise Refused(_("There is no such voucher."), Because.NOT_FOUND)
    book = lock_book(voucher.book_id)
    area = area_of_book(book)
    if not by.may(Right.READ, area):
        raise Refused(_("There is no such voucher."), Because.NOT_FOUND)
    by.require(right, area)
    # It may have moved on while we waited for the book.
    voucher.refresh_from_db()
    return voucher, book


def postings_of(vouchers: Iterable[Voucher]) -> dict[int, list[Posting]]:
    """The lines of vouchers, by voucher id."""
    condition, value = among("e.voucher_id", [voucher.pk for voucher in vouchers])
    found: dict[int, list[Posting]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(vouchers=condition), [value])
        for voucher_id, *line in cursor.fetchall():
            found[voucher_id].append(Posting(*line))
    return found


def evidence_of(vouchers: Iterable[Voucher]) -> dict[int, list[str]]:
    """The hashes of what lies under vouchers, by voucher id."""
    condition, value = among("v.voucher_id", [voucher.pk for voucher in vouchers])
    found: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(EVIDENCE.format(vouchers=condition), [value])
        for voucher_id, sha256 in cursor.fetchall():
            found[voucher_id].append(sha256)
    return found


def ready_of(vouchers: Iterable[Voucher]) -> dict[int, Ready]:
    """Reviewed vouchers as they are posted, by voucher id."""
    listed = list(vouchers)
    postings, evidence = postings_of(listed), evidence_of(listed)
    wrong = [voucher.reverses_id for voucher in listed if voucher.reverses_id]
    places = dict(Voucher.objects.filter(pk__in=wrong).values_list("pk", "sequence")) if wrong else {}
    return {
        voucher.pk: Ready(
            on=voucher.on,
            month=voucher.month,
            summary=voucher.summary,
            entries=postings[voucher.pk],
            maker_id=voucher.maker_id or 0,
            reviewer_id=voucher.reviewer_id or 0,
            made_at=voucher.made_at,
            reviewed_at=voucher.reviewed_at or voucher.made_at,
            kind=voucher.kind,
            documents=voucher.documents,
            source=voucher.source,
            event=voucher.event,
            reverses_id=voucher.reverses_id,
            reverses_sequence=places.get(voucher.reverses_id or 0),
            evidence=evidence.get(voucher.pk, ()),
            voucher_id=voucher.pk,
        )
        for voucher in listed
    }
