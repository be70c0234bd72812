"""Sliding windows: never more than the limit in any sixty seconds, for however many keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headgoose.api import throttling
from headgoose.api.throttling import WINDOW_SECONDS, Limiter


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@given(st.lists(st.floats(0, 30, allow_nan=False), max_size=60), st.integers(1, 5))
def test_no_window_holds_more_than_the_limit(steps: list[float], limit: int) -> None:
    hand, taken = Hand(), []
    limiter = Limiter(hand)
    for step in steps:
        hand.at += step
        if limiter.take("a", limit).allowed:
            taken.append(hand.at)
    for first in taken:
        assert sum(1 for at in taken if first <= at < first + WINDOW_SECONDS) <= limit


def test_after_the_time_it_names_the_next_is_allowed() -> None:
    hand = Hand()
    limiter = Limiter(hand)
    limiter.take("a", 1)
    hand.at = 12.3
    refused = limiter.take("a", 1)
    assert not refused.allowed
    hand.at += refused.reset_seconds
    assert limiter.take("a", 1).allowed


def test_it_forgets_the_key_not_used_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "KEYS_MOST", 2)
    limiter = Limiter(Hand())
    for key in ["a", "b", "a", "c"]:
        limiter.take(key, 2)
    assert not limiter.take("a", 2).allowed
    assert limiter.take("b", 1).allowed
