"""The workbook: vouchers line by line, the chart, and the trial balance of every month."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import Cell, Sheet, workbook
from headgoose.ledger.exporting.copies import Copy
from headgoose.ledger.models import VoucherKind
from headgoose.ledger.months import show_month
from headgoose.people.models import Person

# A workbook is made in memory; who has more takes it a year at a time.
LINES_MOST = 100_000


def book_workbook(copy: Copy) -> bytes:
    """The bytes of the file. Raises Refused (TOO_LARGE)."""
    rows = list(_voucher_rows(copy))
    last = rows[-1] if rows else None
    about: list[list[Cell]] = [
        [_("Book"), copy.book.name],
        [_("Village"), copy.place],
        [_("Years"), str(copy.year) if copy.year else _("all")],
        [_("Vouchers"), len({(row[0], row[2]) for row in rows})],
        [_("Hash of the last voucher"), str(last[-1]) if last else ""],
    ]
    voucher_header = [
        _("Year"),
        _("Month"),
        _("Number"),
        _("Date"),
        _("Kind"),
        _("Summary"),
        _("Code"),
        pgettext("in books", "Account"),
    ]
    voucher_header += [_("Debit"), _("Credit"), _("Payee"), _("Made by"), _("Reviewed by"), _("Place in the chain")]
    voucher_header += [_("Hash")]
    trial_header = [
        _("Month"),
        _("Code"),
        pgettext("in books", "Account"),
        _("Opening debit"),
        _("Opening credit"),
        _("Debit"),
    ]
    trial_header += [_("Credit"), _("Closing debit"), _("Closing credit")]
    chart = [
        [account.code, account.name, account.get_kind_display(), account.get_side_display()]
        for account in copy.accounts.values()
    ]
    return workbook(
        [
            Sheet(_("Book"), ["", ""], about),
            Sheet(_("Vouchers"), voucher_header, rows, money_columns=frozenset({8, 9})),
            Sheet(pgettext("in books", "Accounts"), [_("Code"), _("Name"), _("Kind"), _("Side")], chart),
            Sheet(_("Trial balance"), trial_header, list(_trial_rows(copy)), money_columns=frozenset(range(3, 9))),
        ]
    )


def _voucher_rows(copy: Copy) -> Iterator[list[Cell]]:
    kinds = {kind.value: str(kind.label) for kind in VoucherKind}
    names: dict[int | None, str] = dict(Person.objects.filter(pk__in=_people(copy)).values_list("pk", "name"))
    lines = 0
    for voucher in copy.vouchers():
        lines += len(voucher.lines)
        if lines > LINES_MOST:
            reason = _("The book has more than %(most)s lines: take one year.") % {"most": f"{LINES_MOST:,}"}
            raise Refused(reason, Because.TOO_LARGE, field="year")
        for line in voucher.lines:
            account = copy.accounts[line.account_id]
            yield [
                voucher.year,
                show_month(voucher.month),
                voucher.number,
                voucher.on,
                kinds[voucher.kind],
                line.summary or voucher.summary,
                account.code,
                account.name,
                line.debit_fen / 100 if line.debit_fen else None,
                line.credit_fen / 100 if line.credit_fen else None,
                line.payee,
                names.get(voucher.maker_id, ""),
                names.get(voucher.reviewer_id, ""),
                voucher.sequence,
                voucher.hash,
            ]


def _people(copy: Copy) -> set[int]:
    from headgoose.ledger.models import Voucher

    pairs = Voucher.objects.filter(book=copy.book, state="posted").values_list("maker_id", "reviewer_id").distinct()
    return {person for pair in pairs for person in pair if person}


def _trial_rows(copy: Copy) -> Iterator[list[Cell]]:
    for month, before, sums in copy.months():
        totals = [0] * 6
        for number, account in copy.accounts.items():
            opening, (debit, credit) = before.get(number, 0), sums.get(number, (0, 0))
            if not opening and number not in sums:
                continue
            closing = opening + debit - credit
            fen = [max(opening, 0), max(-opening, 0), debit, credit, max(closing, 0), max(-closing, 0)]
            totals = [total + more for total, more in zip(totals, fen, strict=True)]
            yield [show_month(month), account.code, account.name, *(one / 100 for one in fen)]
        yield [show_month(month), "", _("Total"), *(one / 100 for one in totals)]
