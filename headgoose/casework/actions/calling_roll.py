"""A roll-call is opened, each grid answers, and it is closed with a report.

An answer costs as little as it can: 47,400 of them come within minutes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.casework.desks import chain_of_key, general_type, holders_of
from headgoose.casework.models import Answer, Called, RollCall, RollKind
from headgoose.casework.rollboard import report_of
from headgoose.casework.rollforms import NEED_HELP, Given, check_form, read_given
from headgoose.casework.rules import check_text, point_of
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.bulk import note_growth
from headgoose.kernel.clock import date_of
from headgoose.kernel.prepared import Prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.notices.outbox import notify
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span
from headgoose.records.actions import keep_attachment, record_act
from headgoose.records.attachments import PDF, Document

TITLE_MAX, TEXT_MAX = 80, 500
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)
CALL = """
INSERT INTO casework_called (roll_call_id, place_id, key, status, needs)
SELECT %s, place_id, key, '', %s FROM places_span
WHERE kind = %s AND key >= %s AND key < %s AND start_on <= %s AND end_on > %s ORDER BY key
"""
# All workers of grids that are called: one statement, however many they are.
WORKERS = """
SELECT DISTINCT t.person_id FROM casework_called c
JOIN people_tenure t ON t.place_id = c.place_id AND t.type_id = %s AND t.start_on <= %s AND t.end_on > %s
WHERE c.roll_call_id = %s
"""
# A later answer stands above the one before; the first one's time stays.
ANSWER = """
INSERT INTO casework_answer (called_id, number, at, client_id, digest, person_id, for_grid, given, photo_id)
VALUES (%s, 1 + coalesce((SELECT max(number) FROM casework_answer WHERE called_id = %s), 0), %s, %s, %s, %s, %s, %s, %s)
RETURNING id, number
"""
STAND = """
UPDATE casework_called SET answered_at = coalesce(answered_at, %s), status = %s, count = %s, needs = %s WHERE id = %s
"""
CLIENT_ID: Any = Answer._meta.get_field("client_id")
BY_PLACE = Prepared(
    lambda roll_call, place: Called.objects.filter(roll_call_id=roll_call, place_id=place).order_by("pk")[:1],
    roll_call=int,
    place=int,
)
ROLL = Prepared(lambda number: RollCall.objects.filter(pk=number).order_by("pk")[:1], number=int)


@action
def open_roll_call(
    *,
    by: Actor,
    at: datetime,
    place: str,
    kind: str,
    title: str,
    text: str,
    form: Any,
    answer_by: datetime,
) -> RollCall:
    """Call every grid that exists on the day at a place and below, and tell those who work in them.

    Raises:
        Refused: something is wanting (INVALID); the posts do not allow it (FORBIDDEN).
    """
    on = date_of(at)
    span = get_span(place, on)
    by.require(Right.CALL_ROLLS, span.area)
    if kind not in RollKind.values:
        raise Refused(_("Choose what the roll is called for."), field="kind")
    if not at + SHORTEST <= answer_by <= at + LONGEST:
        raise Refused(_("Grids answer within 1 minute to 30 days."), field="answer_by")
    grids = Span.objects.on(on).filter(kind=Kind.GRID, key__gte=span.area.low, key__lt=span.area.high).count()
    if not grids:
        raise Refused(_("There is no grid here to be called."), field="place")
    roll = RollCall.objects.create(
        place_id=span.place_id,
        low=span.area.low,
        high=span.area.high,
        kind=kind,
        title=check_text(title, "title", 2, TITLE_MAX),
        text=check_text(text, "text", 0, TEXT_MAX),
        form=check_form(form),
        called=grids,
        opened_at=at,
        opened_by_id=by.person_id,
        answer_by=answer_by,
    )
    _call_grids(roll, span.area, at)
    _note(by, at, "open_roll_call", roll, roll_kind=kind, called=grids)
    _tell_workers(roll, span, at)
    return roll


def _call_grids(roll: RollCall, area: Area, at: datetime) -> None:
    on = date_of(at).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(CALL, [roll.pk, False, int(Kind.GRID), area.low, area.high, on, on])
    note_growth(Called)


def _tell_workers(roll: RollCall, span: Span, at: datetime) -> None:
    on = date_of(at).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(WORKERS, [tables().types["grid_worker"].pk, on, on, roll.pk])
        people = [person_id for (person_id,) in cursor.fetchall()]
    params: dict[str, str | int] = {"roll": roll.pk, "place": span.name, "title": roll.title}
    notify(at=at, people=people, kind="casework.roll_called", params=params, key=f"roll_called:{roll.pk}")


def _note(by: Actor, at: datetime, verb: str, roll: RollCall, key: int | None = None, **after: Any) -> None:
    """The act in the trail: never what was said."""
    record_act(
        by=by,
        at=at,
        verb=f"casework.{verb}",
        subject=f"casework.roll_call:{roll.pk}",
        place_key=roll.low if key is None else key,
        touches_from=date_of(roll.opened_at),
        after=after or None,
    )


def get_roll(roll_call_id: int) -> RollCall:
    """A roll-call. Raises Refused (NOT_FOUND)."""
    found = ROLL.first(number=roll_call_id)
    if found is None:
        raise Refused(_("There is no such roll-call."), Because.NOT_FOUND)
    return found


def _is_closed(roll: RollCall) -> bool:
    """Whether it is closed; on PostgreSQL who closes it waits until this answer is through, and counts it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT closed_at IS NOT NULL FROM casework_rollcall WHERE id = %s FOR SHARE", [roll.pk])
            return bool(cursor.fetchone()[0])
    return roll.closed_at is not None


