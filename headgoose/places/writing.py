"""How spans are laid and ended, a handful or the whole province at once. Only the room's actions call this."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from headgoose.kernel.bulk import among, insert_rows, reserve_ids
from headgoose.kernel.clock import FOREVER
from headgoose.places.models import Kind, Mark, Place, Span
from headgoose.places.names import spell

IDS_A_STATEMENT = 500
SPAN_COLUMNS = ("place_id", "parent_id", "key", "kind", "name", "pinyin", "initials", "start_on", "end_on")


@dataclass(frozen=True, slots=True)
class NewSpan:
    """A span about to be laid, open at its end."""

    place_id: int
    parent_id: int | None
    key: int
    kind: Kind
    name: str
    start_on: date


def lock_tree() -> None:
    """Let no other transaction change the tree until this one ends; readers go on. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Span._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def new_places(count: int, at: datetime) -> range:
    """Make places without a span yet, and give their ids."""
    if count == 0:
        return range(0)
    ids = reserve_ids(Place, count)
    made_at = connection.ops.adapt_datetimefield_value(at)
    insert_rows(Place, ("id", "made_at"), ((place_id, made_at) for place_id in ids))
    return ids


def lay_spans(spans: Sequence[NewSpan]) -> None:
    """Write spans, spelt in pinyin."""
    if not spans:
        return
    spelt = spell([span.name for span in spans])
    open_end = FOREVER.isoformat()
    rows = (
        (s.place_id, s.parent_id, s.key, int(s.kind), s.name, pinyin, initials, s.start_on.isoformat(), open_end)
        for s, (pinyin, initials) in zip(spans, spelt, strict=True)
    )
    insert_rows(Span, SPAN_COLUMNS, rows)


def end_spans(span_ids: Iterable[int], on: date) -> None:
    """End spans at a date."""
    condition, wanted = among("id", span_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE places_span SET end_on = %s WHERE {condition}", [on.isoformat(), wanted])


def end_marks(place_ids: Iterable[int], on: date) -> None:
    """End the marks of places that are closed."""
    wanted = sorted(place_ids)
    for start in range(0, len(wanted), IDS_A_STATEMENT):
        some = Mark.objects.filter(place_id__in=wanted[start : start + IDS_A_STATEMENT])
        some.filter(start_on__lt=on, end_on__gt=on).update(end_on=on)
