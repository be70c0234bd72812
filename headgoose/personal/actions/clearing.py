"""Clearing what has outlived its period, and the periods themselves."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.personal.models import FieldKind, RetentionPeriod
from headgoose.personal.queries import outlived, periods_on
from headgoose.records.actions import record_act

DAYS_MAX = 36_525
SOURCE_MIN, SOURCE_MAX = 4, 200


@action
def clear_outlived(*, by: Actor, at: datetime, kind: FieldKind, before: datetime) -> int:
    """Clear the values of a kind of those whose last tenure had ended by an instant; how many there were."""
    by.require(Right.OPERATE, EVERYWHERE)
    fields = outlived(kind, before)
    persons = sorted(fields.values_list("person_id", flat=True))
    record_act(
        by=by,
        at=at,
        verb="personal.clear_outlived",
        subject="personal.field:",
        touches_from=FOREVER,
        after={"kind": kind.value, "ended_by": before.isoformat(), "count": len(persons), "persons": persons},
    )
    fields.filter(person_id__in=persons).delete()
    return len(persons)


@action
def set_period(*, by: Actor, at: datetime, name: str, days: int, start_on: date, source: str) -> RetentionPeriod:
    """Keep something for another number of days from a date on; the period of before stays on record."""
    by.require(Right.OPERATE, EVERYWHERE)
    present = periods_on(FOREVER).get(name)
    if present is None:
        raise Refused(_("There is no such period."), Because.NOT_FOUND, field="name")
    if not 1 <= days <= DAYS_MAX:
        raise Refused(_("A period has 1 to 36,525 days."), field="days")
    source = " ".join(source.split())
    if not SOURCE_MIN <= len(source) <= SOURCE_MAX:
        raise Refused(_("Say which rule or decision asks for it, in 4 to 200 characters."), field="source")
    if start_on <= present.start_on:
        raise Refused(_("It must begin after the period that it follows."), Because.CONFLICT, field="start_on")
    record_act(
        by=by,
        at=at,
        verb="personal.set_period",
        subject=f"personal.period:{name}",
        touches_from=FOREVER,
        before={"days": present.days},
        after={"days": days, "start_on": start_on.isoformat(), "source": source},
    )
    return RetentionPeriod.objects.create(
        name=name,
        days=days,
        start_on=start_on,
        counted_from_zh=present.counted_from_zh,
        counted_from_en=present.counted_from_en,
        source_zh=source,
        source_en=source,
    )


def clear_kind(kind: FieldKind, before: datetime, at: datetime, by: Actor) -> int:
    """`clear_outlived` as the registry of retentions calls it."""
    return clear_outlived(by=by, at=at, kind=kind, before=before)