def get_called(roll: RollCall, grid: Span) -> Called:
    """The row of a grid in a roll-call. Raises Refused (NOT_FOUND) where it was not called."""
    called = BY_PLACE.first(roll_call=roll.pk, place=grid.place_id)
    if called is None:
        raise Refused(_("This grid was not called."), Because.NOT_FOUND)
    return called


def works_there(actor: Actor, key: int) -> bool:
    """Whether an actor answers for a grid as its worker."""
    point = point_of(key)
    return any(
        grant.right is Right.ANSWER_REQUESTS and grant.post_level == Level.GRID and grant.area.covers(point)
        for grant in actor.grants
    )


@dataclass(frozen=True)
class Sent:
    """What came with an answer."""

    given: Given
    photo: Document | None
    client_id: UUID | None
    digest: str
    for_grid: bool


@action
def answer_roll(
    *,
    by: Actor,
    at: datetime,
    roll_call_id: int,
    grid: str,
    given: Mapping[str, Any],
    photo: Document | None = None,
    client_id: UUID | None = None,
    digest: str = "",
    for_grid: bool = False,
) -> Answer:
    """Answer for a grid: as its worker, or for it as who telephoned. A later answer stands above the one before.

    Args:
        given: values by code of the form's fields.
        client_id, digest: the id that a phone made for the answer, and the SHA-256 of all that came with it: the same
            again is answered with what was kept.
        for_grid: taken down by the village or township on behalf of the grid.

    Raises:
        Refused: the form is not answered rightly (INVALID, beside the field); the grid is somebody else's
            (FORBIDDEN); the roll-call is closed, or the id came with another answer before (CONFLICT).
    """
    if before := find_answer(client_id, digest):
        _note(by, at, "repeat_answer", before.called.roll_call, before.called.key)
        return before
    span = get_span(grid, date_of(at))
    by.require(Right.ANSWER_REQUESTS, point_of(span.key))
    if span.level is not Level.GRID:
        raise Refused(_("Grids answer a roll-call."), field="grid")
    if not for_grid and not works_there(by, span.key):
        raise Refused(_("Only its worker answers as the grid; answer on its behalf."), Because.FORBIDDEN)
    roll = get_roll(roll_call_id)
    called = get_called(roll, span)
    if _is_closed(roll):
        raise Refused(_("The roll-call is closed."), Because.CONFLICT)
    if photo is not None and photo.media == PDF:
        raise Refused(_("Send a picture, not a PDF."), field="photo")
    read = read_given(roll.form, given, has_photo=photo is not None)
    answer = _keep(called, Sent(read, photo, client_id, digest, for_grid), by, at)
    _note(by, at, "answer_roll", roll, span.key, grid=span.code, answer=answer.number, for_grid=for_grid)
    if answer.called.needs:
        _tell_above(roll, answer.called, at)
    return answer


