"""What all actions of the room share: a row held until the action ends, and its act in the trail."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.functional import Promise

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.records.actions import record_act

Row = TypeVar("Row", bound=models.Model)


def hold_row(rows: "models.QuerySet[Row]", pk: int, missing: Promise | str) -> Row:
    """A row by its number; where rows can be locked nobody else changes it until the action ends. Refuses if none."""
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Refused(missing, Because.NOT_FOUND)
    return row


def note(
    by: Actor,
    at: datetime,
    verb: str,
    row: models.Model,
    area: Area,
    *,
    touches_from: date = FOREVER,
    before: Any = None,
    after: Any = None,
) -> None:
    """One act upon a row. Words of reviews and their grades never stand in the trail."""
    record_act(
        by=by,
        at=at,
        verb=f"careers.{verb}",
        subject=f"careers.{row._meta.model_name}:{row.pk}",
        place_key=area.low,
        touches_from=touches_from,
        before=before,
        after=after,
    )
