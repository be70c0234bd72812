"""Seats between two holders: departures after which a seat stays empty for a while, as often in the past as today."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headgoose.demo.scene import Mask, Scene, Whole
from headgoose.demo.stage import Stage

SHORTEST_DAYS, LONGEST_DAYS = 30, 200
# Somebody who comes late to a seat that fell free at a change of term.
LATEST_DAYS = 140
SETTLED_DAYS = 20
# A seat is filled again a little before the build day: who is missing on that day is drawn by count.
FILLED_SINCE_DAYS = 5
# Nobody is sought for what is left of a term when it is less.
WORTHWHILE_DAYS = 60
YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Gaps:
    """In each seat, the first departure of a stretch of service that leaves it empty for long.

    Args:
        left: the day the holder leaves.
        again: the day somebody follows.
        happens: whether there is such a departure at all.
        refilled: whether somebody follows before the stretch is over.
    """

    left: Whole
    again: Whole
    happens: Mask
    refilled: Mask


class Vacating:
    """How often people leave: as often as it takes to keep a share of the seats empty on any day.

    Args:
        shares: that share on the build day, a year before, two years before and so on.
    """

    def __init__(self, stage: Stage, shares: Sequence[float]) -> None:
        self._scene, self._numbers = stage.scene, stage.numbers
        self._first = stage.scene.first_day.toordinal()
        self._shares = _by_day(stage.scene, shares)
        mean_gap = (SHORTEST_DAYS + LONGEST_DAYS) / 2
        self._departures = np.concatenate(([0.0], np.cumsum(self._shares) / mean_gap))

    def _row(self, days: Whole) -> Whole:
        return np.clip(days - self._first, 0, len(self._shares) - 1)

    def draw(self, start: Whole, end: Whole) -> Gaps:
        """The departures of holders who serve from one day to another; a short rest is left unfilled if it is past."""
        numbers, now = self._numbers, self._scene.now
        wished = self._departures[self._row(start + SETTLED_DAYS)] + numbers.exponential(size=len(start))
        left = self._first + np.searchsorted(self._departures, wished)
        again = left + numbers.integers(SHORTEST_DAYS, LONGEST_DAYS + 1, len(start))
        stays_empty = (again > end - WORTHWHILE_DAYS) & (end <= now)
        left = np.where(stays_empty, np.maximum(left, end - LONGEST_DAYS), left)
        happens = (left >= start + SETTLED_DAYS) & (left <= end - SHORTEST_DAYS)
        happens &= stays_empty | (again <= now - FILLED_SINCE_DAYS)
        return Gaps(left, again, happens, happens & ~stays_empty)

    def come_late(self, start: Whole, may: Mask) -> Whole:
        """When people come whose time begins on a day: a few of those who may be are late."""
        numbers = self._numbers
        late = start + numbers.integers(SETTLED_DAYS, LATEST_DAYS, len(start))
        is_late = may & (numbers.random(len(start)) < self._shares[self._row(start)])
        return np.where(is_late & (late <= self._scene.now - FILLED_SINCE_DAYS), late, start)


def _by_day(scene: Scene, shares: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The share for each day on record."""
    years_ago = (scene.now - np.arange(scene.first_day.toordinal(), scene.now + 1)) / YEAR_DAYS
    return np.interp(years_ago, np.arange(len(shares)), shares)
