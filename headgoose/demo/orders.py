"""Lines of tenures, gathered as columns, sorted into sample orders and issued."""

from dataclasses import dataclass
from datetime import date
from itertools import repeat

import numpy as np

from headgoose.demo.scene import NEVER, Scene, Whole, first_minute_of
from headgoose.kernel.area import Level
from headgoose.kernel.clock import FOREVER
from headgoose.people.actions.tenures import issue_order
from headgoose.people.models import EndReason, Order
from headgoose.people.rules import Seating
from headgoose.places.models import Kind

COLUMNS = ("post", "person", "start", "end", "reason", "batch", "sent_by")
REASONS = ["", *(reason.value for reason in EndReason)]
OPEN = 0
TERM_OVER = REASONS.index(EndReason.TERM_OVER)
RESIGNED = REASONS.index(EndReason.RESIGNED)
TRANSFERRED = REASONS.index(EndReason.TRANSFERRED)
RETIRED = REASONS.index(EndReason.RETIRED)
RECALLED = REASONS.index(EndReason.RECALLED)


class Lines:
    """Tenures to be written, as columns; 0 stands for no batch and no sender."""

    def __init__(self) -> None:
        self._parts: list[dict[str, Whole]] = []

    def add(
        self,
        post: Whole,
        person: Whole,
        start: Whole,
        end: Whole,
        reason: Whole | int = OPEN,
        batch: Whole | int = 0,
        sent_by: Whole | int = 0,
    ) -> None:
        """Add lines; a single number stands for the same in each line."""
        given = dict(zip(COLUMNS, (post, person, start, end, reason, batch, sent_by), strict=True))
        self._parts.append({name: np.broadcast_to(np.asarray(values), len(post)) for name, values in given.items()})

    def columns(self) -> dict[str, Whole]:
        """All lines added."""
        return {name: np.concatenate([part[name] for part in self._parts]) for name in COLUMNS}


@dataclass(frozen=True)
class Paper:
    """How the orders of a stage look: their title, how people came, and whether each prefecture issues its own."""

    title: str
    how: str
    by_prefecture: bool = False


def issue(scene: Scene, lines: Lines, paper: Paper, persons: Whole, key_of_post: dict[str, Whole]) -> int:
    """Issue the lines of a stage, one order a quarter of start (and prefecture); how many tenures were written.

    Args:
        persons: the id of each person by the index used in the lines.
        key_of_post: "id" and "key", the id and the place's key of each post by the index used in the lines.
    """
    columns = lines.columns()
    columns["key"] = key_of_post["key"][columns["post"]]
    columns["post"] = key_of_post["id"][columns["post"]]
    columns["person"] = persons[columns["person"]]
    quarter = _quarters(np.minimum(columns["start"], scene.now))
    place = np.zeros(len(quarter), dtype=np.int64)
    if paper.by_prefecture:
        place = scene.sites[Kind.PREFECTURE].index_above(columns["key"], Level.PREFECTURE)
    order = np.lexsort((columns["start"], columns["post"], place, quarter))
    edges = np.flatnonzero((np.diff(quarter[order]) != 0) | (np.diff(place[order]) != 0)) + 1
    for group in np.split(order, edges):
        _issue_one(scene, {name: values[group] for name, values in columns.items()}, paper)
    return len(order)


def _quarters(days: Whole) -> Whole:
    """The calendar quarter of ordinals, counted from January 1970."""
    since_1970 = days - date(1970, 1, 1).toordinal()
    return since_1970.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // 3


def _issue_one(scene: Scene, columns: dict[str, Whole], paper: Paper) -> None:
    """Issue lines of one quarter as one order, dated when the first of them begins or else on the build day."""
    issued_on = date.fromordinal(min(int(columns["start"].min()), scene.now))
    year = issued_on.year
    kind, level = (Kind.PREFECTURE, Level.PREFECTURE) if paper.by_prefecture else (Kind.PROVINCE, Level.PROVINCE)
    place = int(scene.sites[kind].ids[scene.sites[kind].index_above(columns["key"][:1], level)[0]])
    serial = scene.orders_issued[place, year] = scene.orders_issued.get((place, year), 0) + 1
    order = Order(
        number=f"示范任〔{year}〕{serial}号",
        title=f"{year}年{paper.title}(示范)",
        place_id=place,
        issued_on=issued_on,
    )
    # What was decided then has been on record since then.
    at = first_minute_of(issued_on)
    issue_order(by=scene.by, at=at, order=order, lines=_seatings(columns, paper.how))


def _seatings(columns: dict[str, Whole], how: str) -> list[Seating]:
    return list(
        map(
            Seating,
            columns["post"].tolist(),
            columns["person"].tolist(),
            _dates(columns["start"]),
            _dates(columns["end"]),
            repeat(how),
            [REASONS[reason] for reason in columns["reason"].tolist()],
            _ids(columns["batch"]),
            _ids(columns["sent_by"]),
        )
    )


def _dates(days: Whole) -> list[date]:
    known = {day: date.fromordinal(day) for day in set(days.tolist())}
    known[NEVER] = FOREVER
    return [known[day] for day in days.tolist()]


def _ids(values: Whole) -> list[int | None]:
    return [value or None for value in values.tolist()]
