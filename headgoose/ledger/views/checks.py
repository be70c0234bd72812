"""What checks find in the books of a village, or of all villages of a place, and who has looked at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.asking import page_asked, safe_next
from headgoose.kernel.clock import date_of, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.ledger.actions.acknowledging import acknowledge_finding
from headgoose.ledger.checks import CHECKS, Finding
from headgoose.ledger.checks.listing import Found, Line, State, Years, find_within, lines_of, years_of
from headgoose.ledger.checks.thresholds import Threshold, thresholds
from headgoose.ledger.forms import LedgerForm
from headgoose.ledger.queries import get_book
from headgoose.ledger.rules import WHY_AT_LEAST, WHY_MAX
from headgoose.ledger.views.around import book_tabs
from headgoose.look.wording import listed
from headgoose.places.models import Span
from headgoose.places.queries import children, get_span
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE = 50
ROWS_AWAY = 20_000
STATES: dict[State, Promise] = {
    State.ALL: gettext_lazy("all findings"),
    State.OPEN: gettext_lazy("open"),
    State.ACKNOWLEDGED: gettext_lazy("acknowledged"),
}
HEADER = (
    gettext_lazy("Code"),
    gettext_lazy("Village"),
    gettext_lazy("Check"),
    gettext_lazy("Date"),
    gettext_lazy("Month"),
    gettext_lazy("What was found"),
    gettext_lazy("Amount in yuan"),
    gettext_lazy("Vouchers"),
    gettext_lazy("Acknowledged by"),
    gettext_lazy("Acknowledged on"),
    gettext_lazy("Reason"),
)


class AcknowledgeForm(LedgerForm):
    """Which finding, and why it may be as it is."""

    check = forms.CharField(max_length=30, widget=forms.HiddenInput)
    subject = forms.CharField(max_length=60, widget=forms.HiddenInput)
    year = forms.CharField(max_length=4, widget=forms.HiddenInput)
    why = forms.CharField(label=gettext_lazy("Reason"), min_length=WHY_AT_LEAST, max_length=WHY_MAX)


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for; what it does not know falls back to all findings of this year."""

    span: Span
    actor: Actor
    years: Years
    check: str
    state: State
    found: Found

    @property
    def findings(self) -> list[Finding]:
        """The findings asked for."""
        return self.found.narrow(self.check, self.state)

    @property
    def file_name(self) -> str:
        """A name for the list when it is taken away."""
        return "-".join(filter(None, ["checks", self.span.code, self.years.value, self.check, self.state.value]))


def asked(request: HttpRequest, code: str) -> Asked:
    """Read an address. Raises Refused for a wrong code or a place out of scope."""
    actor, span = get_actor(request), get_span(code, today())
    actor.require(Right.READ, span.area)
    query = request.POST if request.method == "POST" else request.GET
    years = years_of(span.area, today(), query.get("year", ""))
    check, state = request.GET.get("check", ""), request.GET.get("state", "")
    return Asked(
        span=span,
        actor=actor,
        years=years,
        check=check if check in CHECKS else "",
        state=State(state) if state in set(State) else State.ALL,
        found=find_within(span.area, years, today()),
    )


@signed_in
@require_safe
def checks(request: HttpRequest, code: str) -> HttpResponse:
    """The findings in the book of a village."""
    return show_checks(request, code)


def show_checks(request: HttpRequest, code: str, form: AcknowledgeForm | None = None) -> HttpResponse:
    """The page of a village, also after an acknowledgement that was refused."""
    get_book(get_actor(request), code, today())
    wanted = asked(request, code)
    context = {
        **_around(request, wanted, form),
        "trail": trail_to(wanted.span, wanted.actor, today(), _("Checks")),
        "tabs": book_tabs(wanted.span.code, "ledger-checks"),
    }
    return render(request, "ledger/checks.html", context, status=form.status if form else 200)


