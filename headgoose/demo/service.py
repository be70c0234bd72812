"""How people serve: whole terms, terms left early and filled again, seats left empty, and posts without a term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from headgoose.demo.aims import EMPTY_BY_YEARS_AGO
from headgoose.demo.crowd import Profile
from headgoose.demo.gaps import Gaps, Vacating
from headgoose.demo.orders import OPEN, RECALLED, RESIGNED, RETIRED, TERM_OVER, TRANSFERRED, Lines
from headgoose.demo.scene import NEVER, Mask, Scene, Whole, pick
from headgoose.demo.stage import Stage
from headgoose.places.models import Kind

EARLY = np.array([RESIGNED, TRANSFERRED, RETIRED, RECALLED])
EARLY_SHARES = np.array([0.42, 0.33, 0.17, 0.08])
# A seat is filled again well before the build day and before the term ends.
MARGIN_DAYS = 60
LONGEST_GAP_DAYS = 45
TERM_DAYS = 1826
NOBODY = -1


@dataclass(frozen=True)
class Habits:
    """How people come to a post and leave it.

    Args:
        leave_early: share of terms that end before their time, the seat being filled again soon.
        stay_on: share of holders who go on into the next term.
        come_again: share of new people who come from another seat of the same kind.
        last_age: nobody goes on who is older.
    """

    profile: Profile
    leave_early: float = 0.03
    stay_on: float = 0.0
    come_again: float = 0.0
    last_age: float = 60


@dataclass
class Term:
    """One term of each of some seats: who sits, from when to when; `vacant` seats are empty on the build day."""

    posts: Whole
    holder: Whole
    start: Whole
    end: Whole
    vacant: Mask
    batch: int = 0
    sent_by: Whole | int = 0


def draw_reasons(numbers: np.random.Generator, count: int) -> Whole:
    """Why people left before their time."""
    return numbers.choice(EARLY, size=count, p=EARLY_SHARES)


def draw_leaving(scene: Scene, numbers: np.random.Generator, start: Whole, end: Whole) -> tuple[Whole, Mask]:
    """A day within each term on which it may be left, and whether the term has room for that."""
    room = np.minimum(end, scene.now) - start - 2 * MARGIN_DAYS
    day = start + MARGIN_DAYS + (numbers.random(len(start)) * np.maximum(room, 1)).astype(np.int64)
    return day, room > 0


def draw_vacating(scene: Scene, numbers: np.random.Generator, start: Whole) -> Whole:
    """A day shortly before the build day; not after the start where the term is younger than that."""
    return scene.now - numbers.integers(5, 150, len(start))


def reason_of(end: Whole) -> Whole:
    """The end of a term is its reason; an open end has none."""
    return np.where(end == NEVER, OPEN, TERM_OVER)


def serve(stage: Stage, lines: Lines, term: Term, habits: Habits) -> Whole:
    """Write one term of some seats; who sits there at its end, -1 where nobody does."""
    numbers, count = stage.numbers, len(term.posts)
    gaps = _draw_gaps(stage, term, habits)
    left = np.where(term.vacant, draw_vacating(stage.scene, numbers, term.start), gaps.left)
    sent_by = np.broadcast_to(np.asarray(term.sent_by), count)
    cut = gaps.happens | term.vacant
    short = cut & (left > term.start)
    _add(lines, term, ~cut, term.holder, term.start, term.end, reason_of(term.end), sent_by)
    _add(lines, term, short, term.holder, term.start, left, draw_reasons(numbers, count), sent_by)
    holder, refilled = np.where(gaps.happens, NOBODY, term.holder), gaps.refilled
    holder[refilled] = stage.crowd.draw(gaps.again[refilled], habits.profile)
    _add(lines, term, refilled, holder, gaps.again, term.end, reason_of(term.end), sent_by)
    return holder


def _draw_gaps(stage: Stage, term: Term, habits: Habits) -> Gaps:
    """Where somebody leaves a term early: for long, or else with somebody following soon."""
    numbers, count = stage.numbers, len(term.posts)
    left, has_room = draw_leaving(stage.scene, numbers, term.start, term.end)
    again = left + numbers.integers(0, LONGEST_GAP_DAYS, count)
    soon = (numbers.random(count) < habits.leave_early) & has_room & ~term.vacant
    long = Vacating(stage, EMPTY_BY_YEARS_AGO).draw(term.start, term.end)
    happens = long.happens & ~term.vacant
    return Gaps(
        np.where(happens, long.left, left),
        np.where(happens, long.again, again),
        happens | soon,
        np.where(happens, long.refilled, soon),
    )


def _add(
    lines: Lines, term: Term, mask: Mask, holder: Whole, start: Whole, end: Whole, reason: Whole, sent_by: Whole
) -> None:
    lines.add(
        term.posts[mask], holder[mask], start[mask], end[mask], reason[mask], batch=term.batch, sent_by=sent_by[mask]
    )


def go_on(stage: Stage, holder: Whole, start: Whole, habits: Habits) -> tuple[Whole, Mask]:
    """Who sits in the next term: some stay, some come from another such seat, the rest are new; and who stayed."""
    numbers = stage.numbers
    may = (holder != NOBODY) & (stage.crowd.ages(holder, start) < habits.last_age)
    stays = may & (numbers.random(len(holder)) < habits.stay_on)
    after = holder.copy()
    open_seats, free = np.flatnonzero(~stays), holder[~stays & may]
    movers = numbers.permutation(free)[: int(len(open_seats) * habits.come_again)]
    after[open_seats[: len(movers)]] = movers
    fresh = open_seats[len(movers) :]
    after[fresh] = stage.crowd.draw(start[fresh], habits.profile)
    return after, stays


def election_years(scene: Scene) -> list[int]:
    """The term elections on record: every five years, those whose first quarter is over."""
    years = range(scene.first_day.year + 1, scene.today.year + 1)
    return [year for year in years if year % 5 == 1 and date(year, 3, 31) < scene.today]


def election_terms(scene: Scene, counties: Whole) -> list[tuple[Whole, Whole]]:
    """Start and end of each term for seats in counties, given by their number; all stages see the same days."""
    numbers = scene.numbers("elections")
    total = len(scene.sites[Kind.COUNTY])
    starts = [np.full(len(counties), scene.first_day.toordinal())]
    for year in election_years(scene):
        days = date(year, 1, 5).toordinal() + numbers.integers(0, 80, total)
        starts.append(days[counties])
    last = scene.calm(starts[-1] + TERM_DAYS) if len(starts) > 1 else np.full(len(counties), NEVER)
    return list(zip(starts, [*starts[1:], last], strict=True))


def serve_elected(stage: Stage, lines: Lines, posts: Whole, counties: Whole, habits: Habits, empty: int) -> None:
    """Write all terms of elected seats up to today, `empty` of them empty now."""
    terms = election_terms(stage.scene, counties)
    nobody, vacant = np.zeros(len(posts), dtype=bool), pick(stage.numbers, len(posts), empty)
    holder = stage.crowd.draw(terms[0][0], habits.profile)
    for number, (start, end) in enumerate(terms):
        if number:
            holder, stays = go_on(stage, holder, start, habits)
            start = Vacating(stage, EMPTY_BY_YEARS_AGO).come_late(start, ~stays)
        is_last = number == len(terms) - 1
        holder = serve(stage, lines, Term(posts, holder, start, end, vacant if is_last else nobody), habits)


@dataclass(frozen=True)
class Tenancy:
    """How long people keep posts without a term.

    Args:
        years: how long on average.
        empty: share of seats empty on the build day.
        handed_on: share of seats whose next holder is named already.
        empty_by_years_ago: share of seats empty for long at other times.
    """

    years: float
    empty: float
    handed_on: float = 0.004
    empty_by_years_ago: Sequence[float] = EMPTY_BY_YEARS_AGO


def serve_on(stage: Stage, lines: Lines, posts: Whole, start: Whole, profile: Profile, tenancy: Tenancy) -> None:
    """Write the holders of seats without a term, one after the other, up to today."""
    numbers, now = stage.numbers, stage.scene.now
    vacant = pick(numbers, len(posts), round(len(posts) * tenancy.empty))
    handed = (numbers.random(len(posts)) < tenancy.handed_on) & ~vacant
    vacating = Vacating(stage, tenancy.empty_by_years_ago)
    at, start = np.arange(len(posts)), vacating.come_late(start, start > stage.scene.first_day.toordinal())
    while len(at):
        end = start + 200 + (numbers.gamma(2.0, tenancy.years / 2, len(at)) * 365).astype(np.int64)
        long = vacating.draw(start, np.maximum(end, now + 1))
        long_left = long.happens & (long.left < end)
        runs = ~long_left & (end > now - MARGIN_DAYS)
        end = np.where(long_left, long.left, end)
        holder = stage.crowd.draw(start, profile)
        reasons = draw_reasons(numbers, len(at))
        lines.add(posts[at[~runs]], holder[~runs], start[~runs], end[~runs], reasons[~runs])
        _serve_present(
            stage, lines, posts[at[runs]], holder[runs], start[runs], vacant[at[runs]], handed[at[runs]], profile
        )
        gap = numbers.integers(0, LONGEST_GAP_DAYS, len(at)) * (numbers.random(len(at)) < 0.3)
        at, start = at[~runs], np.where(long_left, long.again, end + gap)[~runs]


def _serve_present(
    stage: Stage,
    lines: Lines,
    posts: Whole,
    holder: Whole,
    start: Whole,
    vacant: Mask,
    handed: Mask,
    profile: Profile,
) -> None:
    """The last holders: most are there without an end, some have left, some are about to hand over."""
    numbers, now = stage.numbers, stage.scene.now
    end = np.where(vacant, draw_vacating(stage.scene, numbers, start), NEVER)
    end = np.where(handed, now + numbers.integers(30, 200, len(posts)), end)
    reason = np.where(end == NEVER, OPEN, np.where(handed, TRANSFERRED, draw_reasons(numbers, len(posts))))
    sat = end > start
    lines.add(posts[sat], holder[sat], start[sat], end[sat], reason[sat])
    heirs = stage.crowd.draw(end[handed], profile)
    lines.add(posts[handed], heirs, end[handed], np.full(len(heirs), NEVER))
