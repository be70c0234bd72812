"""One stage of the build: seats, persons and lines are drawn first, then registered, established and issued."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from headgoose.demo.crowd import Crowd
from headgoose.demo.orders import Lines, Paper, issue
from headgoose.demo.scene import Scene, Sites, Whole
from headgoose.people.actions.posts import establish_posts


@dataclass(frozen=True)
class _SeatBlock:
    """Seats of one type, before they exist."""

    type_code: str
    places: Whole
    keys: Whole
    numbers: Whole
    start: Whole


class Seats:
    """The seats of a stage. They are known by their index until they are established."""

    def __init__(self) -> None:
        self._blocks: list[_SeatBlock] = []
        self._count = 0

    def add(self, type_code: str, sites: Sites, start: Whole | int, number: int = 1) -> Whole:
        """One seat of a type at each site, from a day on; their indices."""
        starts = np.broadcast_to(np.asarray(start), len(sites))
        self._blocks.append(_SeatBlock(type_code, sites.ids, sites.keys, np.full(len(sites), number), starts))
        indices: Whole = np.arange(self._count, self._count + len(sites))
        self._count += len(sites)
        return indices

    def keys(self) -> Whole:
        """The place's key of each seat."""
        return np.concatenate([block.keys for block in self._blocks])

    def establish(self, scene: Scene) -> Whole:
        """Set all of them up; their ids by index."""
        return np.concatenate([self._establish_block(scene, block) for block in self._blocks])

    @staticmethod
    def _establish_block(scene: Scene, block: _SeatBlock) -> Whole:
        found = np.zeros(len(block.places), dtype=np.int64)
        for day in np.unique(block.start).tolist():
            mine = np.flatnonzero(block.start == day)
            seats = list(zip(block.places[mine].tolist(), block.numbers[mine].tolist(), strict=True))
            ids = establish_posts(
                by=scene.by,
                at=scene.at,
                type_=scene.types[block.type_code],
                seats=seats,
                start_on=date.fromordinal(day),
            )
            found[mine] = np.arange(ids.start, ids.stop)
        return found


class Stage:
    """What a stage draws with, and what it has drawn."""

    def __init__(self, scene: Scene, name: str) -> None:
        self.scene = scene
        self.numbers = scene.numbers(name)
        self.crowd = Crowd(scene, self.numbers)
        self.seats = Seats()
        self._papers: list[tuple[Lines, Paper]] = []

    def lines(self, title: str, how: str, by_prefecture: bool = False) -> Lines:
        """Lines to be issued under one title."""
        lines = Lines()
        self._papers.append((lines, Paper(title, how, by_prefecture)))
        return lines

    def write(self) -> int:
        """Put everything on record through the actions; how many tenures that were."""
        persons = self.crowd.register()
        posts = {"id": self.seats.establish(self.scene), "key": self.seats.keys()}
        return sum(issue(self.scene, lines, paper, persons, posts) for lines, paper in self._papers)
