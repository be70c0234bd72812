"""Posts, tenures and people over HTTP, as the pages show them and within the posts behind the token."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from headgoose.kernel.area import Area
from headgoose.kernel.clock import years_between
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.wire import (
    WORDS,
    AsAt,
    Code,
    Day,
    Id,
    Limit,
    NameOrNone,
    OneOf,
    Paged,
    end_or_none,
    nothing,
    page_of,
)
from headgoose.people.finding import LONGEST_WORDS
from headgoose.people.known import end_of
from headgoose.people.models import EndReason, How, PostType, Tenure
from headgoose.people.queries import (
    Seat,
    State,
    Term,
    find_persons,
    get_post,
    get_tenure,
    seats_within,
    tenures_of,
    tenures_of_post,
    terms_as_known,
)
from headgoose.places.api import KindName, get_place_asked
from headgoose.places.models import Kind, Span

places_router = Router(tags=["posts"])
posts_router = Router(tags=["posts"])
types_router = Router(tags=["posts"])
tenures_router = Router(tags=["tenures"])
persons_router = Router(tags=["persons"])
search_router = Router(tags=["search"])

HowName = Annotated[str, OneOf(*How.values)]
ReasonName = Annotated[str, OneOf(*EndReason.values)]
StateName = Annotated[str, OneOf(*(state.value for state in State))]
Phase = Annotated[str, OneOf("past", "now", "future", "void")]


class PostTypeOut(Schema):
    """A kind of post."""

    code: str = Field(examples=["secretary"])
    name: str = Field(description="In the language of the request.", examples=["village Party secretary"])
    kinds: list[KindName] = Field(description="The kinds of place that have it.")
    seats_min: int = Field(description="Seats a place has at least.")
    seats_max: int = Field(description="Seats a place may have.")
    term_years: int | None = Field(description="The term in years; null for an open one.")


class PostTypeList(Schema):
    """All kinds of post in the order of the programme."""

    items: list[PostTypeOut]


class PlaceName(Schema):
    """A place by code and name."""

    code: str = Field(examples=["231221100200"])
    name: str = Field(examples=["厢红五村委会"])


class PersonName(Schema):
    """A person by number and name."""

    id: int
    name: str


class PostOut(Schema):
    """A seat: it exists when nobody holds it."""

    id: int
    type: str = Field(description="Code of the kind of post.", examples=["secretary"])
    type_name: str = Field(description="In the language of the request.")
    seat: int = Field(description="Number of the seat, from 1, where a place has several of a kind.")
    place: PlaceName
    start_on: date = Field(description="From this date the seat exists.")
    end_on: date | None = Field(description="From this date it no longer does; null while it stands.")


class TenureOut(Schema):
    """One person in one post during [start_on, end_on)."""

    id: int
    person: PersonName
    post_id: int
    type: str = Field(description="Code of the kind of post.", examples=["secretary"])
    place: PlaceName = Field(
        description="The place as it was when the tenure began; in lists of posts, on the date asked."
    )
    start_on: date = Field(description="First day in post.")
    end_on: date | None = Field(description="First day no longer in post; null while no end is set.")
    how: HowName = Field(description="How the person came to the post.")
    end_reason: ReasonName | None = Field(description="Why it ended or will; null while no end is set.")
    batch: str | None = Field(description="Code of the batch the person was sent or recruited with.")


class TermOut(TenureOut):
    """A tenure with its papers."""

    sent_by: PlaceName | None = Field(description="The place that sent the person.")
    order: str | None = Field(description="Number of the order that seated the person.")
    phase: Phase = Field(description="Seen from the date asked; void for one that was recorded by mistake.")


class SeatOut(Schema):
    """A seat on a date, and who sits there."""

    post: PostOut
    tenure: TenureOut | None = Field(description="The tenure that covers the date, in lists of coming ones the coming.")
    vacant_since: date | None = Field(description="The first empty day; null when somebody sits there.")
    coming: TenureOut | None = Field(description="To an empty seat, the next tenure that begins later.")


class SeatList(Schema):
    """A page of seats in the order of the tree."""

    items: list[SeatOut]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class TenureList(Schema):
    """A page of tenures in the order of the tree."""

    items: list[TenureOut]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class TermList(Schema):
    """Tenures, newest first."""

    items: list[TermOut]


class PersonOut(Schema):
    """What the pages show of a person, with the posts held on the date."""

    id: int
    name: str
    sex: str = Field(description="f or m.", pattern="^[fm]$")
    age: int | None = Field(description="In whole years on the date; null before birth.")
    held: list[TermOut] = Field(description="Tenures that cover the date, inside the token's area.")


class PersonFound(PersonName):
    """A person that a search found."""

    detail: str = Field(description="The posts held on the date, in words.")


class PersonList(Schema):
    """People that a search found, best first."""

    items: list[PersonFound]


class HeldAsked(Paged):
    """Which tenures to list."""

    type: NameOrNone = Field("", description="Only this kind of post, by its code.", examples=["secretary"])
    words: str = Field(
        default_factory=nothing,
        description="A name, a part of one or pinyin initials, of the person or of the place.",
        pattern=WORDS,
        max_length=LONGEST_WORDS,
    )


class SeatsAsked(HeldAsked):
    """Which seats to list."""

    state: StateName = Field(
        State.ALL.value,
        description="`ending` within 90 days, `coming` for tenures yet to begin; `vacant` for vacancies.",
    )


class TermsAsked(AsAt):
    """As at which date, and as it was on record when."""

    known_on: Day = Field(
        default_factory=nothing,
        description="As it was on record at the end of this date, before what was put right since; as now if absent.",
    )


class PersonWords(AsAt):
    """What to search for."""

    words: str = Field(
        description="A name, a part of one or pinyin initials.",
        pattern=WORDS,
        max_length=LONGEST_WORDS,
        examples=["王"],
    )
    limit: Limit = Field(20, description="Rows at most.")


def _scope(request: HttpRequest) -> tuple[Area, ...]:
    return get_actor(request).scope(Right.READ)


def _tenure_out(tenure: Tenure, place: Span, type_: PostType) -> dict[str, Any]:
    return {
        "id": tenure.pk,
        "person": {"id": tenure.person_id, "name": tenure.person.name},
        "post_id": tenure.post_id,
        "type": type_.code,
        "place": {"code": place.code, "name": place.name},
        "start_on": tenure.start_on,
        "end_on": end_or_none(tenure.end_on),
        "how": tenure.how,
        "end_reason": tenure.end_reason or None,
        "batch": tenure.batch.code if tenure.batch else None,
    }


def _term_out(term: Term, on: date) -> dict[str, Any]:
    tenure, sender = term.tenure, term.sent_by
    return {
        **_tenure_out(tenure, term.place, tenure.type),
        "sent_by": {"code": sender.code, "name": sender.name} if sender else None,
        "order": tenure.order.number if tenure.order else None,
        "phase": term.phase(on),
    }


def _seat_out(seat: Seat) -> dict[str, Any]:
    post = seat.post
    return {
        "post": {
            "id": post.pk,
            "type": seat.type.code,
            "type_name": seat.type.name,
            "seat": post.seat,
            "place": {"code": seat.place.code, "name": seat.place.name},
            "start_on": post.start_on,
            "end_on": end_or_none(post.end_on),
        },
        "tenure": _tenure_out(seat.tenure, seat.place, seat.type) if seat.tenure else None,
        "vacant_since": seat.vacant_since,
        "coming": _tenure_out(seat.coming, seat.place, seat.type) if seat.coming else None,
    }


def _seats(request: HttpRequest, code: str, asked: HeldAsked, state: State) -> tuple[list[Seat], str | None]:
    """A page of seats at or below a place: it begins at the cursor's key, so a late page costs what the first does."""
    area = get_place_asked(request, code, asked.on).area
    start, passed = asked.start
    type_ = PostType.objects.filter(code=asked.type).first() if asked.type else None
    if asked.type and type_ is None:
        raise Refused(_("There is no such kind of post."), Because.NOT_FOUND, field="type")
    if start >= area.high:
        return [], None
    seats = seats_within(
        [Area(max(area.low, start), area.high)],
        asked.on,
        type_=type_,
        state=state,
        words=asked.words or "",
        offset=passed,
        limit=asked.limit + 1,
    )
    return page_of(seats, asked, lambda seat: seat.place.key)


