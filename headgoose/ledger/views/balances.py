"""The trial balance of a book and the detail ledger of an account, as pages and to take away."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from headgoose.kernel.area import Level
from headgoose.kernel.asking import date_asked, page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.money import show_fen
from headgoose.kernel.sheets import Cell, csv_answer
from headgoose.ledger.balances import (
    BalanceRow,
    DetailLedger,
    LedgerLine,
    MonthSums,
    TrialBalance,
    detail_ledger,
    get_account,
    parse_from_to,
    trial_balance,
)
from headgoose.ledger.models import Book
from headgoose.ledger.months import CLOSING, month_of, previous_month, show_month
from headgoose.ledger.periods import last_over
from headgoose.ledger.queries import get_book
from headgoose.ledger.views.around import around_book
from headgoose.ledger.workbook import Table, workbook_answer
from headgoose.places.models import Span

LINES_A_PAGE = 300
# What files call the columns of a trial balance.
AMOUNT_NAMES = (
    "opening_debit_fen",
    "opening_credit_fen",
    "debit_fen",
    "credit_fen",
    "closing_debit_fen",
    "closing_credit_fen",
)


def month_code(month: int) -> str:
    """A month, or the closing of a year, as an address names it: 2026-05, 2025-13."""
    return f"{month // 100}-{month % 100:02d}"


def months_to_choose(book: Book) -> list[tuple[str, str]]:
    """The months of a book up to today's, newest first, with the closings of its years."""
    month, found = month_of(today()), []
    while month >= book.since:
        found.append((month_code(month), show_month(month)))
        month = previous_month(month)
    return found