@signed_in
@require_safe
def checks_below(request: HttpRequest, code: str) -> HttpResponse:
    """The findings in the books of all villages of a place."""
    wanted = asked(request, code)
    span = wanted.span
    below = children(span, today()) if span.level < Level.VILLAGE else []
    holding = {finding.book.key // below[0].level.divisor for finding in wanted.found.findings} if below else set()
    shown = [child for child in below if child.key // child.level.divisor in holding]
    columns, rows = wanted.found.open_by_place(shown)
    context = {
        **_around(request, wanted),
        "columns": columns,
        "places": [
            (child, _below_url(child, wanted), count, list(zip(columns, counts, strict=True)))
            for child, count, counts in rows
            if count
        ],
        "trail": trail_to(span, wanted.actor, today(), _("Checks of books")),
        "tabs": tabs_of(span, today(), "ledger-checks-below"),
    }
    return render(request, "ledger/checks_below.html", context)


def _below_url(child: Span, wanted: Asked) -> str:
    name = "ledger-checks" if child.level is Level.VILLAGE else "ledger-checks-below"
    said = {"year": wanted.years.value, "state": State.OPEN.value}
    return f"{reverse(name, args=[child.code])}?{urlencode(said)}"


def _around(request: HttpRequest, wanted: Asked, form: AcknowledgeForm | None = None) -> dict[str, Any]:
    """What both pages show."""
    page = Paginator(wanted.findings, ON_PAGE).get_page(page_asked(request))
    return {
        "section": "books",
        "asked": wanted,
        "span": wanted.span,
        "page": page,
        "lines": lines_of(list(page.object_list), wanted.actor, today()),
        "by_check": [(*row, _measures(row[0].thresholds)) for row in wanted.found.by_check()],
        "open": len(wanted.found.narrow(state=State.OPEN)),
        "acknowledged": len(wanted.found.narrow(state=State.ACKNOWLEDGED)),
        "states": STATES.items(),
        "checks": CHECKS.values(),
        "taken": request.GET.urlencode(),
        "next": request.get_full_path() if request.method != "POST" else "",
        "form": form,
        "wrong": f"{form.data.get('check', '')} {form.data.get('subject', '')}" if form else "",
    }


def _measures(codes: tuple[str, ...]) -> list[Threshold]:
    """The thresholds of a check that are in force today."""
    found = (thresholds().find(code, today()) for code in codes)
    return [one for one in found if one]


@signed_in
@require_POST
def acknowledge(request: HttpRequest, code: str) -> HttpResponse:
    """Acknowledge a finding with a reason."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return show_checks(request, code, form)
    said = form.cleaned_data
    years = years_of(span.area, today(), said["year"])
    try:
        acknowledge_finding(
            by=actor,
            at=now(),
            book_id=book.pk,
            check=said["check"],
            subject=said["subject"],
            since=years.since,
            until=years.until,
            why=said["why"],
        )
    except Refused as refused:
        form.refuse(refused)
        return show_checks(request, code, form)
    messages.success(request, _("Acknowledged. The finding stays in the list, marked."))
    return redirect(safe_next(request) if request.POST.get("next") else reverse("ledger-checks", args=[span.code]))


@signed_in
@require_safe
def checks_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """The findings as CSV."""
    wanted = asked(request, code)
    return csv_answer(f"{wanted.file_name}.csv", HEADER, _rows_away(wanted))


@signed_in
@require_safe
def checks_xlsx(request: HttpRequest, code: str) -> HttpResponseBase:
    """The findings as an Excel workbook."""
    wanted = asked(request, code)
    return xlsx_answer(f"{wanted.file_name}.xlsx", [Sheet(_("Checks of books"), HEADER, _rows_away(wanted))])


def _rows_away(wanted: Asked) -> Iterator[list[Cell]]:
    """The rows of a file, and last a note where there would be more than a file takes."""
    for line in lines_of(wanted.findings[:ROWS_AWAY], wanted.actor, today()):
        yield _row_away(line)
    if len(wanted.findings) > ROWS_AWAY:
        yield [_("Only the first %(limit)s rows are here: narrow the list to take the rest.") % {"limit": ROWS_AWAY}]


def _row_away(line: Line) -> list[Cell]:
    finding, made = line.finding, line.acknowledged
    return [
        line.span.code,
        line.span.said,
        line.check.name,
        finding.on,
        finding.month,
        finding.text,
        None if finding.amount_fen is None else finding.amount_fen / 100,
        listed(name for _pk, name in line.vouchers),
        made.person.name if made and made.person else None,
        date_of(made.made_at) if made else None,
        made.why if made else None,
    ]
