"""What has outlived its period, over all rooms: counted, or cleared by the rooms that own it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.registries import Words, retentions
from headgoose.personal.models import RetentionPeriod
from headgoose.personal.queries import periods_on


@dataclass(frozen=True)
class Outlived:
    """How much of a kind is past its period.

    Args:
        before: whatever is older than this goes; None where no period is on record: then nothing goes.
    """

    name: str
    label: Words
    period: RetentionPeriod | None
    before: datetime | None
    count: int


def find_outlived(at: datetime) -> Iterator[Outlived]:
    """What would go now, by kind."""
    periods = periods_on(date_of(at))
    for kind in retentions:
        period = periods.get(kind.name)
        before = at - timedelta(days=period.days) if period else None
        yield Outlived(kind.name, kind.label, period, before, kind.find(before) if before else 0)


def purge(by: Actor, at: datetime) -> list[Outlived]:
    """Clear it, one act a kind; gives what went."""
    clear = {kind.name: kind.clear for kind in retentions}
    return [one for one in find_outlived(at) if one.before and one.count and clear[one.name](one.before, at, by)]


def purge_daily(at: datetime) -> None:
    """The same as a duty of the running server."""
    purge(system_actor("system", "server"), at)
