"""Requests over HTTP: those that the token's user may see, and for tokens that may answer them, new ones and steps.

Who asked, and the code by which they follow it, are not told: that takes a person at a screen, and a purpose.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from ninja import Field, Path, Query, Router, Schema

from headgoose.casework.actions import steps
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.actions.steps import Said as Words
from headgoose.casework.listing import GROUPS, Group
from headgoose.casework.models import Category, Channel, Request, RequestState, Urgency
from headgoose.casework.petitioners import read_asker
from headgoose.casework.queries import Condition, find_requests, get_request, rows_where, sight_of
from headgoose.casework.rules import NAME_MAX, TEXT_MAX, TEXT_MIN, WHERE_MAX, parts_of, point_of, verbs_for
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE, Level, code_of
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.wire import CodeOrNone, Id, NameOrNone, Number, OneOf, Paged, Strict, nothing
from headgoose.places.queries import get_span
from headgoose.records.idempotency.answering import IdempotencyKey, Said, answer_once

router = Router(tags=["requests"])

TAKEN: dict[str, Callable[..., Request]] = {
    "accept": steps.accept_request,
    "start": steps.start_request,
    "pause": steps.pause_request,
    "resume": steps.resume_request,
    "answer": steps.answer_request,
    "note": steps.note_on_request,
    "return": steps.return_request,
    "reject": steps.reject_request,
    "close": steps.close_request,
}
LINES = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]{%d,%d}$"
LINE = r"^[^\u0000-\u001f\u007f-\u009f]{0,%d}$"
MICRO = 1_000_000
GridOrVillage = Annotated[str, Field(pattern=r"^(?:[0-9]{12}|[0-9]{15})$")]
UrgencyName = Annotated[str, OneOf(*Urgency.values)]
GroupName = Annotated[str, OneOf(*Group.values)]
StateName = Annotated[str, OneOf(*RequestState.values)]
Verb = Annotated[str, OneOf(*TAKEN)]


class PlaceOfRequest(Schema):
    """A place by its code."""

    code: str


class RequestRow(Schema):
    """A request without what was done."""

    id: int
    place: PlaceOfRequest
    category: str
    urgency: UrgencyName
    channel: Annotated[str, OneOf(*Channel.values)]
    state: StateName
    version: int = Field(description="The number of its last step; a step may name the one that it was decided on.")
    private: bool = Field(description="It stands in no public list.")
    text: str
    where: str
    lat: float | None
    long: float | None
    received_at: datetime
    accept_by: datetime | None
    answer_by: datetime | None = Field(description="Null while it rests.")
    answered_at: datetime | None
    closed_at: datetime | None


class StepOut(Schema):
    """A step that was taken."""

    number: int
    verb: str
    at: datetime
    state: StateName
    text: str
    open: bool = Field(description="Whether who asked reads it.")


class RequestOut(RequestRow):
    """A request with its steps."""

    attributes: dict[str, Any] = Field(description="Answers to what the category asks, by code.")
    merged_into: int | None
    may: list[str] = Field(description="The steps that the user may take now, of those the interface offers.")
    steps: list[StepOut]


class RequestList(Schema):
    """A page of requests, those received last first."""

    items: list[RequestRow]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class RequestsAsked(Paged):
    """Which requests to list."""

    within: CodeOrNone = Field("", description="Only those in this place; all that the user may see if absent.")
    state: GroupName = Field("all", description="Where they stand.")
    category: NameOrNone = Field("", description="Only of this category.")


class RequestIn(Strict):
    """A request that a worker's programme takes down."""

    place: GridOrVillage = Field(description="Code of a grid, village or community.")
    category: str = Field(pattern=r"^[a-z][a-z0-9_]{0,29}$")
    text: str = Field(pattern=LINES % (TEXT_MIN, TEXT_MAX), description="What is asked for.")
    urgency: UrgencyName = Field("ordinary")
    where: str = Field("", pattern=LINE % WHERE_MAX, description="Where exactly.")
    lat: float = Field(default_factory=nothing, ge=-90, le=90, description="With `long`.")
    long: float = Field(default_factory=nothing, ge=-180, le=180, description="With `lat`.")
    name: str = Field("", pattern=LINE % NAME_MAX, description="Who asks; kept encrypted.")
    phone: str = Field("", pattern=r"^[0-9+ -]{0,24}$", description="Of who asks; kept encrypted.")
    private: bool = Field(False, strict=True, description="Who asks wants it in no public list.")
    accept: bool = Field(False, strict=True, description="The user leads from now on.")


class StepIn(Strict):
    """A step to take."""

    verb: Verb
    text: str = Field("", pattern=LINES % (0, TEXT_MAX), description="The answer, the reason, the note.")
    open: bool = Field(True, strict=True, description="Whether who asked reads it.")
    version: Number = Field(default_factory=nothing, description="Refused when something was done since this version.")


