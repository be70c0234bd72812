"""The only writer of the trail."""

from datetime import date, datetime
from typing import Any

from django.db import connection

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.writing import note_act
from headgoose.records.models import Act


def record_act(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: str,
    place_key: int | None = None,
    touches_from: date | None = None,
    before: Any = None,
    after: Any = None,
) -> Act:
    """Write one row of the trail inside the action under way.

    Args:
        verb: the action's own name, `room.verb_noun`.
        subject: "room.noun:id".
        touches_from: the earliest date at which a figure may change by this act; the act's own date when not given.
    """
    note_act()
    _take_turns()
    return Act.objects.create(
        at=at,
        actor_label=by.label,
        user_id=by.user_id,
        origin=by.origin,
        room=verb.partition(".")[0],
        verb=verb,
        subject=subject,
        place_key=place_key,
        touches_from=touches_from or date_of(at),
        before=before,
        after=after,
    )


TRAIL_LOCK = 0x48656164


def _take_turns() -> None:
    """On PostgreSQL let acts be numbered in the order in which they are committed: freshness is told by the number."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL_LOCK])
