"""The villages of a place by income band, and who would cross the line of 100,000 yuan under another definition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.money import show_fen
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.ledger.bands import (
    BANDS,
    FEN,
    Column,
    Crossing,
    Incomes,
    YearOfBooks,
    bands_of,
    place_in_year,
    read_incomes,
    year_asked,
)
from headgoose.ledger.income import (
    DEFAULT,
    LIMITS_YUAN,
    LINE_YUAN,
    IncomeDefinition,
    definition_of,
    definitions,
    others_than,
)
from headgoose.ledger.views.around import address
from headgoose.places.models import Span
from headgoose.places.queries import children
from headgoose.places.views.place import tabs_of, trail_to

ON_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Args:
        present: the place as it is today, where it still is.
        against: the other definition whose crossings are listed; None for the first that has any.
    """

    actor: Actor
    present: Span
    books: YearOfBooks
    chosen: IncomeDefinition
    against: IncomeDefinition | None

    @cached_property
    def incomes(self) -> Incomes:
        """The incomes of the place's villages."""
        return read_incomes(self.books.span.area, self.books.year)

    @cached_property
    def crossings(self) -> list[Crossing]:
        """What each other definition, and the former version of the chosen one, would change."""
        return [self.incomes.crossing(self.chosen, other) for other in others_than(self.chosen)]

    @property
    def listed(self) -> Crossing | None:
        """The one whose villages are listed: the one asked for, else the first under which somebody crosses."""
        if self.against is not None and self.against != self.chosen:
            return self.incomes.crossing(self.chosen, self.against)
        return next((one for one in self.crossings if one.rising or one.falling), None)

    def query(self, **changed: str) -> str:
        """The parameters of an address of the same, some of them changed."""
        kept = {"year": str(self.books.year), "definition": self.chosen.title}
        if self.against is not None:
            kept["against"] = self.against.title
        return urlencode({**kept, **changed})


@dataclass(frozen=True)
class VillageRow:
    """A village with its income under the chosen definition and perhaps another, and its books."""

    code: str
    name: str
    url: str
    amount: int
    other: int
    band: str
    rises: bool = False


def read_asked(request: HttpRequest, code: str) -> Asked:
    """Read an address. Raises Refused for a wrong code, year or definition, or a place out of scope."""
    actor, year = get_actor(request), year_asked(request.GET.get("year", "").strip(), today())
    chosen = definition_of(request.GET.get("definition") or DEFAULT)
    against = request.GET.get("against", "")
    present, then = place_in_year(code, year, today())
    if not actor.may(Right.READ, present.area):
        actor.require(Right.READ, then.area)
    return Asked(actor, present, YearOfBooks(then, year, today()), chosen, definition_of(against) if against else None)


@signed_in
@require_safe
def bands(request: HttpRequest, code: str, form: str = "") -> HttpResponseBase:
    """How many villages earned how much in a year, by place, and what another definition would change."""
    asked = read_asked(request, code)
    if form == "json":
        return JsonResponse(_as_json(asked), json_dumps_params={"ensure_ascii": False})
    if form:
        return _as_table(asked, form)
    listed = asked.listed
    crossing = Paginator(_Rows(asked, listed), ON_PAGE).get_page(page_asked(request)) if listed else None
    context = {
        "asked": asked,
        "span": asked.present,
        "books": asked.books,
        "bands": list(zip(BANDS, asked.incomes.counts(asked.chosen, asked.books.span.area), strict=True)),
        "all": len(asked.incomes.keys),
        "over": _over(asked),
        "definitions": definitions(),
        "listed": listed,
        "crossing": crossing,
        **_below(asked),
        "trail": trail_to(asked.present, asked.actor, today(), _("Income bands")),
        "tabs": tabs_of(asked.present, today(), "bands"),
        "files": {kind: f"{reverse(f'bands-{kind}', args=[code])}?{asked.query()}" for kind in ("xlsx", "csv", "json")},
    }
    return render(request, "ledger/bands.html", context)


def _over(asked: Asked) -> int:
    return int(np.count_nonzero(asked.incomes.under(asked.chosen) > LINE_YUAN * FEN))


def _below(asked: Asked) -> dict[str, Any]:
    """The places one level below with their counts; below a township, and in a village, villages with amounts."""
    span, incomes = asked.books.span, asked.incomes
    if span.level >= Level.TOWNSHIP:
        return {"villages": _rows_of(asked, np.arange(len(incomes.keys)), asked.chosen)}
    rows = []
    for child in children(span, asked.books.on):
        counts = incomes.counts(asked.chosen, child.area)
        url = f"{reverse('bands', args=[child.code])}?{asked.query()}"
        if any(counts):
            rows.append((child, url, list(zip(BANDS, counts, strict=True)), sum(counts)))
    return {"places": rows, "titles": BANDS}


