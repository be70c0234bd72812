"""A request comes in: from the public form, by a worker, a programme or Open311; once, whoever repeats it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.casework.desks import Chain, Desk, desks_of, get_chain, holders_of, still_stands
from headgoose.casework.log import RESIDENT, Step
from headgoose.casework.models import Category, Channel, Request, RequestState, Urgency
from headgoose.casework.petitioners import Asker, seal_petitioner
from headgoose.casework.replay import Happened, Standing, apply, stored_of
from headgoose.casework.routing import NOBODY, Against, Route, find_route
from headgoose.casework.rules import (
    PHOTOS_MOST,
    WHERE_MAX,
    check_short,
    check_text,
    is_complained_of,
    make_code,
    point_of,
)
from headgoose.casework.tables import Tables, tables
from headgoose.casework.telling import tell_people
from headgoose.casework.writing.requests import add_event, note, write_event
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.inserting import insert_row
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.records.attachments import Document

LAT_MOST, LONG_MOST = 90_000_000, 180_000_000
BY_CLIENT_ID = "SELECT id FROM casework_request WHERE client_id = %s"


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, as it came in.

    Args:
        place: code of the grid, village or community.
        category: code.
        asker: who asks, where they say so.
        private: the asker wants it in no public list.
        lat_e6, long_e6: of the thing, millionths of a degree.
        client_id, digest: a client's own id for it and the SHA-256 of all that came with it.
        accept: the worker who takes it down leads from now on.
        chain: of the place, where it was looked up already; what no longer stands is looked up again.
    """

    place: str
    category: str
    text: str
    channel: Channel
    urgency: Urgency = Urgency.ORDINARY
    where_text: str = ""
    asker: Asker | None = None
    private: bool = False
    against: Against = NOBODY
    lat_e6: int | None = None
    long_e6: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    photos: Sequence[Document] = ()
    client_id: UUID | None = None
    digest: str = ""
    client_key_id: int | None = None
    accept: bool = False
    chain: Chain | None = None


@sensitive_variables("asked")
@action
def receive_request(*, by: Actor, at: datetime, asked: Asked) -> Request:
    """Take a request down and send it to the desk that its category goes to; the reasons are kept with it.

    Raises:
        Refused: what is asked is wanting (INVALID); the client's id came with something else before (CONFLICT); a
            worker takes down what lies outside (FORBIDDEN).
    """
    if before := find_repeated(asked):
        # An action leaves an act: that it was asked again is one.
        note(by, at, "repeat_request", before)
        return before
    chain = _chain_of(asked, date_of(at))
    if asked.channel in {Channel.WORKER, Channel.API}:
        by.require(Right.ANSWER_REQUESTS, point_of(chain.lowest.key))
    rows = tables()
    category = rows.category(asked.category, chain.place_ids)
    seated = cache(lambda desk: holders_of(desk, date_of(at)))
    request, outcome, route = _draw_up(asked, chain, category, rows, seated)
    label = RESIDENT if asked.channel in {Channel.WEB, Channel.OPEN311} else ""
    step = Step("receive", RequestState.NEW, outcome=outcome, label=label, photos=_check_photos(asked.photos))
    standing = apply(Standing(), Happened("receive", at, RequestState.NEW, None, outcome))
    # As its first event has it, so that the row is whole from the start.
    for name, value in stored_of(standing).items():
        setattr(request, name, value)
    request.received_at = at
    insert_row(request)
    write_event(request, standing.version, step, None if label else by.person_id, at)
    note(by, at, "receive_request", request, category=category.code, urgency=str(asked.urgency))
    # The act stands first: a rotation of keys under way then meets this value, or comes before it.
    if asked.asker is not None:
        seal_petitioner(request, asked.asker, at).save(force_insert=True)
    if asked.accept and by.person_id is not None:
        if is_complained_of(request, desks_of(by, date_of(at))):
            reason = _("It complains of your own unit: somebody else leads it.")
            raise Refused(reason, Because.CONFLICT, field="accept")
        add_event(request, standing, Step("accept", RequestState.ACCEPTED), by=by, at=at)
    tell_people(request, seated(route.desk), "request_came", at)
    return request


def _chain_of(asked: Asked, on: date) -> Chain:
    if asked.chain is not None and still_stands(asked.chain, on):
        return asked.chain
    return get_chain(asked.place, on)


def find_repeated(asked: Asked) -> Request | None:
    """The request that a client's id stands for already, or None. Raises Refused (CONFLICT) for another body."""
    if asked.client_id is None:
        return None
    with connection.cursor() as cursor:
        kept = Request._meta.get_field("client_id").get_db_prep_value(asked.client_id, connection)
        cursor.execute(BY_CLIENT_ID, [kept])
        row = cursor.fetchone()
    before = Request.objects.get(pk=row[0]) if row else None
    if before is not None and before.digest != asked.digest:
        reason = _("This id was used for another request. A new request needs a new one.")
        raise Refused(reason, Because.CONFLICT, field="client_id")
    return before


def _draw_up(
    asked: Asked, chain: Chain, category: Category, rows: Tables, seated: Callable[[Desk], list[int]]
) -> tuple[Request, dict[str, Any], Route]:
    rule = rows.route(category.code, chain.place_ids)
    route = find_route(chain, rule, rows.types, lambda desk: bool(seated(desk)), asked.against)
    deadline = rows.deadline(category.code, asked.urgency, chain.place_ids)
    outcome = {
        "category": category.pk,
        "urgency": str(asked.urgency),
        "place": route.place.place_id,
        "type": route.type.pk,
        "accept_minutes": deadline.accept_minutes,
        "answer_minutes": deadline.answer_minutes,
        "working": deadline.working,
        "deadline": deadline.pk,
        "why": route.why,
    }
    _check_point(asked)
    request = Request(
        code=make_code(),
        client_id=asked.client_id,
        digest=asked.digest,
        client_key_id=asked.client_key_id,
        place_id=chain.lowest.place_id,
        village_id=chain.village.place_id,
        key=chain.lowest.key,
        channel=asked.channel,
        text=check_text(asked.text),
        where_text=check_short(asked.where_text, "where_text", WHERE_MAX),
        lat_e6=asked.lat_e6,
        long_e6=asked.long_e6,
        attributes=dict(asked.attributes),
        against_place_id=asked.against.place_id,
        against_type_id=asked.against.type_id,
        private=asked.private or category.private or asked.against.place_id is not None,
    )
    return request, outcome, route


def _check_photos(photos: Sequence[Document]) -> Sequence[Document]:
    if len(photos) > PHOTOS_MOST:
        raise Refused(_("At most 5 pictures."), Because.TOO_LARGE, field="photos")
    return photos


def _check_point(asked: Asked) -> None:
    if (asked.lat_e6 is None) != (asked.long_e6 is None):
        raise Refused(_("A point has a latitude and a longitude."), field="lat")
    if abs(asked.lat_e6 or 0) > LAT_MOST or abs(asked.long_e6 or 0) > LONG_MOST:
        raise Refused(_("This point does not lie on the earth."), field="lat")
