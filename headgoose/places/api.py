"""Places over HTTP: one, those inside it, its history, and search; all within the posts behind the token."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, parent_code
from headgoose.kernel.gate import get_actor
from headgoose.kernel.rights import Right
from headgoose.kernel.wire import WORDS, AsAt, Code, CodeOrNone, Limit, OneOf, Paged, end_or_none, nothing, page_of
from headgoose.places.chronicle import Chapter, events_of
from headgoose.places.models import EventKind, Kind, Span
from headgoose.places.queries import ancestors, child_counts, get_span, history_of, search_places
from headgoose.places.search import LONGEST_WORDS

router = Router(tags=["places"])
search_router = Router(tags=["search"])

LevelName = Annotated[str, OneOf(*(level.name.lower() for level in Level))]
EventName = Annotated[str, OneOf(*EventKind.values)]
KindName = Annotated[str, OneOf(*(kind.name.lower() for kind in Kind))]


class PlaceOut(Schema):
    """A place under one name, code and kind."""

    id: int = Field(description="The same through renaming and recoding.", examples=[1])
    code: str = Field(description="Statistical code of 2, 4, 6, 9, 12 or 15 digits.", examples=["231221"])
    name: str = Field(description="The official name.", examples=["望奎县"])
    name_en: str = Field(description="In Latin letters, with the kind in English.", examples=["Wangkui County"])
    kind: KindName = Field(description="What it is.", examples=["county"])
    level: LevelName = Field(description="Its level of the tree.", examples=["county"])
    parent_code: str | None = Field(description="The code one level up; null for a province.", examples=["2312"])
    start_on: date = Field(description="From this date it was this.", examples=["2016-01-01"])
    end_on: date | None = Field(description="The first date on which it no longer is; null while it still is.")


class PlaceCount(Schema):
    """How many places of a kind."""

    kind: KindName
    count: int = Field(ge=0, description="Number of places.")


class PlaceDetail(PlaceOut):
    """A place, those above it and how many lie below."""

    on: date = Field(description="The date of the answer.")
    above: list[PlaceOut] = Field(description="From the province down.")
    below: list[PlaceCount] = Field(description="From the top; kinds without any are absent.")


class PlaceList(Schema):
    """A page of places in the order of their codes."""

    items: list[PlaceOut]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class PlaceHistory(Schema):
    """All that a place has been and is set to become, newest first."""

    items: list[PlaceOut]


class PassageOut(Schema):
    """That a place, or a part of it, became another."""

    before: PlaceOut | None = Field(description="As it was on the last day of the map before.")
    after: PlaceOut | None = Field(description="As it is on the first day of the map after.")
    share: float = Field(description="The part of it, in 0..1.")


class EventOut(Schema):
    """A change of the map by a document."""

    kind: EventName
    effective_on: date = Field(description="First day of the map after.")
    document: str = Field(description="The document that it follows.")
    title: str
    passages: list[PassageOut]


class EventList(Schema):
    """Changes of the map, newest first."""

    items: list[EventOut]


class PlacesAsked(Paged):
    """Which places to list."""

    within: CodeOrNone = Field("", description="Only places at or below this one; all of the token's area if absent.")
    level: LevelName = Field(default_factory=nothing, description="Only places of this level.")


class PlaceWords(AsAt):
    """What to search for."""

    words: str = Field(
        description="A name, a part of one, pinyin, its initials, or the beginning of a code.",
        pattern=WORDS,
        max_length=LONGEST_WORDS,
        examples=["望奎"],
    )
    limit: Limit = Field(20, description="Rows at most.")


def place_out(span: Span) -> dict[str, Any]:
    """A place as the API says it."""
    return {
        "id": span.place_id,
        "code": span.code,
        "name": span.name,
        "name_en": span.roman,
        "kind": Kind(span.kind).name.lower(),
        "level": span.level.name.lower(),
        "parent_code": parent_code(span.code),
        "start_on": span.start_on,
        "end_on": end_or_none(span.end_on),
    }


def get_place_asked(request: HttpRequest, code: str, on: date) -> Span:
    """The place of a code on a date; refused as on pages: none there, or outside the area."""
    span = get_span(code, on)
    get_actor(request).require(Right.READ, span.area)
    return span


@router.get("", response=PlaceList, summary="List places")
def places(request: HttpRequest, asked: Query[PlacesAsked]) -> dict[str, Any]:
    """Places of the token's area, or of one place in it, in the order of their codes; grids and all."""
    actor = get_actor(request)
    areas = [get_place_asked(request, asked.within, asked.on).area] if asked.within else areas_of(actor)
    return _listed(areas, asked, Level[asked.level.upper()] if asked.level else None)


