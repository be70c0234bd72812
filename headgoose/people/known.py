"""What was on record of tenures at an instant: the versions since put aside among the present rows."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.db import connection

from headgoose.kernel.clock import CHINA
from headgoose.people.models import EndReason, Tenure, TenurePast

COLUMNS = "post_id, type_id, place_id, person_id, start_on, end_on, how, batch_id, sent_by_id, order_id, end_reason"
BODY = (
    "people_tenure AS (SELECT id, {columns} FROM {present}people_tenure WHERE known_at <= %(known_at)s "
    "UNION ALL SELECT tenure_id, {columns} FROM people_tenurepast "
    "WHERE known_at <= %(known_at)s AND known_until > %(known_at)s)"
)
FACTS = (
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
    "ended_by_id",
    "known_at",
)


def known_tenures() -> str:
    """A common table expression that shadows `people_tenure` with what was on record at %(known_at)s."""
    # Inside it SQLite takes the bare name for the expression itself, PostgreSQL for the table.
    return BODY.format(columns=COLUMNS, present="main." if connection.vendor == "sqlite" else "")


def end_of(day: date) -> datetime:
    """The last instant of a day in China: what was known on that day was on record by then."""
    return (datetime.combine(day, time.max, CHINA)).astimezone(UTC)


def instant_for_sql(known_at: datetime) -> object:
    """An instant as a parameter of raw SQL, whichever the engine."""
    return connection.ops.adapt_datetimefield_value(known_at)


def tenures_as_known(
    *, known_at: datetime, person_ids: Sequence[int] | None = None, place_ids: Sequence[int] | None = None
) -> list[Tenure]:
    """The tenures of some persons or at some places as they were on record at an instant, unsaved, newest first.

    Two queries, and those of Django for related rows (`person`, `type`, `batch`, `order`). Voided ones are absent.
    """
    conditions: dict[str, object] = {"known_at__lte": known_at}
    if person_ids is not None:
        conditions["person_id__in"] = list(person_ids)
    if place_ids is not None:
        conditions["place_id__in"] = list(place_ids)
    related = ("person", "type", "batch", "order", "post")
    found = [*Tenure.with_voided.filter(**conditions).select_related(*related)]
    for version in TenurePast.objects.filter(known_until__gt=known_at, **conditions).select_related(*related):
        facts = {name: getattr(version, name) for name in FACTS}
        tenure = Tenure(pk=version.tenure_id, **facts)
        for name in related:
            setattr(tenure, name, getattr(version, name))
        found.append(tenure)
    standing = [tenure for tenure in found if tenure.end_reason != EndReason.VOID]
    return sorted(standing, key=lambda tenure: (tenure.start_on, tenure.pk), reverse=True)


def was_corrected(tenure_ids: Sequence[int]) -> set[int]:
    """Which tenures have earlier versions on record."""
    return set(TenurePast.objects.filter(tenure_id__in=list(tenure_ids)).values_list("tenure_id", flat=True))
