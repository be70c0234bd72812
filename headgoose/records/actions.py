"""The only writers of the trail."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import date_of
from headgoose.kernel.prepared import run_prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action, note_act
from headgoose.records.attachments import Document
from headgoose.records.models import Act, Attachment, Seal
from headgoose.records.sealing import act_rows, has_unsealed, last_seal, make_seal


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
    since = touches_from or date_of(at)
    return Act(
        id=_write_one(by, at, verb, Entry(subject, place_key, since, before, after)),
        at=at,
        actor_label=by.label,
        user_id=by.user_id,
        origin=by.origin,
        room=verb.partition(".")[0],
        verb=verb,
        subject=subject,
        place_key=place_key,
        touches_from=since,
        before=before,
        after=after,
    )


@dataclass(frozen=True)
class Entry:
    """One row of many that one action leaves in the trail: its subject, where, from when, before and after."""

    subject: str
    place_key: int | None = None
    touches_from: date | None = None
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Along:
    """What PostgreSQL writes in one statement with an act: names, each with a statement that writes, and its values."""

    sql: str
    values: Sequence[Any]


def record_acts(*, by: Actor, at: datetime, verb: str, entries: Sequence[Entry], along: Along | None = None) -> range:
    """Write many rows of the trail at once inside the action under way; the ids they got, in the order given.

    Args:
        along: what is written with a single act, on PostgreSQL, where each statement is a way there and back.
    """
    if len(entries) == 1:
        act_id = _write_one(by, at, verb, entries[0], along)
        return range(act_id, act_id + 1)
    if along is not None:
        raise ValueError("along with one act only")
    if not entries:
        return range(0)
    note_act()
    _take_turns()
    ids = reserve_ids(Act, len(entries))
    insert_rows(Act, COLUMNS, _as_rows(ids, by, at, verb, entries))
    return ids


COLUMNS = (
    "id",
    "at",
    "actor_label",
    "user_id",
    "origin",
    "room",
    "verb",
    "subject",
    "place_key",
    "touches_from",
    "before",
    "after",
)
TRAIL_LOCK = 0x48656164
ONE_ACT = "INSERT INTO records_act ({columns}) VALUES ({holders}) RETURNING id".format(
    columns=", ".join(f'"{column}"' for column in COLUMNS[1:]), holders=", ".join(["%s"] * len(COLUMNS[1:]))
)
# The number is given after the turn has come: the row that it goes into is made of the row that waits for it.
ONE_ACT_IN_TURN = (
    "INSERT INTO records_act (at, actor_label, user_id, origin, room, verb, subject, place_key, touches_from, before, "
    "after) SELECT %s::timestamptz, %s, %s::bigint, %s, %s, %s, %s, %s::bigint, %s::date, %s::jsonb, %s::jsonb "
    f"FROM (SELECT pg_advisory_xact_lock({TRAIL_LOCK})) AS turn RETURNING id"
)


def _write_one(by: Actor, at: datetime, verb: str, entry: Entry, along: Along | None = None) -> int:
    """Every act passes here, or nearly: one statement, as little put together anew as can be."""
    note_act()
    ((_none, *row),) = _as_rows(range(1), by, at, verb, [entry])
    if connection.vendor == "sqlite":
        found = run_prepared(ONE_ACT, row)
    elif along is None:
        found = run_prepared(ONE_ACT_IN_TURN, row)
    else:
        found = run_prepared(f"WITH {along.sql} {ONE_ACT_IN_TURN}", [*along.values, *row])
    return int(found[0][0])


def _as_rows(ids: range, by: Actor, at: datetime, verb: str, entries: Sequence[Entry]) -> Iterator[tuple[Any, ...]]:
    instant = connection.ops.adapt_datetimefield_value(at)
    same = (instant, by.label, by.user_id, by.origin, verb.partition(".")[0], verb)
    own_date = date_of(at)
    for act_id, entry in zip(ids, entries, strict=True):
        touches_from = (entry.touches_from or own_date).isoformat()
        before, after = _as_json(entry.before), _as_json(entry.after)
        yield (act_id, *same, entry.subject, entry.place_key, touches_from, before, after)


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


ACTS_A_SEAL = 1024


@action
def seal_acts(*, by: Actor, at: datetime) -> Seal:
    """Put a seal on the oldest acts that have none, at most ACTS_A_SEAL. The act of sealing lies under it as well.

    No act can come later with a smaller number: numbers are given behind the lock that is held here.
    """
    _take_turns()
    if not has_unsealed():
        raise Refused(_("Every act is sealed already."), Because.CONFLICT)
    before = last_seal()
    number = before.number + 1 if before else 1
    record_act(by=by, at=at, verb="records.seal_acts", subject=f"records.seal:{number}")
    rows = act_rows(before.last_act if before else 0, ACTS_A_SEAL)
    seal = make_seal(rows, before, settings.SEAL_HASH, at)
    seal.save(force_insert=True)
    return seal


def _take_turns() -> None:
    """On PostgreSQL let acts be numbered in the order in which they are committed: freshness is told by the number."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL_LOCK])


def keep_attachment(document: Document, at: datetime) -> Attachment:
    """Keep a picture or a PDF once, however often it is sent; part of an action that says what it stands under."""
    values = {
        "media": document.media,
        "size": len(document.content),
        "content": document.content,
        "added_at": at,
    }
    return Attachment.objects.get_or_create(sha256=document.sha256, defaults=values)[0]
