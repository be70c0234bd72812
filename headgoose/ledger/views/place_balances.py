"""The trial balance summed over all books of a place; each account opens by the places below, down to a village."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.gate import signed_in
from headgoose.kernel.money import show_fen
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import csv_answer
from headgoose.ledger.balances import TrialBalance, shared_accounts
from headgoose.ledger.models import Account
from headgoose.ledger.months import month_of, previous_month, show_month
from headgoose.ledger.periods import Period
from headgoose.ledger.place_balances import place_trial_balance
from headgoose.ledger.queries import books_within
from headgoose.ledger.views.balances import (
    AMOUNT_NAMES,
    account_url,
    balance_titles,
    month_code,
    months_asked,
    said_months,
)
from headgoose.ledger.views.statements import YEARS_BACK, Ground, read_ground
from headgoose.ledger.workbook import Table, workbook_answer
from headgoose.places.models import Span
from headgoose.places.views.place import tabs_of, trail_to


def _ground(request: HttpRequest, code: str) -> tuple[Ground, int, int]:
    """The place on the map of the last of the months, and the months. Raises Refused."""
    first, last = months_asked(request)
    month = last // 100 * 100 + min(last % 100, 12)
    return read_ground(request, code, Period(month, month)), first, last


def _query(first: int, last: int) -> str:
    return urlencode({"from": month_code(first), "to": month_code(last)})


@signed_in
@require_safe
def place_balances(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """The trial balance of all books of a place over any months; a village has its own page."""
    ground, first, last = _ground(request, code)
    span = ground.span
    if span.level is Level.VILLAGE:
        return redirect(f"{reverse('ledger-balances', args=[span.code])}?{_query(first, last)}")
    balance, _below = place_trial_balance(span, ground.on, ground.level, first, last)
    if form:
        return _away(form, span, balance)
    context = {
        "balance": balance,
        "rows": [(row, account_url(span, row.account.code, first, last)) for row in balance.rows],
        "files": {
            kind: f"{reverse(f'place-balances-{kind}', args=[span.code])}?{_query(first, last)}"
            for kind in ("xlsx", "csv", "json")
        },
        **_around(ground, first, last),
    }
    return render(request, "ledger/place_balances.html", context)


@signed_in
@require_safe
def place_account(request: HttpRequest, code: str, account: str) -> HttpResponseBase:
    """An account of all books of a place, by the places below; of a village, its detail ledger."""
    ground, first, last = _ground(request, code)
    span = ground.span
    found = next((one for one in shared_accounts().values() if one.code == account), None)
    if found is None:
        reason = _("There is no account %(code)s in the chart.") % {"code": account[:12]}
        raise Refused(reason, Because.NOT_FOUND, field="account")
    if span.level is Level.VILLAGE:
        return redirect(account_url(span, found.code, first, last))
    balance, below = place_trial_balance(span, ground.on, ground.level, first, last)
    rows = [
        (child, account_url(child, found.code, first, last), _of(below.get(child.key), found))
        for child in ground.children()
    ]
    context = {
        "account": found,
        "total": _of(balance, found),
        "below": rows,
        "back": f"{reverse('place-balances', args=[span.code])}?{_query(first, last)}",
        **_around(ground, first, last),
    }
    return render(request, "ledger/place_account.html", context)


def _of(balance: TrialBalance | None, account: Account) -> tuple[int, ...] | None:
    """The amounts of an account; None where there are no books."""
    if balance is None:
        return None
    return next((row.amounts for row in balance.rows if row.account.pk == account.pk), (0,) * 6)


def _around(ground: Ground, first: int, last: int) -> dict[str, Any]:
    month, months = month_of(today()), list[tuple[str, str]]()
    while month >= (today().year - YEARS_BACK) * 100 + 1:
        months.append((month_code(month), show_month(month)))
        month = previous_month(month)
    known = {value for value, _label in months}
    extra = [(month_code(one), show_month(one)) for one in (last, first) if month_code(one) not in known]
    choices = [*dict.fromkeys(extra), *months]
    return {
        "span": ground.span,
        "on": ground.on,
        "title": said_months(first, last),
        "books": books_within(ground.span, ground.on).count(),
        "months": choices,
        "starts": [(value, label) for value, label in choices if value[5:] != "13"],
        "first": month_code(first),
        "last": month_code(last),
        "trail": trail_to(ground.span, ground.actor, ground.on, _("Trial balance")),
        "tabs": tabs_of(ground.span, ground.on, "place-statements"),
    }


def _away(form: str, span: Span, found: TrialBalance) -> HttpResponseBase:
    name = f"balances-{span.code}-{found.first}-{found.last}"
    if form == "json":
        answer = {
            "place": {"code": span.code, "name": span.name},
            "from": month_code(found.first),
            "to": month_code(found.last),
            "rows": [
                {
                    "account": row.account.code,
                    "name": row.account.name,
                    **dict(zip(AMOUNT_NAMES, row.amounts, strict=True)),
                }
                for row in found.rows
            ],
            "totals": dict(zip(AMOUNT_NAMES, found.totals, strict=True)),
            "ties": found.ties,
        }
        return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    rows: list[list[Any]] = [[row.account.code, row.account.name, *row.amounts] for row in found.rows]
    rows.append(["", _("Total"), *found.totals])
    if form == "csv":
        return csv_answer(f"{name}.csv", balance_titles(), ([*row[:2], *map(show_fen, row[2:])] for row in rows))
    table = Table(
        title=_("Trial balance"),
        about=f"{span.name}  {said_months(found.first, found.last)}",
        header=balance_titles(),
        rows=rows,
        amounts=frozenset(range(2, 8)),
        bold=frozenset({len(rows) - 1}),
        widths={1: 30},
        landscape=True,
    )
    return workbook_answer(f"{name}.xlsx", [table])
