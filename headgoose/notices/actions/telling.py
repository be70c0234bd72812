"""Telling many people at once, in a handful of statements however many they are."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection

from headgoose.kernel.bulk import insert_rows
from headgoose.notices.kinds import Kind, get_kind
from headgoose.notices.models import Channel, Delivery, Notice, State
from headgoose.notices.rules import wants_notice

LONGEST_KEY, LONGEST_VALUE = 120, 200


def notify(*, at: datetime, people: Iterable[int], kind: str, params: Mapping[str, str | int], key: str) -> int:
    """Tell people something, as a part of the action under way; how many had not been told.

    Each gets a row in the inbox and a delivery for each channel that takes the kind. Who was told the same key before
    is not told again, whatever it said. What goes out does so after the transaction, and not at all if that fails.

    Args:
        people: ids of persons.
        params: what the words of the kind are filled with: codes, names of places and counts, never personal data of
            residents.
        key: what it tells of, such as "casework.roll_call:17".
    """
    said = get_kind(kind)
    _check(said, params, key)
    persons = sorted(set(people))
    if not persons:
        return 0
    told = _put_into_inboxes(persons, said, params, key, at)
    if told and settings.NOTICE_SERVICES:
        _put_before_channels(told, said, key, at)
    return len(told)


def _check(kind: Kind, params: Mapping[str, str | int], key: str) -> None:
    """What a caller did wrong is found by its own test, not by somebody who reads. Raises ValueError, KeyError."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(f"the key of a notice has 1 to {LONGEST_KEY} characters")
    if any(not isinstance(value, str | int) or len(str(value)) > LONGEST_VALUE for value in params.values()):
        raise ValueError(f"params are text and numbers of at most {LONGEST_VALUE} characters")
    kind.title_of(params), kind.body_of(params), kind.url(params)


def _put_into_inboxes(
    persons: list[int], kind: Kind, params: Mapping[str, str | int], key: str, at: datetime
) -> dict[int, int]:
    """The new notices, person by notice. One statement: two callers with one key wait for each other, not fail."""
    instant = connection.ops.adapt_datetimefield_value(at)
    listed: list[int] | str = persons
    source = "SELECT one, %s, %s::jsonb, %s, %s::timestamptz FROM unnest(%s::bigint[]) AS one"
    if connection.vendor == "sqlite":
        listed, source = json.dumps(persons), "SELECT value, %s, %s, %s, %s FROM json_each(%s) WHERE 1 = 1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Notice._meta.db_table} (person_id, kind, params, key, made_at) {source} "
            "ON CONFLICT (key, person_id) DO NOTHING RETURNING id, person_id",
            [kind.code, json.dumps(dict(params)), key, instant, listed],
        )
        return dict(cursor.fetchall())


DELIVERY_COLUMNS = (
    "notice_id",
    "channel_id",
    "state",
    "made_at",
    "tries",
    "next_try_at",
    "last_error",
    "claimed_by",
)


def _put_before_channels(told: dict[int, int], kind: Kind, key: str, at: datetime) -> None:
    """A delivery for each channel of those told that takes the kind."""
    by_person = {person_id: notice_id for notice_id, person_id in told.items()}
    open_channels = Channel.objects.filter(
        service__in=settings.NOTICE_SERVICES,
        confirmed_at__isnull=False,
        paused_at__isnull=True,
        ended_at__isnull=True,
        person__notices__key=key,
    )
    found = open_channels.order_by("pk").values_list("pk", "person_id", "wants", "kinds")
    instant = connection.ops.adapt_datetimefield_value(at)
    rows = [
        (by_person[person_id], channel_id, State.WAITING.value, instant, 0, instant, "", "")
        for channel_id, person_id, wants, kinds in found
        if person_id in by_person and wants_notice(wants, kinds, kind.code, kind.urgent)
    ]
    insert_rows(Delivery, DELIVERY_COLUMNS, rows)
