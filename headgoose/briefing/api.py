"""Figures over HTTP: what is declared, the value at a place on a date, its parts, children, years and rows."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema
from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from headgoose.briefing.drill import drill_rows
from headgoose.briefing.engine import Narrowing
from headgoose.briefing.exports import figure_json, place_json, row_json, standpoint_json, value_json
from headgoose.briefing.reading import child_values, get_place, part_values, table_behind, trend_of
from headgoose.briefing.table import State
from headgoose.briefing.views.asked import Asked, map_date
from headgoose.kernel.clock import today
from headgoose.kernel.figures import Basis, Direction, Period, figures
from headgoose.kernel.gate import get_actor
from headgoose.kernel.wire import OFFSET_MOST, WORDS, AsAt, Code, Day, Limit, Offset, OneOf, nothing
from headgoose.places.api import LevelName
from headgoose.places.search import LONGEST_WORDS

router = Router(tags=["figures"])

DirectionName = Annotated[str, OneOf(*(direction.value for direction in Direction))]
StateOfValue = Annotated[str, OneOf(*(state.value for state in State))]
PeriodName = Annotated[str, OneOf(*(period.value for period in Period))]
BasisName = Annotated[str, OneOf(*(basis.value for basis in Basis))]
Counted = Annotated[str, OneOf("yes", "no")]


class _Declared:
    """Describes a code of a figure as one of those that are declared when the description is written."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": [figure.code for figure in figures]}


FigureCode = Annotated[str, _Declared()]


class FigureOut(Schema):
    """What a figure counts."""

    code: str = Field(examples=["P4"])
    version: str = Field(description="Of the definition; a changed definition is a new version.")
    name: str = Field(description="In the language of the request.")
    unit: str
    definition: str
    direction: DirectionName = Field(description="Whether more of it is better.")
    period: PeriodName = Field(
        description="What it is about: the `day` asked for, or the last `month` or `year` that ended by it."
    )
    share: bool = Field(description="Whether the value is numerator / denominator, in 0..1; else it is the numerator.")


class FigureList(Schema):
    """All figures, in order."""

    items: list[FigureOut]


class PlaceThen(Schema):
    """The place as it was on the date."""

    code: str
    name: str
    level: LevelName


class ValueOut(Schema):
    """A figure at a place on a date."""

    value: float | None = Field(
        description="The number, an amount in yuan, a share in 0..1; null unless the state is `number`."
    )
    numerator: float = Field(
        description="Whole, but of amounts in yuan, and where places were divided since and today's map is asked for."
    )
    denominator: float | None = Field(description="Null where the figure is no share.")
    state: StateOfValue = Field(description="A zero is a number; missing, not applicable and suppressed are not zero.")


class PartOut(ValueOut):
    """A part of a figure."""

    name: str = Field(description="The part, in the language of the request.")


class FigureAtPlace(ValueOut):
    """A figure at a place on a date, with its parts."""

    figure: FigureOut
    place: PlaceThen
    on: date
    basis: BasisName
    map_on: date = Field(description="The date of the map.")
    known_on: date | None
    computed_at: datetime = Field(description="When the records were counted (UTC).")
    parts: list[PartOut] = Field(description="By batch or kind of post where the figure is broken down, largest first.")


class ChildOut(ValueOut):
    """The figure at a place one level below."""

    place: PlaceThen
    own: bool = Field(description="True for what sits at the place itself and at no place below.")


class ChildList(Schema):
    """The places one level below, in the order of their codes; all of them."""

    items: list[ChildOut]


class PointOut(ValueOut):
    """The figure on one date."""

    on: date


class Trend(Schema):
    """The same day, or end of the figure's period, of each year, oldest first, at most eleven."""

    items: list[PointOut]


class FactPlace(Schema):
    """Where a fact sits."""

    code: str
    name: str


class FactOut(Schema):
    """A fact behind a figure: the numerators and denominators of all facts, by their shares, sum to the figure's."""

    place: FactPlace = Field(description="The place as it was on the date.")
    lies_in: FactPlace | None = Field(description="Where it lies on the later map asked for; null where it was.")
    share: float = Field(description="The share of the fact that lies there, in 0..1.")
    record: str = Field(description="The record that the fact was read from.", examples=["people.tenure:1"])
    label: str
    detail: str
    numerator: float
    denominator: int


class FactList(Schema):
    """A page of facts in the order of the map."""

    items: list[FactOut]
    next_offset: int | None = Field(description="`offset` of the next page; null on the last.")


