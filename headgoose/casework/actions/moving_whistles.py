"""Whistles follow their places when the map changes."""

from datetime import datetime

from headgoose.casework.models import Whistle
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import MapOutcome
from headgoose.kernel.writing import action
from headgoose.records.actions import record_act


@action
def move_whistles(*, by: Actor, at: datetime, outcome: MapOutcome, moves: dict[int, int]) -> None:
    """Give whistles the keys that their places have now."""
    for pk, key in moves.items():
        Whistle.objects.filter(pk=pk).update(key=key)
    record_act(
        by=by,
        at=at,
        verb="casework.move_whistles",
        subject="casework.whistle:",
        place_key=outcome.place_key,
        touches_from=outcome.on,
        after={"document": outcome.document, "moved": len(moves)},
    )