def months_asked(request: HttpRequest) -> tuple[int, int]:
    """The months in `?from=` and `?to=`, by default those of the year in which a month was over last."""
    return parse_from_to(request.GET.get("from", ""), request.GET.get("to", ""), last_over(today()) // 100)


def ledger_url(code: str, account: str, first: int, last: int) -> str:
    """The detail ledger of an account over months."""
    query = urlencode({"from": month_code(first), "to": month_code(last)})
    return f"{reverse('ledger-account', args=[code, account])}?{query}"


def account_url(span: Span, account: str, first: int, last: int) -> str:
    """An account over months: the detail ledger of a village's book, by the places below anywhere else."""
    if span.level is Level.VILLAGE:
        return ledger_url(span.code, account, first, last)
    query = urlencode({"from": month_code(first), "to": month_code(last)})
    return f"{reverse('place-account', args=[span.code, account])}?{query}"


def said_months(first: int, last: int) -> str:
    """The months of a page in words."""
    if first % 100 == 1 and last == first + 12:
        return _("the year %(year)d") % {"year": first // 100}
    return pgettext("months", "%(first)s to %(last)s") % {"first": show_month(first), "last": show_month(last)}


@signed_in
@require_safe
def balances(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """The trial balance of a book over any months."""
    actor = get_actor(request)
    book, span = get_book(actor, code, date_asked(request))
    first, last = months_asked(request)
    found = trial_balance(book.pk, first, last)
    if form:
        return _balances_as(form, book, span, found)
    context = {
        "book": book,
        "balance": found,
        "rows": [(row, ledger_url(span.code, row.account.code, first, last)) for row in found.rows],
        "title": said_months(first, last),
        **_chosen(book, first, last),
        **_files(request, "ledger-balances", span.code),
        **around_book(span, actor, "ledger-balances"),
    }
    return render(request, "ledger/balances.html", context)


def _chosen(book: Book, first: int, last: int) -> dict[str, Any]:
    found = months_to_choose(book)
    known = {value for value, _label in found}
    extra = [(month_code(month), show_month(month)) for month in (last, first) if month_code(month) not in known]
    return {
        "months": [*dict.fromkeys(extra), *found],
        "starts": [(value, label) for value, label in (*dict.fromkeys(extra), *found) if value[5:] != str(CLOSING)],
        "first": month_code(first),
        "last": month_code(last),
    }


def _files(request: HttpRequest, name: str, *arguments: str) -> dict[str, Any]:
    query = request.META.get("QUERY_STRING", "")
    tail = f"?{query}" if query else ""
    return {"files": {kind: f"{reverse(f'{name}-{kind}', args=arguments)}{tail}" for kind in ("xlsx", "csv", "json")}}


def balance_titles() -> list[str]:
    """The heads of a trial balance's columns."""
    return [
        pgettext("of an account", "Code"),
        pgettext("in books", "Account"),
        _("Opening, debit"),
        _("Opening, credit"),
        _("Movement, debit"),
        _("Movement, credit"),
        _("Closing, debit"),
        _("Closing, credit"),
    ]


def _balances_as(form: str, book: Book, span: Span, found: TrialBalance) -> HttpResponseBase:
    name = f"balances-{span.code}-{found.first}-{found.last}"
    if form == "json":
        return JsonResponse(_balance_json(book, span, found), json_dumps_params={"ensure_ascii": False})
    rows: list[list[Any]] = [[row.account.code, _indented(row), *row.amounts] for row in found.rows]
    rows.append(["", _("Total"), *found.totals])
    if form == "csv":
        plain: Iterator[list[Cell]] = ([*row[:2], *map(show_fen, row[2:])] for row in rows)
        return csv_answer(f"{name}.csv", balance_titles(), plain)
    table = Table(
        title=_("Trial balance"),
        about=f"{book.name}  {said_months(found.first, found.last)}",
        header=balance_titles(),
        rows=rows,
        amounts=frozenset(range(2, 8)),
        bold=frozenset({len(rows) - 1}),
        widths={1: 30},
        landscape=True,
    )
    return workbook_answer(f"{name}.xlsx", [table])


def _indented(row: BalanceRow) -> str:
    return "　" * row.depth + row.account.name


def _balance_json(book: Book, span: Span, found: TrialBalance) -> dict[str, Any]:
    return {
        "place": {"code": span.code, "name": span.name},
        "book": book.name,
        "from": month_code(found.first),
        "to": month_code(found.last),
        "rows": [
            {
                "account": row.account.code,
                "name": row.account.name,
                "depth": row.depth,
                **dict(zip(AMOUNT_NAMES, row.amounts, strict=True)),
            }
            for row in found.rows
        ],
        "totals": dict(zip(AMOUNT_NAMES, found.totals, strict=True)),
        "ties": found.ties,
    }


@signed_in
@require_safe
def account(request: HttpRequest, code: str, account: str, form: str = "") -> HttpResponseBase:
    """The detail ledger of an account: every entry with the balance after it, each a door to its voucher."""
    actor = get_actor(request)
    book, span = get_book(actor, code, date_asked(request))
    found = get_account(book.pk, account)
    first, last = months_asked(request)
    ledger = detail_ledger(book.pk, found, first, last)
    if form:
        return _ledger_as(form, book, span, ledger, (first, last))
    page = Paginator(_flat(ledger), LINES_A_PAGE).get_page(page_asked(request))
    context = {
        "book": book,
        "ledger": ledger,
        "page": page,
        "title": f"{found.code} {found.name} · {said_months(first, last)}",
        "account": found,
        **_chosen(book, first, last),
        **_files(request, "ledger-account", span.code, found.code),
        **around_book(span, actor, "ledger-balances", f"{found.code} {found.name}"),
    }
    return render(request, "ledger/detail.html", context)


def _flat(ledger: DetailLedger) -> list[LedgerLine | MonthSums]:
    """Entries with the sums of each month after them."""
    found: list[LedgerLine | MonthSums] = []
    for month in ledger.months:
        found += [*month.lines, month]
    return found


def _ledger_as(form: str, book: Book, span: Span, ledger: DetailLedger, months: tuple[int, int]) -> HttpResponseBase:
    lines = [line for month in ledger.months for line in month.lines]
    name = f"ledger-{span.code}-{ledger.account.code}-{months[0]}-{months[1]}"
    if form == "json":
        answer = {
            "place": {"code": span.code, "name": span.name},
            "account": {"code": ledger.account.code, "name": ledger.account.name},
            "from": month_code(months[0]),
            "to": month_code(months[1]),
            "opening_fen": ledger.opening_fen,
            "lines": [_line_json(line) for line in lines],
            "closing_fen": ledger.closing_fen,
        }
        return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    header = [
        _("Date"),
        _("Number"),
        _("Summary"),
        pgettext("of an account", "Code"),
        _("Debit"),
        _("Credit"),
        _("Balance"),
    ]
    rows: list[list[Any]] = [["", "", _("Balance before"), "", None, None, ledger.opening_fen]]
    rows += [
        [
            line.on.isoformat(),
            line.number,
            line.summary,
            line.account.code,
            line.debit_fen or None,
            line.credit_fen or None,
            line.balance_fen,
        ]
        for line in lines
    ]
    if form == "csv":
        plain = ([*row[:4], *("" if fen is None else show_fen(fen) for fen in row[4:])] for row in rows)
        return csv_answer(f"{name}.csv", header, plain)
    table = Table(
        title=f"{_('Detail ledger')} {ledger.account.code}",
        about=f"{book.name}  {ledger.account.name}  {said_months(*months)}",
        header=header,
        rows=rows,
        amounts=frozenset({4, 5, 6}),
        widths={2: 36},
    )
    return workbook_answer(f"{name}.xlsx", [table])


def _line_json(line: LedgerLine) -> dict[str, Any]:
    return {
        "voucher": line.voucher_id,
        "on": line.on.isoformat(),
        "number": line.number,
        "summary": line.summary,
        "account": line.account.code,
        "debit_fen": line.debit_fen,
        "credit_fen": line.credit_fen,
        "balance_fen": line.balance_fen,
    }