def areas_of(actor: Actor) -> list[Area]:
    """Where the actor may read."""
    return list(actor.scope(Right.READ))


def _listed(areas: list[Area], asked: Paged, level: Level | None) -> dict[str, Any]:
    start, passed = asked.start
    spans = Span.objects.on(asked.on).within(areas).filter(key__gte=start).order_by("key", "kind")
    if level is not None:
        spans = spans.at_level(level)
    rows, following = page_of(list(spans[passed : passed + asked.limit + 1]), asked, lambda span: span.key)
    return {"items": [place_out(span) for span in rows], "next": following}


@router.get("/{code}", response=PlaceDetail, summary="One place on a date")
def place(request: HttpRequest, code: Path[Code], asked: Query[AsAt]) -> dict[str, Any]:
    """The place that had a code on a date."""
    span = get_place_asked(request, code, asked.on)
    below = child_counts(span, asked.on)
    return {
        **place_out(span),
        "on": asked.on,
        "above": [place_out(above) for above in ancestors(span, asked.on)],
        "below": [{"kind": kind.name.lower(), "count": count} for kind, count in below.items()],
    }


@router.get("/{code}/children", response=PlaceList, summary="The places one level below")
def children(request: HttpRequest, code: Path[Code], asked: Query[Paged]) -> dict[str, Any]:
    """The places one level below a place, in the order of their codes."""
    span = get_place_asked(request, code, asked.on)
    if span.level is Level.GRID:
        return {"items": [], "next": None}
    return _listed([span.area], asked, Level(span.level + 1))


@router.get("/{code}/history", response=PlaceHistory, summary="What a place has been")
def history(request: HttpRequest, code: Path[Code], asked: Query[AsAt]) -> dict[str, Any]:
    """Each name, code and kind that the place had or will have, newest first."""
    span = get_place_asked(request, code, asked.on)
    return {"items": [place_out(past) for past in history_of(span.place_id)]}


@router.get("/{code}/events", response=EventList, summary="What happened to a place on the map")
def events(request: HttpRequest, code: Path[Code], asked: Query[AsAt]) -> dict[str, Any]:
    """Each renaming, recoding, move, merger, division and closing that touched the place, newest first."""
    span = get_place_asked(request, code, asked.on)
    return {"items": [_event_out(chapter) for chapter in events_of(span.place_id, history_of(span.place_id))]}


def _event_out(chapter: Chapter) -> dict[str, Any]:
    event = chapter.event
    return {
        "kind": str(event.kind),
        "effective_on": event.effective_on,
        "document": event.document,
        "title": event.title,
        "passages": [
            {
                "before": place_out(passage.before) if passage.before else None,
                "after": place_out(passage.after) if passage.after else None,
                "share": 1.0 if passage.share is None else passage.share,
            }
            for passage in chapter.passages
        ],
    }


@search_router.get("/places", response=PlaceHistory, summary="Find places by name")
def search(request: HttpRequest, asked: Query[PlaceWords]) -> dict[str, Any]:
    """The places that the words may mean, best first, within the token's area."""
    found = search_places(asked.words, asked.on, asked.limit, areas=areas_of(get_actor(request)))
    return {"items": [place_out(span) for span in found]}