@types_router.get("", response=PostTypeList, summary="Kinds of post")
def post_types(request: HttpRequest) -> dict[str, Any]:
    """Every kind of post."""
    return {
        "items": [
            {
                "code": type_.code,
                "name": type_.name,
                "kinds": [Kind(kind).name.lower() for kind in type_.kinds],
                "seats_min": type_.seats_min,
                "seats_max": type_.seats_max,
                "term_years": type_.term_years,
            }
            for type_ in PostType.objects.all()
        ]
    }


@places_router.get("/{code}/posts", response=SeatList, summary="Posts at and below a place")
def posts_of_place(request: HttpRequest, code: Path[Code], asked: Query[SeatsAsked]) -> dict[str, Any]:
    """Seats at a place and all below it on a date, held and empty, in the order of the tree."""
    seats, following = _seats(request, code, asked, State(asked.state))
    return {"items": [_seat_out(seat) for seat in seats], "next": following}


@places_router.get("/{code}/tenures", response=TenureList, summary="Tenures at and below a place on a date")
def tenures_of_place(request: HttpRequest, code: Path[Code], asked: Query[HeldAsked]) -> dict[str, Any]:
    """Who is in post at a place and all below it on a date, in the order of the tree."""
    seats, following = _seats(request, code, asked, State.HELD)
    held = [(seat.tenure, seat) for seat in seats if seat.tenure]
    return {"items": [_tenure_out(tenure, seat.place, seat.type) for tenure, seat in held], "next": following}