def find_answer(client_id: UUID | None, digest: str) -> Answer | None:
    """The answer that a client's id stands for already. Raises Refused (CONFLICT) for another body."""
    if client_id is None:
        return None
    before = Answer.objects.filter(client_id=client_id).select_related("called__roll_call").first()
    if before is not None and before.digest != digest:
        reason = _("This id was used for another answer. A new answer needs a new one.")
        raise Refused(reason, Because.CONFLICT, field="client_id")
    return before


def _keep(called: Called, sent: Sent, by: Actor, at: datetime) -> Answer:
    """The answer, and its grid's row brought up to date; both hold until the transaction ends."""
    # PostgreSQL: whoever answers for the same grid waits here; SQLite has one writer.
    if connection.vendor == "postgresql":
        called = Called.objects.select_for_update().get(pk=called.pk)
    instant = connection.ops.adapt_datetimefield_value(at)
    photo = None if sent.photo is None else keep_attachment(sent.photo, at)
    status, count = sent.given.get("status", ""), sent.given.get("count")
    needs = bool(sent.given.get("needs")) or status == NEED_HELP
    client_id = CLIENT_ID.get_db_prep_value(sent.client_id, connection)
    row = [called.pk, called.pk, instant, client_id, sent.digest, by.person_id, sent.for_grid, json.dumps(sent.given)]
    with connection.cursor() as cursor:
        # Every grid passes here: putting these statements together anew would take longer than running them.
        cursor.execute(ANSWER, [*row, photo.pk if photo else None])
        pk, number = cursor.fetchone()
        cursor.execute(STAND, [instant, status, count, needs, called.pk])
    called.answered_at, called.status, called.count, called.needs = called.answered_at or at, status, count, needs
    return Answer(
        pk=pk,
        called=called,
        number=number,
        at=at,
        client_id=sent.client_id,
        digest=sent.digest,
        person_id=by.person_id,
        for_grid=sent.for_grid,
        given=sent.given,
        photo=photo,
    )


def _tell_above(roll: RollCall, called: Called, at: datetime) -> None:
    """Tell the village and the township, once a grid, that it needs something."""
    on = date_of(at)
    chain = chain_of_key(called.key, on)
    above = [chain.spans[level] for level in (Level.VILLAGE, Level.TOWNSHIP) if level in chain.spans]
    types = tables().types
    people = {one for span in above for one in holders_of((span.place_id, types[general_type(span)].pk), on)}
    params: dict[str, str | int] = {"roll": roll.pk, "title": roll.title, "grid": chain.lowest.code}
    params["place"] = " ".join(span.name for span in (*reversed(above[:1]), chain.lowest))
    notify(at=at, people=people, kind="casework.roll_needs", params=params, key=f"roll_needs:{called.pk}")


@action
def close_roll_call(*, by: Actor, at: datetime, roll_call_id: int) -> RollCall:
    """Close it: nobody answers any more, and the report is written once."""
    roll = RollCall.objects.select_for_update().filter(pk=roll_call_id).first()
    if roll is None:
        raise Refused(_("There is no such roll-call."), Because.NOT_FOUND)
    by.require(Right.CALL_ROLLS, Area(roll.low, roll.high))
    if roll.closed_at is not None:
        raise Refused(_("The roll-call is closed."), Because.CONFLICT)
    roll.closed_at, roll.report = at, report_of(roll, at)
    roll.save(update_fields=["closed_at", "report"])
    _note(by, at, "close_roll_call", roll, answered=roll.report["answered"], called=roll.called)
    return roll