def _row(request: Request) -> dict[str, Any]:
    level = Level.GRID if request.key % Level.VILLAGE.divisor else Level.VILLAGE
    return {
        "id": request.pk,
        "place": {"code": code_of(request.key, level)},
        "category": request.category.code,
        "urgency": str(request.urgency),
        "channel": str(request.channel),
        "state": str(request.state),
        "version": request.version,
        "private": request.kept_private,
        "text": request.text,
        "where": request.where_text,
        "lat": None if request.lat_e6 is None else request.lat_e6 / MICRO,
        "long": None if request.long_e6 is None else request.long_e6 / MICRO,
        "received_at": request.received_at,
        "accept_by": request.accept_by,
        "answer_by": request.answer_by,
        "answered_at": request.answered_at,
        "closed_at": request.closed_at,
    }


def _out(actor: Actor, request: Request) -> dict[str, Any]:
    may = verbs_for(request, parts_of(actor, request, today())) if _may_answer(actor, request) else []
    return {
        **_row(request),
        "attributes": dict(request.attributes),
        "merged_into": request.merged_into_id,
        "may": [verb for verb in may if verb in TAKEN],
        "steps": [
            {
                "number": event.number,
                "verb": event.verb,
                "at": event.at,
                "state": str(event.state),
                "text": event.text,
                "open": event.open,
            }
            for event in request.events.all()
        ],
    }


def _may_answer(actor: Actor, request: Request) -> bool:
    return actor.may(Right.ANSWER_REQUESTS, point_of(request.key))


@router.get("", response=RequestList, summary="List requests")
def requests(request: HttpRequest, asked: Query[RequestsAsked]) -> dict[str, Any]:
    """The requests that the token's user may see, those received last first."""
    area = get_span(asked.within, asked.on).area if asked.within else EVERYWHERE
    wanted = sight_of(get_actor(request), asked.on).where(area)
    if asked.state != Group.ALL:
        wanted &= Condition(GROUPS[Group(asked.state)])
    if asked.category:
        codes = Category.objects.filter(code=asked.category).values_list("pk", flat=True)
        numbers = tuple(codes) or (0,)
        wanted &= Condition(f"r.category_id IN ({', '.join(['%s'] * len(numbers))})", numbers)
    if asked.start[0]:
        wanted &= Condition("r.id < %s", (asked.start[0],))
    ids = [number for (number,) in rows_where(wanted, "r.id", f"ORDER BY r.id DESC LIMIT {asked.limit + 1}")]
    shown = ids[: asked.limit]
    return {
        "items": [_row(one) for one in find_requests(shown)],
        "next": f"{shown[-1]}-0" if len(ids) > asked.limit else None,
    }


@router.get("/{request_id}", response=RequestOut, summary="One request")
def one_request(request: HttpRequest, request_id: Path[Id]) -> dict[str, Any]:
    """A request with its steps, and what may be done with it now."""
    actor = get_actor(request)
    return _out(actor, get_request(actor, request_id, today()))


@router.post("", response={201: RequestOut}, summary="Take a request down")
@sensitive_variables()
def take_down(request: HttpRequest, key: IdempotencyKey, wish: RequestIn) -> HttpResponse:
    """A request at its desk, or nothing."""
    actor = get_actor(request)
    # Asked before the key: what was answered to one who may is not for one who no longer may.
    actor.require(Right.ANSWER_REQUESTS, point_of(get_span(wish.place, today()).key))

    def write() -> Said:
        made = receive_request(by=actor, at=now(), asked=_wished(wish))
        body = RequestOut.model_validate(_out(actor, _anew(made.pk))).model_dump_json()
        return Said(201, body, {"Location": f"{request.path}/{made.pk}"})

    return answer_once(request, key, write)


def _wished(wish: RequestIn) -> Asked:
    lat, long = (None if value is None else round(value * MICRO) for value in (wish.lat, wish.long))
    return Asked(
        place=wish.place,
        category=wish.category,
        text=wish.text,
        channel=Channel.API,
        urgency=Urgency(wish.urgency),
        where_text=wish.where,
        asker=read_asker(wish.name, wish.phone),
        private=wish.private,
        lat_e6=lat,
        long_e6=long,
        accept=wish.accept,
    )


@router.post("/{request_id}/steps", response=RequestOut, summary="Take a step")
@sensitive_variables()
def take_step(request: HttpRequest, request_id: Path[Id], key: IdempotencyKey, step: StepIn) -> HttpResponse:
    """The request after the step. Sending on, merging and all that concerns who asked are done on the pages."""
    actor = get_actor(request)
    if not _may_answer(actor, get_request(actor, request_id, today())):
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)

    def write() -> Said:
        words = Words(step.text, step.open, version=step.version)
        TAKEN[step.verb](by=actor, at=now(), request_id=request_id, said=words)
        body = RequestOut.model_validate(_out(actor, _anew(request_id))).model_dump_json()
        return Said(200, body, {})

    return answer_once(request, key, write)


def _anew(request_id: int) -> Request:
    return Request.objects.select_related("category").get(pk=request_id)
