"""A line in a whistle's log, and its act in the trail."""

from datetime import datetime
from typing import Any

from headgoose.casework.models import Leg, Whistle, WhistleEvent
from headgoose.casework.whistle_log import NEW, Once
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.records.actions import record_act


def add_whistle_event(
    whistle: Whistle, verb: str, *, by: Actor, at: datetime, leg: Leg | None = None, text: str = "", once: Once = NEW
) -> WhistleEvent:
    """Write a line of the log; the whistle at hand counts it, and is saved."""
    whistle.version += 1
    whistle.save(update_fields=["version", "state", "closed_at"])
    return WhistleEvent.objects.create(
        whistle=whistle,
        number=whistle.version,
        at=at,
        verb=verb,
        leg=leg,
        person_id=by.person_id,
        text=text,
        client_id=once.client_id,
        digest=once.digest,
    )


def note_whistle(by: Actor, at: datetime, verb: str, whistle: Whistle, leg: Leg | None = None, **after: Any) -> None:
    """The act in the trail: never what was said."""
    said = {"state": str(whistle.state), "event": whistle.version, **after}
    if leg is not None:
        said |= {"department": leg.department.code, "leg_state": str(leg.state)}
    record_act(
        by=by,
        at=at,
        verb=f"casework.{verb}",
        subject=f"casework.whistle:{whistle.pk}",
        place_key=whistle.key,
        touches_from=date_of(whistle.blown_at),
        after=said,
    )