class _Rows(Sequence[VillageRow]):
    """The villages that would cross, as a sequence that a paginator can slice."""

    def __init__(self, asked: Asked, crossing: Crossing) -> None:
        self._asked, self._crossing = asked, crossing
        self._found = np.flatnonzero(crossing.either)

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, wanted: Any) -> Any:
        """A page of villages."""
        return _rows_of(self._asked, self._found[wanted], self._crossing.against)


def _rows_of(asked: Asked, places: Column, against: IncomeDefinition) -> list[VillageRow]:
    """Some villages, by their places in the columns."""
    incomes, on = asked.incomes, asked.books.on
    keys = [int(key) for key in incomes.keys[places]]
    spans = {span.key: span for span in Span.objects.on(on).at_level(Level.VILLAGE).filter(key__in=keys)}
    mine, theirs = incomes.under(asked.chosen)[places], incomes.under(against)[places]
    found = []
    for key, amount, other, band in zip(keys, mine.tolist(), theirs.tolist(), bands_of(mine).tolist(), strict=True):
        span = spans[key]
        url = address("place-books", span.code)
        rises = other > LINE_YUAN * FEN
        found.append(VillageRow(span.code, span.said, url, amount, other, str(BANDS[band]), rises))
    return found


def _all_rows(asked: Asked) -> Iterator[list[Cell]]:
    """Every village with its income under each definition, in yuan."""
    incomes = asked.incomes
    area, on = asked.books.span.area, asked.books.on
    spans = {span.key: span for span in Span.objects.on(on).at_level(Level.VILLAGE).within([area])}
    lying = bands_of(incomes.under(asked.chosen)).tolist()
    for key, band, amounts in zip(incomes.keys.tolist(), lying, incomes.amounts.tolist(), strict=True):
        yield [spans[key].code, spans[key].said, str(BANDS[band]), *amounts]


def _as_table(asked: Asked, form: str) -> HttpResponseBase:
    """All villages as CSV or Excel; Excel with the bands and the definitions on sheets of their own."""
    name = f"bands-{asked.books.span.code}-{asked.books.year}-{asked.chosen.title.replace('/', '-')}"
    header = [_("Code"), _("Village"), _("Band"), *(one.title for one in definitions())]
    if form == "csv":
        rows = ([*row[:3], *map(show_fen, row[3:])] for row in _all_rows(asked))  # type: ignore[arg-type]
        return csv_answer(f"{name}.csv", header, rows)
    amounts = frozenset(range(3, len(header)))
    in_yuan = ([*row[:3], *(int(fen) / FEN for fen in row[3:])] for row in _all_rows(asked))  # type: ignore[arg-type]
    counts = zip(BANDS, asked.incomes.counts(asked.chosen, asked.books.span.area), strict=True)
    said: list[list[Cell]] = [
        [one.title, one.name, one.formula, one.note, one.source, one.effective_on] for one in definitions()
    ]
    sheets = [
        Sheet(_("Villages"), header, in_yuan, money_columns=amounts),
        Sheet(_("Bands"), [_("Band"), _("Villages")], [[band, count] for band, count in counts]),
        Sheet(
            _("Definitions"),
            [_("Version"), _("Name"), _("Formula"), _("In words"), _("Source"), _("In force since")],
            said,
        ),
    ]
    return xlsx_answer(f"{name}.xlsx", sheets)


def _definition_json(one: IncomeDefinition) -> dict[str, Any]:
    said = {"title": one.title, "name": one.name, "formula": one.formula, "note": one.note}
    return {**said, "source": one.source, "effective_on": one.effective_on.isoformat()}


def _as_json(asked: Asked) -> dict[str, Any]:
    """The bands, what would change, and who would cross; amounts in fen."""
    span, listed = asked.books.span, asked.listed
    limits = [0, *LIMITS_YUAN]
    counts = asked.incomes.counts(asked.chosen, span.area)
    rows = _rows_of(asked, np.flatnonzero(listed.either), listed.against) if listed else []
    return {
        "place": {"code": span.code, "name": span.name},
        "year": asked.books.year,
        "definition": _definition_json(asked.chosen),
        "villages": len(asked.incomes.keys),
        "over_the_line": _over(asked),
        "bands": [{"over_yuan": low, "villages": count} for low, count in zip(limits, counts, strict=True)],
        "changes": [
            {"definition": _definition_json(one.against), "rising": one.rising, "falling": one.falling}
            for one in asked.crossings
        ],
        "crossing": {
            "against": listed.against.title if listed else None,
            "villages": [
                {"code": row.code, "name": row.name, "amount_fen": row.amount, "other_fen": row.other} for row in rows
            ],
        },
    }
