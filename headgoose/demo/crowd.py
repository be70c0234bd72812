"""Persons: drawn with an age that fits their first post, then registered together."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from headgoose.demo.names import draw_names
from headgoose.demo.scene import Mask, Scene, Whole
from headgoose.people.actions.persons import NewPerson, register_persons

YEAR_DAYS = 365.2425


@dataclass(frozen=True)
class Profile:
    """Who comes to a post: ages at the start (a hump between youngest and oldest), share of women.

    Args:
        lean: where the hump lies between youngest (0) and oldest (1).
    """

    youngest: float
    oldest: float
    women: float
    lean: float = 0.5


class Crowd:
    """The persons of a stage. They are known by their index until they are registered."""

    def __init__(self, scene: Scene, numbers: np.random.Generator) -> None:
        self._scene = scene
        self._numbers = numbers
        self._born: list[Whole] = []
        self._woman: list[Mask] = []
        self._count = 0
        self._all_born = np.zeros(0, dtype=np.int64)

    def draw(self, start: Whole, profile: Profile) -> Whole:
        """One new person for each start of a tenure; their indices."""
        return self.draw_aged(start, self._ages(profile, len(start)), profile.women)

    def draw_aged(self, start: Whole, ages: np.ndarray[tuple[int], np.dtype[np.float64]], women: float) -> Whole:
        """New persons of given ages."""
        indices: Whole = np.arange(self._count, self._count + len(start))
        self._born.append(start - np.ceil(ages * YEAR_DAYS).astype(np.int64))
        self._woman.append(self._numbers.random(len(start)) < women)
        self._count += len(start)
        return indices

    def _ages(self, profile: Profile, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        low, high = 1 + 4 * profile.lean, 1 + 4 * (1 - profile.lean)
        return profile.youngest + (profile.oldest - profile.youngest) * self._numbers.beta(low, high, count)

    def ages(self, persons: Whole, on: Whole) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """How old persons of this crowd are on dates."""
        if len(self._all_born) != self._count:
            self._all_born = np.concatenate(self._born)
        ages: np.ndarray[tuple[int], np.dtype[np.float64]] = (on - self._all_born[persons]) / YEAR_DAYS
        return ages

    def register(self) -> Whole:
        """Enter all of them in the records; their ids by index."""
        names = draw_names(self._scene, self._numbers, self._count)
        born = np.concatenate(self._born).tolist()
        woman = np.concatenate(self._woman).tolist()
        days = {day: date.fromordinal(day) for day in set(born)}
        persons = [
            NewPerson(name, "f" if is_woman else "m", days[day])
            for name, is_woman, day in zip(names, woman, born, strict=True)
        ]
        ids = register_persons(by=self._scene.by, at=self._scene.at, persons=persons)
        return np.arange(ids.start, ids.stop)
