"""Time: instants are UTC, dates are China Standard Time, an open end is 9999-12-31.

Actions are handed `at`; only the edges (web, command line) call `now()`. Tests and demo builds freeze it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
FOREVER = date(9999, 12, 31)
EARLIEST = date(1949, 10, 1)

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present instant in UTC, or the frozen one."""
    return _frozen.get() or datetime.now(UTC)


def date_of(at: datetime) -> date:
    """The China Standard Time date of an instant."""
    return at.astimezone(CHINA).date()


def today() -> date:
    """The present date in China Standard Time."""
    return date_of(now())


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at an instant for the length of a block."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)


def years_between(born_on: date, day: date) -> int:
    """Whole years from a birth to a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
