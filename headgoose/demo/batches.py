"""People who come in batches: each seat is first filled with one batch and again with every n-th after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from headgoose.demo.aims import EMPTY_BY_YEARS_AGO
from headgoose.demo.gaps import Vacating
from headgoose.demo.orders import Lines
from headgoose.demo.scene import Mask, Scene, Whole
from headgoose.demo.service import NOBODY, Habits, Term, go_on, serve
from headgoose.demo.stage import Stage
from headgoose.people.actions.tenures import open_batch


@dataclass(frozen=True)
class Batches:
    """The batches of one post type, on record.

    Args:
        days: the day each begins, as ordinals.
        every: a seat is filled again with every n-th batch.
        years: how long one serves.
    """

    ids: Sequence[int]
    days: Sequence[int]
    every: int
    years: int

    def __len__(self) -> int:
        return len(self.days)


def open_batches(
    scene: Scene, type_code: str, month_day: tuple[int, int], count: int, apart: int, years: int
) -> Batches:
    """Open batches that begin on a day of the year, the last one on the latest such day, some years apart.

    Those that would begin before the first day on record are left out, so there may be fewer than `count`.
    """
    last = scene.latest(*month_day)
    starts = [date(last - apart * back, *month_day) for back in reversed(range(count))]
    starts = [start for start in starts if start >= scene.first_day]
    type_ = scene.types[type_code]
    ids = [
        open_batch(
            by=scene.by,
            at=scene.at,
            code=f"{type_code}-{start.year}",
            type_id=type_.pk,
            name_zh=f"{start.year}年第{number}批{type_.name_zh}",
            name_en=f"{start.year}, batch {number}: {type_.name_en}",
            start_on=start,
        ).pk
        for number, start in enumerate(starts, 1)
    ]
    return Batches(ids, [start.toordinal() for start in starts], max(years // apart, 1), years)


@dataclass(frozen=True)
class Departed:
    """People whose service ended in its time: where (index of the seat), who and when."""

    seat: Whole
    person: Whole
    on: Whole


def serve_batches(
    stage: Stage,
    lines: Lines,
    posts: Whole,
    first: Whole,
    batches: Batches,
    habits: Habits,
    vacant: Mask,
    senders: Sequence[Whole] = (),
    sender_shares: Sequence[float] = (),
) -> Departed:
    """Write the service of all batches in some seats.

    Args:
        first: the number of the batch that first fills each seat.
        vacant: the seats that are empty on the build day.
        senders: by seat, ids of places that may send, with the share of each.
    """
    holder, vacating = np.full(len(posts), NOBODY), Vacating(stage, EMPTY_BY_YEARS_AGO)
    gone: list[tuple[Whole, Whole, Whole]] = []
    for number, day in enumerate(batches.days):
        due = np.flatnonzero((first <= number) & ((number - first) % batches.every == 0))
        start = np.full(len(due), day)
        fresh = holder[due] == NOBODY
        is_new = fresh.copy()
        who = holder[due]
        who[fresh] = stage.crowd.draw(start[fresh], habits.profile)
        who[~fresh], stays = go_on(stage, who[~fresh], start[~fresh], habits)
        is_new[~fresh] = ~stays
        before = due[~fresh][~stays]
        gone.append((before, holder[before], np.full(len(before), day)))
        following = number + batches.every
        end = _end(stage.scene, batches, following, len(due))
        is_last = following >= len(batches)
        start = vacating.come_late(start, is_new)
        term = Term(posts[due], who, start, end, vacant[due] & is_last, batches.ids[number])
        term.sent_by = _senders(stage, senders, sender_shares, due)
        holder[due] = serve(stage, lines, term, habits)
    return Departed(*(np.concatenate(column) for column in zip(*gone, strict=True)))


def _end(scene: Scene, batches: Batches, following: int, count: int) -> Whole:
    if following < len(batches):
        return np.full(count, batches.days[following])
    begun = date.fromordinal(batches.days[following - batches.every])
    return scene.calm(np.full(count, begun.replace(year=begun.year + batches.years).toordinal()))


def _senders(stage: Stage, senders: Sequence[Whole], shares: Sequence[float], due: Whole) -> Whole | int:
    if not senders:
        return 0
    choice = stage.numbers.choice(len(senders), size=len(due), p=shares)
    return np.stack(senders)[choice, due]
