"""Balance sheet and statement of income and distribution: of a book, and summed over the books of any place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.money import show_fen
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, csv_answer
from headgoose.ledger.definitions import BALANCE, INCOME, Line
from headgoose.ledger.periods import Period, last_over, parse_period, periods_to_choose, year_period
from headgoose.ledger.queries import books_within, get_book
from headgoose.ledger.statements import Behind, Row, Statement, accounts_behind, area_statement, book_statement
from headgoose.ledger.views.around import around_book
from headgoose.ledger.views.balances import account_url
from headgoose.ledger.workbook import Table, workbook_answer
from headgoose.places.models import Kind, Span
from headgoose.places.queries import find_span, get_span
from headgoose.places.views.place import tabs_of, trail_to

YEARS_BACK = 10
LOWEST = Level.VILLAGE


@dataclass(frozen=True)
class Asked:
    """What the address of a statement names."""

    statement: str
    period: Period
    form: str = ""

    def query(self, **more: Any) -> str:
        """The parameters of an address of the same statement."""
        return urlencode({"of": self.statement, "period": self.period.code, **{k: v for k, v in more.items() if v}})


def read_asked(request: HttpRequest, form: str = "") -> Asked:
    """The statement in `?of=` and the months in `?period=`, by default the year in which a month was over last."""
    statement = request.GET.get("of", BALANCE)
    if statement not in (BALANCE, INCOME):
        raise Refused(_("There is no such statement."), Because.NOT_FOUND, field="of")
    text = request.GET.get("period", "")
    period = parse_period(text) if text else year_period(last_over(today()) // 100)
    return Asked(statement, period, form)


def line_asked(request: HttpRequest, statement: Statement) -> Line:
    """The line in `?line=`. Raises Refused."""
    text = request.GET.get("line", "")
    return statement.definition.line(int(text[:4]) if text.isascii() and text.isdigit() else 0)


@signed_in
@require_safe
def statements(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """A statement of the book of a village."""
    actor, asked = get_actor(request), read_asked(request, form)
    book, span = get_book(actor, code, date_asked(request))
    statement = book_statement(book.pk, asked.statement, asked.period)
    if form:
        return answer_as(asked, statement, span, book.name)
    context = {
        "book": book,
        "title": statement.definition.name,
        **page_of(asked, statement, reverse("ledger-statement-line", args=[span.code])),
        **choices(asked, book.since),
        "files": files("ledger-statements", span, asked.query()),
        **around_book(span, actor, "ledger-statements"),
    }
    return render(request, "ledger/statement.html", context)


@signed_in
@require_safe
def statement_line(request: HttpRequest, code: str) -> HttpResponseBase:
    """The accounts behind a line of a village's statement, each open onto its entries."""
    actor, asked = get_actor(request), read_asked(request)
    book, span = get_book(actor, code, date_asked(request))
    statement = book_statement(book.pk, asked.statement, asked.period)
    line = line_asked(request, statement)
    context = {
        "book": book,
        "title": f"{statement.definition.name} · {line.plain}",
        "accounts": _accounts(span, statement, line),
        **line_page(asked, statement, line, reverse("ledger-statement-line", args=[span.code])),
        "back": f"{reverse('ledger-statements', args=[span.code])}?{asked.query()}",
        **around_book(span, actor, "ledger-statements"),
    }
    return render(request, "ledger/statement_line.html", context)


def _accounts(span: Span, statement: Statement, line: Line) -> list[tuple[Behind, str]]:
    """The accounts behind a line, each with its door, over the months of the first column."""
    first, last = statement.columns[0].first, statement.columns[0].upto
    found = accounts_behind(statement, line)
    return [(behind, account_url(span, behind.account.code, first, last)) for behind in found]


@dataclass(frozen=True)
class Ground:
    """The place of a page, the map it is looked up on, and the level of the table of places below."""

    actor: Actor
    span: Span
    on: date
    level: Level

    @property
    def levels(self) -> list[Level]:
        """The levels that the table may be by: at most two steps down."""
        return [level for level in Level if self.span.level < level <= min(self.span.level + 2, LOWEST)]

    def children(self) -> list[Span]:
        """The places of the table, in the order of the map."""
        found = Span.objects.on(self.on).within([self.span.area]).at_level(self.level)
        if self.level is LOWEST:
            found = found.filter(kind=Kind.VILLAGE)
        return list(found.order_by("key"))


