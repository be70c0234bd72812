"""The working calendar of the state: public holidays off, make-up days on.

Years that the State Council has not announced yet are counted by weekdays: Monday to Friday.
"""

from datetime import date
from functools import lru_cache

import chinese_calendar

SATURDAY = 5
LAST_ANNOUNCED: int = max(day.year for day in chinese_calendar.constants.holidays)
FIRST_ANNOUNCED: int = min(day.year for day in chinese_calendar.constants.holidays)


def is_announced(year: int) -> bool:
    """Whether the holidays of a year are known."""
    return FIRST_ANNOUNCED <= year <= LAST_ANNOUNCED


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """Whether people work on a day."""
    if is_announced(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY
