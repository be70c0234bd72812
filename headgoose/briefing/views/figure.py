"""The page of a figure, its twins, and its pictures."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from headgoose.briefing.charts import spark_line, trend_chart
from headgoose.briefing.county_map import draw_map
from headgoose.briefing.engine import Reader, records_begin
from headgoose.briefing.exports import (
    figure_json,
    figure_sheets,
    header,
    place_json,
    place_rows,
    standpoint_json,
    value_cells,
    value_json,
)
from headgoose.briefing.reading import (
    child_values,
    counties_of,
    get_widest_place,
    part_values,
    standing_of,
    table_behind,
    tiles,
    trend_of,
)
from headgoose.briefing.table import Value
from headgoose.briefing.views.asked import Asked, asked, place_trail, trail
from headgoose.briefing.views.switch import figure_switch, place_switch, trend_choices
from headgoose.briefing.wording import change_text
from headgoose.kernel.area import Level
from headgoose.kernel.asking import date_asked
from headgoose.kernel.clock import today
from headgoose.kernel.figures import Basis, figures
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.registries import figure_links
from headgoose.kernel.sheets import csv_answer, xlsx_answer
from headgoose.places.views.place import tabs_of


@signed_in
def figures_home(request: HttpRequest) -> HttpResponseBase:
    """The figures of the widest place the reader may see."""
    return redirect("place-figures", get_widest_place(get_actor(request), date_asked(request)).code)


@signed_in
def place_figures(request: HttpRequest, place: str) -> HttpResponseBase:
    """All figures of a place."""
    first = next(iter(figures))
    page = asked(request, first.code, place)
    context = {
        "asked": page,
        "span": page.span,
        "on": page.on,
        "tiles": tiles(page.reader, page.span),
        "trail": place_trail(page.span, page.on, page.actor, "place-figures", page.basis),
        "tabs": tabs_of(page.span, page.map_on, "place-figures"),
        "switch": place_switch(page, "place-figures"),
    }
    return render(request, "briefing/figures.html", context)


@signed_in
def figure(request: HttpRequest, code: str, place: str, period: str = "") -> HttpResponseBase:
    """A figure at a place on a date: value, parts, children, standing, map, and the doors to its rows."""
    page = asked(request, code, place, period)
    reader = page.reader
    value = reader.value(page.figure, page.span)
    children = child_values(reader, page.figure, page.span, value)
    begins = records_begin(page.span)
    context = {
        "asked": page,
        "figure": page.figure,
        "span": page.span,
        "on": page.on,
        "value": value,
        "change": change_since_last_year(page, reader, value, begins),
        "table": table_behind(reader, page.figure, page.span),
        "parts": part_values(reader, page.figure, page.span),
        "children": children,
        "child_level": children[0].span.level if children else None,
        "standing": standing_of(reader, page.figure, page.span, value),
        "map": map_of(page) if page.span.level <= Level.COUNTY else None,
        "others": [other for other in figures if other.applies_at(page.span.level)],
        "trail": trail(page, "figure-on"),
        "begins": begins,
        "today": today(),
        "choices": trend_choices(page, "figure-trend"),
        "switch": figure_switch(page, "figure-on"),
        "links": links_of(page),
    }
    return render(request, "briefing/figure.html", context)


def links_of(page: Asked) -> list[tuple[object, str]]:
    """What rooms below show about the figure on pages of their own: labels and addresses."""
    wanted = [link for link in figure_links if page.figure.code in link.codes]
    found = [(link.label, link.address(page.span, page.figure.facts_on(page.on))) for link in wanted]
    return [(label, url) for label, url in found if url]


def change_since_last_year(page: Asked, reader: Reader, value: Value, begins: date) -> tuple[date, str] | None:
    """The day a year before and the difference to it in words; None when there is nothing to compare with."""
    period = page.figure.period
    then = period.years_before(page.figure.facts_on(page.on), 1)
    if then < begins:
        return None
    [(_on, before)] = reader.trend(page.figure, page.span, [then])
    words = change_text(value, before)
    return (then, words) if words else None


@signed_in
def figure_go(request: HttpRequest) -> HttpResponseBase:
    """From the form on the page to the address of what was chosen."""
    page = asked(request, request.GET.get("figure", ""), request.GET.get("place", ""))
    return redirect(page.url())


def map_of(page: Asked) -> object:
    """The counties of the place, shaded by the figure."""
    counties = counties_of(page.span, page.map_on)
    return draw_map(counties, page.reader.values(page.figure, counties))


@signed_in
def figure_as_json(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The same as JSON."""
    page = asked(request, code, place, period)
    reader = page.reader
    value = reader.value(page.figure, page.span)
    answer = {
        "figure": figure_json(page.figure),
        "place": place_json(page.span),
        **standpoint_json(page),
        **value_json(value),
        "computed_at": table_behind(reader, page.figure, page.span).computed_at.isoformat(),
        "parts": [{"name": name, **value_json(part)} for name, part in part_values(reader, page.figure, page.span)],
        "children": [
            {"place": place_json(child.span), "own": child.own, **value_json(child.value)}
            for child in child_values(reader, page.figure, page.span, value)
        ],
        "trend": [
            {"on": on.isoformat(), **value_json(at)}
            for on, at in trend_of(reader, page.figure, page.span, page.basis is Basis.THEN)
        ],
        "rows": request.build_absolute_uri(page.url("figure-rows-csv")),
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@signed_in
def figure_as_csv(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The place and its children as CSV."""
    page = asked(request, code, place, period)
    value = page.reader.value(page.figure, page.span)
    children = child_values(page.reader, page.figure, page.span, value)
    rows = [(page.span, value), *((child.span, child.value) for child in children)]
    return csv_answer(f"{page.file_name}.csv", header(page.figure), place_rows(page.figure, rows))


@signed_in
def figure_as_xlsx(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The place, its children, the years, the parts and the definition as an Excel workbook."""
    page = asked(request, code, place, period)
    reader = page.reader
    value = reader.value(page.figure, page.span)
    sheets = figure_sheets(
        page.figure,
        page.span,
        value,
        child_values(reader, page.figure, page.span, value),
        trend_of(reader, page.figure, page.span, page.basis is Basis.THEN),
        part_values(reader, page.figure, page.span),
    )
    return xlsx_answer(f"{page.file_name}.xlsx", sheets)


@signed_in
def figure_trend(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The years as a chart and as a table."""
    page = asked(request, code, place, period)
    points = trend_of(page.reader, page.figure, page.span, page.basis is Basis.THEN)
    context = {
        "asked": page,
        "figure": page.figure,
        "span": page.span,
        "on": page.on,
        "points": points[::-1],
        "choices": trend_choices(page, "figure-trend"),
        # A year's own page says the same number only on the same map.
        "year_basis": Basis.TODAY.value if page.basis is not Basis.THEN and page.map_on >= today() else "",
        "trail": trail(page, "figure-trend"),
    }
    return render(request, "briefing/trend.html", context)


@signed_in
def figure_trend_csv(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The years as CSV."""
    page = asked(request, code, place, period)
    points = trend_of(page.reader, page.figure, page.span, page.basis is Basis.THEN)
    rows = [[on, *value_cells(page.figure, value)] for on, value in points]
    return csv_answer(f"{page.file_name}-trend.csv", [_("Date"), *header(page.figure)[3:]], rows)


@signed_in
def figure_trend_json(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The years as JSON."""
    page = asked(request, code, place, period)
    points = trend_of(page.reader, page.figure, page.span, page.basis is Basis.THEN)
    answer = {
        "figure": figure_json(page.figure),
        "place": place_json(page.span),
        **standpoint_json(page),
        "trend": [{"on": on.isoformat(), **value_json(value)} for on, value in points],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@signed_in
def figure_trend_svg(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The years as a picture."""
    page = asked(request, code, place, period)
    return _picture(
        trend_chart(trend_of(page.reader, page.figure, page.span, page.basis is Basis.THEN), str(page.figure.name))
    )


@signed_in
def figure_spark_svg(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """The years as a small line."""
    page = asked(request, code, place, period)
    return _picture(
        spark_line(trend_of(page.reader, page.figure, page.span, page.basis is Basis.THEN), str(page.figure.name))
    )


def _picture(svg: str) -> HttpResponse:
    answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    # The picture styles itself from within; nothing else may be loaded or run in it.
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


@signed_in
def figure_door(request: HttpRequest, code: str, place: str, period: str) -> HttpResponseBase:
    """What opens under a number in a briefing: its definition, the places behind it, where to go on."""
    page = asked(request, code, place, period)
    value = page.reader.value(page.figure, page.span)
    context = {
        "asked": page,
        "figure": page.figure,
        "span": page.span,
        "value": value,
        "table": table_behind(page.reader, page.figure, page.span),
        "children": child_values(page.reader, page.figure, page.span, value),
    }
    return render(request, "briefing/door.html", context)
