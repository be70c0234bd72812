"""A deadline is what counting minute by minute gives, whatever the pauses and the calendar."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from headgoose.casework.deadlines import Pause, due_at, used_minutes
from headgoose.kernel.clock import CHINA

START = datetime(2026, 6, 1, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Two weeks, of which some days do not count; afterwards every second day does.
CALENDARS = st.lists(st.booleans(), min_size=7, max_size=7)
# Up to four rests, as (gap before, length) in minutes; the last may have no end.
RESTS = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 2000)), max_size=4)


class Calendar:
    """Days that count, by a pattern; from the eighth day on all do, so that every budget ends."""

    def __init__(self, pattern: list[bool]) -> None:
        self.pattern = pattern

    def __call__(self, day: date) -> bool:
        turn = (day - START.astimezone(CHINA).date()).days
        return self.pattern[turn] if 0 <= turn < len(self.pattern) else True


def pauses_of(start: datetime, rests: list[tuple[int, int]], endless: bool) -> list[Pause]:
    found: list[Pause] = []
    at = start - timedelta(minutes=300)
    for gap, length in rests:
        begin = at + gap * MINUTE
        at = begin + length * MINUTE
        found.append((begin, at))
    if endless and found:
        found[-1] = (found[-1][0], None)
    return found


def by_hand(start: datetime, minutes: int, pauses: list[Pause], counts: Calendar) -> datetime | None:
    """Minute by minute: the end of the last one that counts."""
    at, left = start, minutes
    while left:
        rest = next((pause for pause in pauses if pause[0] <= at and (pause[1] is None or at < pause[1])), None)
        if rest is not None and rest[1] is None:
            return None
        if rest is None and counts(at.astimezone(CHINA).date()):
            left -= 1
        at += MINUTE
    return at


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 3000), st.integers(1, 4000), RESTS, st.booleans(), CALENDARS)
def test_a_deadline_is_what_counting_minute_by_minute_gives(
    offset: int, minutes: int, rests: list[tuple[int, int]], endless: bool, pattern: list[bool]
) -> None:
    start, counts = START + offset * MINUTE, Calendar(pattern)
    pauses = pauses_of(start, rests, endless)
    due = due_at(start, minutes, pauses, counts)
    assert due == by_hand(start, minutes, pauses, counts)
    if due is not None:
        assert used_minutes(start, due, pauses, counts) == minutes
        assert used_minutes(start, due - MINUTE, pauses, counts) == minutes - 1


def test_the_count_by_hand_can_tell_a_pause_from_none() -> None:
    counts = Calendar([True] * 7)
    rest: list[Pause] = [(START + 10 * MINUTE, START + 40 * MINUTE)]
    assert by_hand(START, 60, [], counts) == START + 60 * MINUTE
    assert by_hand(START, 60, rest, counts) == START + 90 * MINUTE
