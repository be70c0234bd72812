"""Vouchers without a source document, and source documents that lie under more than one voucher."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.money import show_fen
from headgoose.ledger.checks.finding import Check, Finding
from headgoose.ledger.checks.ground import ORDINARY, Ground, as_date, read
from headgoose.ledger.models import Voucher, VoucherState

BARE = (
    'SELECT v.book_id, v.id, v.month, v."on", v.total_fen FROM ledger_voucher v WHERE {vouchers} AND v.documents = 0 '
    "AND NOT EXISTS (SELECT 1 FROM ledger_evidence x WHERE x.voucher_id = v.id)"
)
# All books are looked at: what lies under two vouchers is found by the index of attachments alone.
TWICE = (
    'SELECT x.attachment_id, f.sha256, v.book_id, v.id, v.month, v."on", v.total_fen FROM ledger_evidence x '
    "JOIN ledger_voucher v ON v.id = x.voucher_id JOIN records_attachment f ON f.id = x.attachment_id "
    "WHERE x.attachment_id IN (SELECT y.attachment_id FROM ledger_evidence y GROUP BY y.attachment_id "
    f'HAVING count(*) > 1) AND {ORDINARY} AND v."on" <= %s ORDER BY x.attachment_id, v."on", v.id'
)
SHOWN = 8


def without_document(ground: Ground) -> Iterator[Finding]:
    """Ordinary vouchers that name no document on paper and have none under them."""
    for book, voucher, month, on, total in ground.standing(BARE):
        yield Finding(
            "no_document",
            ground.by_id[book],
            f"voucher:{voucher}",
            as_date(on),
            month,
            _("The voucher over %(amount)s yuan has no source document, on paper or as a picture."),
            {"amount": show_fen(total)},
            total,
            (voucher,),
        )


def same_receipt(ground: Ground) -> Iterator[Finding]:
    """Documents of the same content under several vouchers, in each of the books."""
    found: dict[str, list[tuple[int, int, int, str, int]]] = defaultdict(list)
    for _attachment, sha256, *voucher in read(TWICE, [ground.until.isoformat()]):
        found[sha256].append(tuple(voucher))
    taken_back = _taken_back([voucher[1] for vouchers in found.values() for voucher in vouchers])
    for sha256, vouchers in found.items():
        standing = [voucher for voucher in vouchers if voucher[1] not in taken_back]
        if len(standing) > 1:
            yield from _in_books(ground, sha256, standing)


def _taken_back(voucher_ids: list[int]) -> set[int | None]:
    if not voucher_ids:
        return set()
    reversals = Voucher.objects.filter(reverses__in=voucher_ids, state=VoucherState.POSTED)
    return set(reversals.values_list("reverses", flat=True))


def _in_books(ground: Ground, sha256: str, vouchers: list[tuple[int, int, int, str, int]]) -> Iterator[Finding]:
    for book_id in dict.fromkeys(voucher[0] for voucher in vouchers):
        here = [voucher for voucher in vouchers if voucher[0] == book_id]
        _book, _voucher, month, on, total = here[-1]
        if book_id not in ground.by_id or as_date(on) < ground.since:
            continue
        said = {"mark": sha256[:SHOWN], "count": len(here)}
        sentence = (
            _("The same document (%(mark)s) lies under %(count)s vouchers of this book.")
            if len(here) == len(vouchers)
            # Which other book is for those who may read it: the same mark stands in its list.
            else _("The same document (%(mark)s) also lies under a voucher of another book.")
        )
        yield Finding(
            "same_receipt",
            ground.by_id[book_id],
            f"receipt:{sha256[:32]}",
            as_date(on),
            month,
            sentence,
            said,
            total,
            tuple(voucher[1] for voucher in here),
        )


CHECKS = (
    Check(
        code="no_document",
        name=_("No source document"),
        definition=_(
            "An ordinary voucher says that no document on paper is attached, and no picture or PDF lies under it. "
            "Vouchers that open a book, close a year or reverse another are not asked."
        ),
        find=without_document,
        order=30,
    ),
    Check(
        code="same_receipt",
        name=_("Same receipt twice"),
        definition=_(
            "A picture or PDF of the very same content lies under two vouchers, of one book or of two. A voucher that "
            "was reversed and its reversal are passed over: the corrected one rightly carries the same receipt."
        ),
        find=same_receipt,
        order=31,
        in_county=False,
    ),
)
