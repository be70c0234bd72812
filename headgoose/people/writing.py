"""How tenures are laid and revised, one or half a million. Only the room's actions call this."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.people.models import Order, Tenure
from headgoose.people.rules import Seating

COLUMNS = (
    "id",
    "post_id",
    "type_id",
    "place_id",
    "person_id",
    "start_on",
    "end_on",
    "how",
    "batch_id",
    "sent_by_id",
    "order_id",
    "end_reason",
    "known_at",
)
# The clock may have been set back: a version is never on record before the one it follows.
REVISE = (
    "UPDATE people_tenure SET start_on = %s, end_on = %s, how = %s, end_reason = %s, ended_by_id = %s, "
    "known_at = CASE WHEN known_at > %s THEN known_at ELSE %s END WHERE id = %s"
)


SEATS_LOCK = 0x73656174


def take_turns() -> None:
    """Let one transaction at a time seat and unseat people, before it locks anything else; SQLite has one writer.

    So two cannot seat near relatives in posts that exclude each other, each unseen by the other, nor block one another.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEATS_LOCK])


class Revision(NamedTuple):
    """What a tenure is to be from now on."""

    tenure_id: int
    start_on: date
    end_on: date
    how: str
    end_reason: str
    ended_by_id: int | None = None


def lay_tenures(
    at: datetime, lines: Sequence[Seating], posts: dict[int, tuple[int, int]], order: Order | None
) -> range:
    """Write a tenure for each line and return their ids in order.

    Args:
        posts: each post's (type id, place id).
    """
    ids = reserve_ids(Tenure, len(lines))
    order_id, known_at = order.pk if order else None, connection.ops.adapt_datetimefield_value(at)
    insert_rows(
        Tenure,
        COLUMNS,
        (
            (
                pk,
                line.post_id,
                *posts[line.post_id],
                line.person_id,
                line.start_on.isoformat(),
                line.end_on.isoformat(),
                line.how,
                line.batch_id,
                line.sent_by_id,
                order_id,
                line.end_reason,
                known_at,
            )
            for pk, line in zip(ids, lines, strict=True)
        ),
    )
    return ids


def revise_tenures(at: datetime, revisions: Sequence[Revision]) -> None:
    """Change tenures; the database puts what was on record aside. What shortens a tenure must come first."""
    known_at = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(
            REVISE,
            [
                (
                    revision.start_on.isoformat(),
                    revision.end_on.isoformat(),
                    revision.how,
                    revision.end_reason,
                    revision.ended_by_id,
                    known_at,
                    known_at,
                    revision.tenure_id,
                )
                for revision in revisions
            ],
        )