@posts_router.get("/{post_id}", response=SeatOut, summary="One post on a date")
def post(request: HttpRequest, post_id: Path[Id], asked: Query[AsAt]) -> dict[str, Any]:
    """A seat and who sits there on a date."""
    found, span = get_post(post_id, _scope(request), asked.on)
    terms = tenures_of_post(post_id, _scope(request))[::-1]
    held = next((term.tenure for term in terms if term.phase(asked.on) == "now"), None)
    coming = next((term.tenure for term in terms if term.phase(asked.on) == "future"), None)
    stands = found.start_on <= asked.on < found.end_on
    left = max((term.tenure.end_on for term in terms if term.phase(asked.on) == "past"), default=found.start_on)
    since = left if stands and held is None else None
    return _seat_out(Seat(found, found.type, span, held, since, None if held else coming))


@posts_router.get("/{post_id}/tenures", response=TermList, summary="Who sat in a post over time")
def tenures_of_one_post(request: HttpRequest, post_id: Path[Id], asked: Query[AsAt]) -> dict[str, Any]:
    """Everybody who held, holds or will hold a seat, newest first."""
    get_post(post_id, _scope(request), asked.on)
    return {"items": [_term_out(term, asked.on) for term in tenures_of_post(post_id, _scope(request))]}


@tenures_router.get("/{tenure_id}", response=TermOut, summary="One tenure")
def tenure(request: HttpRequest, tenure_id: Path[Id], asked: Query[AsAt]) -> dict[str, Any]:
    """A tenure with its papers."""
    found, _place = get_tenure(tenure_id, _scope(request), asked.on)
    terms = tenures_of_post(found.post_id, _scope(request))
    return _term_out(next(term for term in terms if term.tenure.pk == tenure_id), asked.on)


@persons_router.get("/{person_id}", response=PersonOut, summary="One person")
def person(request: HttpRequest, person_id: Path[Id], asked: Query[AsAt]) -> dict[str, Any]:
    """A person who held, holds or will hold a post inside the token's area, with the posts held on the date."""
    terms = tenures_of(person_id, _scope(request), asked.on)
    found = terms[0].tenure.person
    held = [_term_out(term, asked.on) for term in terms if term.phase(asked.on) == "now"]
    age = years_between(found.born_on, asked.on) if asked.on >= found.born_on else None
    return {"id": found.pk, "name": found.name, "sex": found.sex, "age": age, "held": held}


@persons_router.get("/{person_id}/tenures", response=TermList, summary="The posts of a person")
def tenures_of_person(request: HttpRequest, person_id: Path[Id], asked: Query[TermsAsked]) -> dict[str, Any]:
    """All tenures of a person inside the token's area, newest first, as they are or were on record."""
    terms = tenures_of(person_id, _scope(request), asked.on)
    if asked.known_on is not None:
        terms = terms_as_known(person_id, _scope(request), end_of(asked.known_on))
    return {"items": [_term_out(term, asked.on) for term in terms]}


@search_router.get("/persons", response=PersonList, summary="Find people by name")
def search(request: HttpRequest, asked: Query[PersonWords]) -> dict[str, Any]:
    """The people whom the words may mean, best first, with a tenure inside the token's area."""
    found = find_persons(asked.words, _scope(request), asked.on, asked.limit)
    return {
        "items": [{"id": hit.person.pk, "name": hit.person.name, "detail": hit.detail} for hit in found],
    }
