"""The rows behind a figure, and the places of a level in order by it: read within the actor's scope."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from headgoose.briefing.drill import ROWS_A_PAGE, ROWS_MOST, DrillRow, RowList, drill_rows
from headgoose.briefing.engine import Narrowing
from headgoose.briefing.exports import (
    figure_json,
    header,
    place_json,
    place_rows,
    row_json,
    standpoint_json,
    value_json,
)
from headgoose.briefing.ranking import Standing
from headgoose.briefing.reading import standings_below
from headgoose.briefing.views.asked import Asked, asked, trail
from headgoose.briefing.views.switch import figure_switch
from headgoose.kernel.area import Level
from headgoose.kernel.asking import page_asked
from headgoose.kernel.gate import signed_in
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.places.names import plain_text
from headgoose.places.search import LONGEST_WORDS

COUNTED = {"yes": True, "no": False}


def _narrowing(request: HttpRequest) -> Narrowing:
    words = plain_text(request.GET.get("words", "")[: 4 * LONGEST_WORDS])[:LONGEST_WORDS]
    return Narrowing(COUNTED.get(request.GET.get("counted", "")), words)


@signed_in
def figure_rows(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The facts behind a figure, a page at a time."""
    page = asked(request, code, place, period)
    narrowing = _narrowing(request)
    value = page.reader.value(page.figure, page.span)
    listed = Paginator(RowList(page, narrowing, value), ROWS_A_PAGE).get_page(page_asked(request))
    context = {
        "asked": page,
        "figure": page.figure,
        "span": page.span,
        "on": page.on,
        "value": value,
        "counted": request.GET.get("counted", ""),
        "words": narrowing.words,
        "switch": figure_switch(page, "figure-rows"),
        "page": listed,
        "trail": trail(page, "figure-rows"),
    }
    return render(request, "briefing/rows.html", context)


def _row_header(page: Asked) -> list[str]:
    titles = [_("Code"), _("Place"), _("Record"), _("Details"), _("Numerator"), _("Denominator")]
    return [*titles, _("Share"), _("Code today"), _("Lies today in")] if page.places_anew else titles


def _row_cells(page: Asked, rows: list[DrillRow]) -> Iterator[list[Cell]]:
    for row in rows:
        cells: list[Cell] = [row.code, row.place, row.hit.label, row.hit.detail]
        cells += [row.amount(page.figure), row.fact.denominator]
        yield [*cells, row.share, *row.lies_in] if page.places_anew else cells


@signed_in
def figure_rows_csv(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The facts as CSV."""
    page = asked(request, code, place, period)
    rows = drill_rows(page, _narrowing(request), 0, ROWS_MOST)
    return csv_answer(f"{page.file_name}-rows.csv", _row_header(page), _row_cells(page, rows))


@signed_in
def figure_rows_xlsx(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The facts as an Excel workbook."""
    page = asked(request, code, place, period)
    rows = drill_rows(page, _narrowing(request), 0, ROWS_MOST)
    return xlsx_answer(
        f"{page.file_name}-rows.xlsx", [Sheet(page.figure.code, _row_header(page), _row_cells(page, rows))]
    )


@signed_in
def figure_rows_json(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The facts as JSON."""
    page = asked(request, code, place, period)
    found = drill_rows(page, _narrowing(request), 0, ROWS_MOST)
    answer = {
        "figure": figure_json(page.figure),
        "place": place_json(page.span),
        **standpoint_json(page),
        "rows": [row_json(page.figure, row) for row in found],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@signed_in
def figure_ranking(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The places of a level below a place, in order by the figure."""
    page = asked(request, code, place, period)
    levels = [level for level in Level if page.span.level < level <= Level.VILLAGE and page.figure.applies_at(level)]
    wanted = request.GET.get("level", "").upper()
    level = next((level for level in levels if level.name == wanted), levels[0] if levels else page.span.level)
    listed = standings_below(page.reader, page.figure, page.span, level)
    if taken := _ranking_taken(page, listed, request.GET.get("format", "")):
        return taken
    context = {
        "asked": page,
        "figure": page.figure,
        "span": page.span,
        "on": page.on,
        "levels": levels,
        "level": level,
        "page": Paginator(listed, ROWS_A_PAGE).get_page(page_asked(request)),
        "trail": trail(page, "figure-ranking"),
        "switch": figure_switch(page, "figure-ranking"),
    }
    return render(request, "briefing/ranking.html", context)


def _ranking_taken(page: Asked, listed: list[Standing], format_: str) -> HttpResponseBase | None:
    """The places in order as a file, if one was asked for."""
    name, titles = f"{page.file_name}-ranking", [_("Rank"), *header(page.figure)]
    values = place_rows(page.figure, ((row.span, row.value) for row in listed))
    rows: list[list[Cell]] = [[row.rank, *cells] for row, cells in zip(listed, values, strict=True)]
    if format_ == "xlsx":
        share = frozenset({6}) if page.figure.share else frozenset[int]()
        return xlsx_answer(f"{name}.xlsx", [Sheet(page.figure.code, titles, rows, share)])
    if format_ == "csv":
        return csv_answer(f"{name}.csv", titles, rows)
    if format_ == "json":
        ranked = [{"rank": row.rank, "place": place_json(row.span), **value_json(row.value)} for row in listed]
        answer = {"figure": figure_json(page.figure), **standpoint_json(page), "ranking": ranked}
        return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    return None