class Standpoint(AsAt):
    """The date of the facts, the map to place them on, and what was known."""

    basis: BasisName = Field(
        default_factory=nothing,
        description="`then`: on the map of the date; `today`: on today's map, where what was merged adds up and "
        "what was split is shared out. If absent, on the map of the date, and a trend on that map throughout.",
    )
    known_on: Day = Field(
        default_factory=nothing, description="As known at the end of this day; as known now if absent or not past."
    )


class FactsAsked(Standpoint):
    """Which facts to list."""

    counted: Counted = Field(
        default_factory=nothing, description="Only facts in the numerator (`yes`), or only those out of it (`no`)."
    )
    words: str = Field(
        default_factory=nothing,
        description="Only facts at places whose name, or that of the place above, holds these words.",
        pattern=WORDS,
        max_length=LONGEST_WORDS,
    )
    offset: Offset = Field(0, description="How many facts to pass over.")
    limit: Limit = Field(50, description="Rows at most.")


def _asked(request: HttpRequest, figure: str, code: str, at: Standpoint) -> Asked:
    actor = get_actor(request)
    basis = Basis(at.basis) if at.basis else None
    known_on = at.known_on if at.known_on and at.known_on < today() else None
    return Asked(figures.get(figure), get_place(code, map_date(basis, at.on), actor), at.on, actor, basis, known_on)


@router.get("", response=FigureList, summary="Declared figures")
def declared(request: HttpRequest) -> dict[str, Any]:
    """Every declared figure with its definition."""
    return {"items": [figure_json(figure) for figure in figures]}


@router.get("/{figure}", response=FigureOut, summary="One figure")
def one(request: HttpRequest, figure: Path[FigureCode]) -> dict[str, Any]:
    """The definition of a figure."""
    return figure_json(figures.get(figure))


@router.get("/{figure}/places/{code}", response=FigureAtPlace, summary="A figure at a place on a date")
def value(request: HttpRequest, figure: Path[FigureCode], code: Path[Code], asked: Query[Standpoint]) -> dict[str, Any]:
    """The value, and its parts where it is broken down."""
    here = _asked(request, figure, code, asked)
    return {
        "figure": figure_json(here.figure),
        "place": place_json(here.span),
        **standpoint_json(here),
        **value_json(here.reader.value(here.figure, here.span)),
        "computed_at": table_behind(here.reader, here.figure, here.span).computed_at,
        "parts": [
            {"name": str(name), **value_json(part)} for name, part in part_values(here.reader, here.figure, here.span)
        ],
    }


@router.get("/{figure}/places/{code}/children", response=ChildList, summary="A figure one level below")
def below(request: HttpRequest, figure: Path[FigureCode], code: Path[Code], asked: Query[Standpoint]) -> dict[str, Any]:
    """The figure at each place one level below, and last what the place holds itself, if anything."""
    here = _asked(request, figure, code, asked)
    rows = child_values(here.reader, here.figure, here.span, here.reader.value(here.figure, here.span))
    return {"items": [{"place": place_json(row.span), "own": row.own, **value_json(row.value)} for row in rows]}


@router.get("/{figure}/places/{code}/trend", response=Trend, summary="A figure over the years")
def trend(request: HttpRequest, figure: Path[FigureCode], code: Path[Code], asked: Query[Standpoint]) -> dict[str, Any]:
    """The figure on the same day of each year since the records begin; with `then`, each year on its own map."""
    here = _asked(request, figure, code, asked)
    points = trend_of(here.reader, here.figure, here.span, here.basis is Basis.THEN)
    return {"items": [{"on": on, **value_json(point)} for on, point in points]}


@router.get("/{figure}/places/{code}/rows", response=FactList, summary="The facts behind a figure")
def facts(request: HttpRequest, figure: Path[FigureCode], code: Path[Code], asked: Query[FactsAsked]) -> dict[str, Any]:
    """The facts that sum to the figure, in the order of the map."""
    here = _asked(request, figure, code, asked)
    counted = None if asked.counted is None else asked.counted == "yes"
    rows = drill_rows(here, Narrowing(counted, asked.words or ""), asked.offset, asked.limit + 1)
    more = len(rows) > asked.limit and asked.offset + asked.limit <= OFFSET_MOST
    return {
        "items": [row_json(here.figure, row) for row in rows[: asked.limit]],
        "next_offset": asked.offset + asked.limit if more else None,
    }