def read_ground(request: HttpRequest, code: str, period: Period) -> Ground:
    """A place on the map of the period's last day, or of today while it lasts and where the code is of today.

    Raises:
        Refused: no such place, or no right to read in all of it.
    """
    on = date_asked(request) if request.GET.get("on") else min(period.end_on, today())
    span = None if request.GET.get("on") else find_span(code, on)
    if span is None:
        on = date_asked(request)
        span = get_span(code, on)
    actor = get_actor(request)
    actor.require(Right.READ, span.area)
    if span.level is Level.GRID:
        raise Refused(_("Books are kept for the collective of a village."), Because.NOT_FOUND, field="code")
    wanted = request.GET.get("by", "").upper()
    ground = Ground(actor, span, on, Level(min(span.level + 1, LOWEST)))
    level = next((level for level in ground.levels if level.name == wanted), ground.level)
    return Ground(actor, span, on, level)


@signed_in
@require_safe
def place_statements(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """A statement summed over all books of a place, with a table of the places below; a village has its own page."""
    asked = read_asked(request, form)
    ground = read_ground(request, code, asked.period)
    span = ground.span
    if span.level is LOWEST:
        return redirect(f"{reverse('ledger-statements', args=[span.code])}?{asked.query()}")
    statement, below = area_statement(span, ground.on, ground.level, asked.statement, asked.period)
    shown = [statement.definition.line(number) for number in statement.definition.shown_by_place]
    rows = [(child, below.get(child.key)) for child in ground.children()]
    if form:
        return answer_as(asked, statement, span, span.name, (shown, rows))
    context = {
        **page_of(asked, statement, reverse("place-statement-line", args=[span.code]), by=_by(ground)),
        **choices(asked, (today().year - YEARS_BACK) * 100 + 1),
        **_around_place(ground, "place-statements"),
        "shown": shown,
        "below": [(child, child_url(child, asked), named_amounts(found, shown)) for child, found in rows],
        "books": books_within(span, ground.on).count(),
        "files": files("place-statements", span, asked.query(by=_by(ground))),
    }
    return render(request, "ledger/statement.html", context)


def _by(ground: Ground) -> str:
    return "" if ground.level == ground.span.level + 1 else ground.level.name.lower()


def _around_place(ground: Ground, current: str) -> dict[str, Any]:
    return {
        "span": ground.span,
        "on": ground.on,
        "levels": [(one.name.lower(), Kind(one * 10).label, one == ground.level) for one in ground.levels],
        "trail": trail_to(ground.span, ground.actor, ground.on, _("Statements")),
        "tabs": tabs_of(ground.span, ground.on, current),
    }


def child_url(child: Span, asked: Asked) -> str:
    """The same statement of a place below."""
    name = "ledger-statements" if child.level is LOWEST else "place-statements"
    return f"{reverse(name, args=[child.code])}?{asked.query()}"


def named_amounts(statement: Statement | None, lines: Sequence[Line]) -> list[tuple[str, int]]:
    """What a place has in some lines, each with its name; nothing where it has no books."""
    return [(str(line.plain), amount) for line, amount in zip(lines, amounts_of(statement, lines) or (), strict=False)]


def amounts_of(statement: Statement | None, lines: Sequence[Line]) -> list[int] | None:
    """What a place has in some lines in the first column; None where it has no books."""
    return [statement.values[0][line.number] for line in lines] if statement else None


@signed_in
@require_safe
def place_statement_line(request: HttpRequest, code: str) -> HttpResponseBase:
    """A line of a place's statement by the places below, and by account."""
    asked = read_asked(request)
    ground = read_ground(request, code, asked.period)
    if ground.span.level is LOWEST:
        query = asked.query(line=request.GET.get("line", "")[:4])
        return redirect(f"{reverse('ledger-statement-line', args=[ground.span.code])}?{query}")
    statement, below = area_statement(ground.span, ground.on, ground.level, asked.statement, asked.period)
    line = line_asked(request, statement)
    rows = []
    for child in ground.children():
        name = "ledger-statement-line" if child.level is LOWEST else "place-statement-line"
        url = f"{reverse(name, args=[child.code])}?{asked.query(line=line.number)}"
        found = below.get(child.key)
        rows.append((child, url, found.row(line).amounts if found else None))
    context = {
        "accounts": _accounts(ground.span, statement, line),
        "below": rows,
        **line_page(asked, statement, line, reverse("place-statement-line", args=[ground.span.code])),
        **_around_place(ground, "place-statements"),
        "back": f"{reverse('place-statements', args=[ground.span.code])}?{asked.query(by=_by(ground))}",
    }
    return render(request, "ledger/statement_line.html", context)


def page_of(asked: Asked, statement: Statement, line_path: str, by: str = "") -> dict[str, Any]:
    """The lines of a statement with their doors, and its ties."""

    def door(row: Row) -> tuple[Row, str]:
        return row, f"{line_path}?{asked.query(line=row.line.number, by=by)}" if any(row.amounts) else ""

    return {
        "asked": asked,
        "statement": statement,
        "definition": statement.definition,
        "parts": [(part, [door(row) for row in rows]) for part, rows in statement.parts],
    }


def line_page(asked: Asked, statement: Statement, line: Line, line_path: str) -> dict[str, Any]:
    """A line, and the lines that it sums."""
    parts = [(number, 1) for number in line.plus] + [(number, -1) for number in line.minus]
    rows = [(statement.row(statement.definition.line(number)), sign) for number, sign in parts]
    summed = [(row, sign, f"{line_path}?{asked.query(line=row.line.number)}") for row, sign in rows]
    return {
        "asked": asked,
        "statement": statement,
        "definition": statement.definition,
        "row": statement.row(line),
        "line": line,
        "summed": summed,
    }


def choices(asked: Asked, since: int) -> dict[str, Any]:
    """The statements and periods that the page offers."""
    offered = periods_to_choose(since, today())
    known = any(period == asked.period for _heading, periods in offered for period in periods)
    return {
        "statements": [(BALANCE, _("Balance sheet")), (INCOME, _("Income and distribution"))],
        "periods": offered,
        "other_period": None if known else asked.period,
    }


def files(name: str, span: Span, query: str) -> dict[str, str]:
    """The addresses of the twins."""
    return {kind: f"{reverse(f'{name}-{kind}', args=[span.code])}?{query}" for kind in ("xlsx", "csv", "json")}


Below = tuple[Sequence[Line], Sequence[tuple[Span, Statement | None]]]


def answer_as(
    asked: Asked, statement: Statement, span: Span, whose: str, below: Below | None = None
) -> HttpResponseBase:
    """The statement to take away."""
    name = f"{asked.statement}-{span.code}-{asked.period.code}"
    if asked.form == "json":
        return JsonResponse(as_json(asked, statement, span, below), json_dumps_params={"ensure_ascii": False})
    header = [pgettext("of a statement", "Line"), _("Item"), *(column.label for column in statement.columns)]
    if asked.form == "csv":
        rows: list[list[Cell]] = [
            [row.line.number, row.line.said, *map(show_fen, row.amounts)] for row in statement.rows
        ]
        return csv_answer(f"{name}.csv", header, rows)
    return workbook_answer(f"{name}.xlsx", tables_of(asked, statement, whose, below))


def tables_of(asked: Asked, statement: Statement, whose: str, below: Below | None = None) -> list[Table]:
    """The sheets of a statement: its lines, and the places below."""
    cells: list[list[str | int | None]] = []
    bold = set()
    for part, rows in statement.parts:
        bold.add(len(cells))
        cells.append([None, part.said, *([None] * len(statement.columns))])
        for row in rows:
            if row.line.is_total:
                bold.add(len(cells))
            cells.append([row.line.number, row.line.said, *row.amounts])
    about = f"{whose}  {asked.period.said}"
    columns = [column.label for column in statement.columns]
    tables = [
        Table(
            title=statement.definition.name,
            about=about,
            header=[pgettext("of a statement", "Line"), _("Item"), *columns],
            rows=cells,
            amounts=frozenset(range(2, 2 + len(columns))),
            bold=frozenset(bold),
            notes=[statement.definition.code, statement.definition.source, statement.definition.remark],
            widths={0: 6, 1: 36},
        )
    ]
    if below:
        lines, children = below
        listed: list[list[str | int | None]] = []
        for child, found in children:
            listed.append([child.code, child.name, *(amounts_of(found, lines) or ())])
        titles = [_("Code"), _("Place"), *(line.plain for line in lines)]
        places = frozenset(range(2, 2 + len(lines)))
        tables.append(Table(_("By place"), about, titles, listed, places, widths={0: 14, 1: 24}, landscape=True))
    return tables


def as_json(asked: Asked, statement: Statement, span: Span, below: Below | None) -> dict[str, Any]:
    """The statement for machines, in fen."""
    answer: dict[str, Any] = {
        "place": {"code": span.code, "name": span.name},
        "definition": statement.definition.code,
        "period": asked.period.code,
        "columns": [column.label for column in statement.columns],
        "lines": [
            {"number": row.line.number, "label": row.line.plain, "amounts_fen": row.amounts} for row in statement.rows
        ],
        "ties": [
            {"label": tie.label, "left_fen": tie.left, "right_fen": tie.right, "holds": tie.holds}
            for tie in statement.ties
        ],
    }
    if below:
        lines, children = below
        answer["shown"] = [line.number for line in lines]
        answer["children"] = [
            {"code": child.code, "name": child.name, "amounts_fen": amounts_of(found, lines)}
            for child, found in children
        ]
    return answer
