"""When something is due: a pure function of when it began, what it has, when it rested, and which days count.

A deadline has a budget of minutes. They run around the clock, or on working days only, on which all 24 hours count: "7
working days" are 10,080 such minutes. While a request is paused none runs.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from headgoose.kernel.clock import CHINA

Counts = Callable[[date], bool]
Pause = tuple[datetime, datetime | None]
MINUTE, ONE_DAY = timedelta(minutes=1), timedelta(days=1)
# A deadline lies within two years: 730 days without a single one that counts would be a broken calendar.
DAYS_MOST = 3 * 731


def every_day(_day: date) -> bool:
    """Around the clock."""
    return True


def due_at(start: datetime, minutes: int, pauses: Sequence[Pause], counts: Counts) -> datetime | None:
    """The instant at which a budget is used up; None while a pause has no end.

    Args:
        start: when it began to run.
        minutes: the budget; at least 0.
        pauses: [from, to) in order, without overlap; `to` is None for one that goes on.
        counts: whether the minutes of a day count.

    Raises:
        ValueError: no day counts for years on end.
    """
    left = minutes * MINUTE
    if counts is every_day and not pauses:
        return start + left
    for begin, end in _stretches(start, pauses, counts):
        if end is None:
            return None
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise ValueError("no day counts")


def used_minutes(start: datetime, until: datetime, pauses: Sequence[Pause], counts: Counts) -> int:
    """How many whole minutes of a budget have run between two instants."""
    used = timedelta()
    for begin, end in _stretches(start, pauses, counts):
        if end is None or begin >= until:
            break
        used += min(end, until) - begin
    return used // MINUTE


def _stretches(start: datetime, pauses: Sequence[Pause], counts: Counts) -> Iterator[tuple[datetime, datetime | None]]:
    """Stretches of time that count, from `start` on, in order; an end of None where a pause has none."""
    rests = [(max(begin, start), end) for begin, end in pauses if end is None or end > start]
    for begin, end in _days(start, counts):
        now = begin
        for rest, back in rests:
            if back is not None and back <= now:
                continue
            if rest >= end:
                break
            if rest > now:
                yield now, rest
            if back is None:
                yield max(now, rest), None
                return
            now = min(max(now, back), end)
        if now < end:
            yield now, end


def _days(start: datetime, counts: Counts) -> Iterator[tuple[datetime, datetime]]:
    """The parts of China's days from `start` on whose minutes count. China sets no clock back: each has 24 hours."""
    day = start.astimezone(CHINA).date()
    begin = start
    following = datetime.combine(day + ONE_DAY, time(), CHINA).astimezone(UTC)
    for _turn in range(DAYS_MOST):
        if counts(day):
            yield begin, following
        day, begin, following = day + ONE_DAY, following, following + ONE_DAY
