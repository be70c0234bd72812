"""An event in a request's log: the event, what follows from it, and the act in the trail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from headgoose.casework.log import Step
from headgoose.casework.models import Event, Photo, Request
from headgoose.casework.replay import Happened, Standing, apply, stored_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.inserting import insert_row
from headgoose.records.actions import record_act
from headgoose.records.attachments import Document


def add_event(request: Request, before: Standing, step: Step, *, by: Actor, at: datetime) -> tuple[Event, Standing]:
    """Write an event and what follows from it; the request at hand is brought up to date."""
    person_id = None if step.label else by.person_id
    after = apply(before, Happened(step.verb, at, step.state, person_id, step.outcome))
    event = write_event(request, after.version, step, person_id, at)
    stored = stored_of(after)
    for name, value in stored.items():
        setattr(request, name, value)
    if after.version > 1:
        request.save(update_fields=list(stored))
    return event, after


def write_event(request: Request, number: int, step: Step, person_id: int | None, at: datetime) -> Event:
    """The event alone, with its pictures."""
    event = Event(
        request=request,
        number=number,
        at=at,
        verb=step.verb,
        state=step.state,
        person_id=person_id,
        label=step.label,
        text=step.text,
        outcome=dict(step.outcome),
        open=step.open,
        level=step.outcome.get("level", 0) if step.verb == "escalate" else 0,
        client_id=step.client_id,
        digest=step.digest,
    )
    insert_row(event)
    lay_photos(event, step.photos)
    return event


def lay_photos(event: Event, photos: Iterable[Document]) -> None:
    """Put pictures under an event; the same picture twice lies there once."""
    for photo in {photo.sha256: photo for photo in photos}.values():
        Photo.objects.create(
            event=event, sha256=photo.sha256, media=photo.media, size=len(photo.content), content=photo.content
        )


def note(by: Actor, at: datetime, verb: str, request: Request, **after: Any) -> None:
    """The act in the trail: never what was said, nor who asked."""
    record_act(
        by=by,
        at=at,
        verb=f"casework.{verb}",
        subject=f"casework.request:{request.pk}",
        place_key=request.key,
        touches_from=date_of(request.received_at),
        after={"state": str(request.state), "event": request.version, **after},
    )
