"""Secretary, committee director and head of the collective: at first mostly three people, more and more often one."""

from dataclasses import dataclass

import numpy as np

from headgoose.demo.aims import COMBINED_BY_TERM, EMPTY_BY_YEARS_AGO, EMPTY_SHARE, ONE_PERSON_THREE_POSTS
from headgoose.demo.batches import Departed
from headgoose.demo.crowd import Profile
from headgoose.demo.gaps import Gaps, Vacating
from headgoose.demo.orders import RESIGNED, Lines
from headgoose.demo.scene import Mask, Whole, likeliest
from headgoose.demo.service import (
    LONGEST_GAP_DAYS,
    NOBODY,
    draw_leaving,
    draw_reasons,
    draw_vacating,
    election_terms,
    reason_of,
)
from headgoose.demo.stage import Stage

POSTS = ("secretary", "committee_director", "collective_head")
REPLACED_SHARE = 0.04
# How the posts are shared where they are not one person's: director is secretary; head is director; all differ.
SHARED_SHARES = (0.55, 0.25, 0.20)
STAY_SHARE, RISE_SHARE, GRADUATE_SHARE, OTHERS_STAY_SHARE = 0.6, 0.3, 0.25, 0.55
LAST_AGE = 58
GRADUATE_SINCE_DAYS = 1200

# New secretaries get younger, and more of them are women, from term to term.
NEW_SECRETARIES = (
    Profile(27, 62, 0.065, 0.5),
    Profile(26, 58, 0.085, 0.5),
    Profile(25, 56, 0.13, 0.43),
)
OTHERS = Profile(27, 59, 0.17, 0.5)


@dataclass
class Villages:
    """The seats of the three posts, row by row of villages, with what decides who gets them."""

    posts: list[Whole]
    rank: Whole
    counties: Whole
    graduates: Departed
    promoted: Mask

    def __len__(self) -> int:
        return len(self.rank)


@dataclass
class Turn:
    """One term: its dates, its share of one person in three posts, who sits at its start and who sat before."""

    start: Whole
    end: Whole
    profile: Profile
    combined: Mask
    converted: Mask
    holders: list[Whole]
    before: list[Whole]
    is_last: bool


def serve_villages(stage: Stage, lines: Lines, posts: list[Whole], counties: Whole, graduates: Departed) -> None:
    """Write all terms of the three posts of every village up to today."""
    rank = np.empty(len(counties), dtype=np.int64)
    rank[likeliest(stage.numbers, counties, len(counties), strength=0.6)] = np.arange(len(counties))
    villages = Villages(posts, rank, counties, graduates, np.zeros(len(graduates.person), dtype=bool))
    terms = election_terms(stage.scene, counties)
    holders: list[Whole] = []
    for number, (start, end) in enumerate(terms):
        step = 0 if number == 0 else number - len(terms) + len(COMBINED_BY_TERM)
        combined, converted = _combined(stage, villages, COMBINED_BY_TERM[step], number == len(terms) - 1)
        profile = NEW_SECRETARIES[step]
        turn = Turn(start, end, profile, combined, converted, [], holders, number == len(terms) - 1)
        turn.holders = _elect(stage, villages, turn)
        holders = _serve_term(stage, lines, villages, turn)


def _combined(stage: Stage, villages: Villages, shares: tuple[float, float], is_last: bool) -> tuple[Mask, Mask]:
    """Which villages have one person in the three posts when a term begins, and which get there during it."""
    count = len(villages)
    at_end = stage.scene.share(ONE_PERSON_THREE_POSTS) if is_last else round(shares[1] * count)
    at_start = min(round(shares[0] * count), at_end)
    return villages.rank < at_start, (villages.rank >= at_start) & (villages.rank < at_end)


def _elect(stage: Stage, villages: Villages, turn: Turn) -> list[Whole]:
    """Who holds the three posts when the term begins."""
    secretary = _elect_secretary(stage, villages, turn)
    director, head = _elect_others(stage, turn, secretary)
    sharing = stage.numbers.choice(3, size=len(secretary), p=SHARED_SHARES)
    director = np.where(turn.combined | (sharing == 0), secretary, director)
    head = np.where(turn.combined, secretary, np.where(sharing == 1, director, head))
    return [secretary, director, head]


def _elect_secretary(stage: Stage, villages: Villages, turn: Turn) -> Whole:
    """The one before, the director of before, a former graduate of the village, or somebody new."""
    before = turn.before
    if not before:
        return stage.crowd.draw(turn.start, turn.profile)
    numbers, crowd, count = stage.numbers, stage.crowd, len(villages)
    secretary = before[0].copy()
    open_seat = ~(
        (secretary != NOBODY) & (numbers.random(count) < STAY_SHARE) & (crowd.ages(secretary, turn.start) < LAST_AGE)
    )
    rises = open_seat & (before[1] != NOBODY) & (before[1] != before[0]) & (numbers.random(count) < RISE_SHARE)
    rises &= crowd.ages(before[1], turn.start) < LAST_AGE
    secretary[rises] = before[1][rises]
    graduate = _find_graduates(villages, turn.start)
    comes = open_seat & ~rises & (graduate >= 0) & (numbers.random(count) < GRADUATE_SHARE)
    secretary[comes] = villages.graduates.person[graduate[comes]]
    villages.promoted[graduate[comes]] = True
    fresh = open_seat & ~rises & ~comes
    secretary[fresh] = crowd.draw(turn.start[fresh], turn.profile)
    return secretary


def _find_graduates(villages: Villages, on: Whole) -> Whole:
    """For each village, a graduate who served there not long before and has no post since; -1 where there is none."""
    served, found = villages.graduates, np.full(len(villages), -1)
    since = on[served.seat] - served.on
    free = np.flatnonzero((since >= 0) & (since < GRADUATE_SINCE_DAYS) & ~villages.promoted)
    found[served.seat[free]] = free
    return found


def _elect_others(stage: Stage, turn: Turn, secretary: Whole) -> tuple[Whole, Whole]:
    """A director and a head who are neither the secretary nor each other; used where the posts are shared."""
    before = turn.before
    chosen: list[Whole] = []
    for post in (1, 2):
        who = before[post].copy() if before else np.full(len(secretary), NOBODY)
        stays = (who != NOBODY) & (who != secretary) & (stage.numbers.random(len(who)) < OTHERS_STAY_SHARE)
        if chosen:
            stays &= who != chosen[0]
        if before:
            stays &= stage.crowd.ages(who, turn.start) < LAST_AGE
        stays &= ~turn.combined
        fresh = ~stays & ~turn.combined
        who[fresh] = stage.crowd.draw(turn.start[fresh], OTHERS)
        chosen.append(who)
    return chosen[0], chosen[1]


def _serve_term(stage: Stage, lines: Lines, villages: Villages, turn: Turn) -> list[Whole]:
    """Write the term with what happened in it; who holds the three posts at its end, -1 for nobody."""
    numbers, count = stage.numbers, len(villages)
    left, has_room = draw_leaving(stage.scene, numbers, turn.start, turn.end)
    # Without room for a change during the term, the villages that would change begin it changed.
    early = turn.converted & ~has_room
    turn.holders = [turn.holders[0], *(np.where(early, turn.holders[0], holder) for holder in turn.holders[1:])]
    converted = turn.converted & has_room
    replaced = ~turn.converted & has_room & (numbers.random(count) < REPLACED_SHARE)
    vacated = _vacate(stage, villages, turn, ~turn.converted & ~turn.combined & ~replaced)
    secretary = turn.holders[0]
    heir = secretary.copy()
    begins = left + np.where(replaced, numbers.integers(0, LONGEST_GAP_DAYS, count), 0)
    heir[replaced] = stage.crowd.draw(begins[replaced], turn.profile)
    reasons = np.where(converted, RESIGNED, draw_reasons(numbers, count))
    quiet = ~turn.converted & ~replaced & (vacated == NOBODY)
    after: list[Whole] = []
    for post, (holder, gap) in enumerate(zip(turn.holders, _draw_gaps(stage, turn, quiet), strict=True)):
        soon = (converted & (holder != secretary)) | (replaced & (holder == secretary))
        empty = (vacated == post) | gap.happens
        starts = _come_late(stage, turn, post, quiet & ~gap.happens)
        vacates = np.where(gap.happens, gap.left, draw_vacating(stage.scene, numbers, turn.start))
        ends = np.where(soon, left, np.where(empty, vacates, turn.end))
        reason = np.where(soon | empty, reasons, reason_of(turn.end))
        sat, moved, seats = ends > turn.start, soon | gap.refilled, villages.posts[post]
        follows, since = np.where(soon, heir, gap.heir), np.where(soon, begins, gap.again)
        lines.add(seats[sat], holder[sat], starts[sat], ends[sat], reason[sat])
        lines.add(seats[moved], follows[moved], since[moved], turn.end[moved], reason_of(turn.end[moved]))
        after.append(np.where(moved, follows, np.where(gap.happens, NOBODY, holder)))
    return after


@dataclass(frozen=True)
class _Gaps(Gaps):
    """Gaps in one of the three posts, and who follows; the same in each post that one person holds."""

    heir: Whole


def _draw_gaps(stage: Stage, turn: Turn, among: Mask) -> list[_Gaps]:
    """Where somebody leaves the term early, all of that person's posts staying empty for long."""
    vacating = Vacating(stage, EMPTY_BY_YEARS_AGO)
    found: list[_Gaps] = []
    for post, holder in enumerate(turn.holders):
        gaps = vacating.draw(turn.start, turn.end)
        heir = np.full(len(holder), NOBODY)
        refilled = gaps.refilled & among
        heir[refilled] = stage.crowd.draw(gaps.again[refilled], OTHERS if post else turn.profile)
        mine = _Gaps(gaps.left, gaps.again, gaps.happens & among, refilled, heir)
        for other, earlier in zip(turn.holders, found, strict=False):
            mine = _where(holder == other, earlier, mine)
        found.append(mine)
    return found


def _where(condition: Mask, these: _Gaps, those: _Gaps) -> _Gaps:
    return _Gaps(
        np.where(condition, these.left, those.left),
        np.where(condition, these.again, those.again),
        np.where(condition, these.happens, those.happens),
        np.where(condition, these.refilled, those.refilled),
        np.where(condition, these.heir, those.heir),
    )


def _come_late(stage: Stage, turn: Turn, post: int, among: Mask) -> Whole:
    """When the holders of a post begin: a few new ones late, where the three posts are not one person's."""
    if not turn.before:
        return turn.start
    is_new = among & ~turn.combined & (turn.holders[post] != turn.before[post])
    return Vacating(stage, EMPTY_BY_YEARS_AGO).come_late(turn.start, is_new)


def _vacate(stage: Stage, villages: Villages, turn: Turn, among: Mask) -> Whole:
    """Which post of a village is empty on the build day: its number, or -1."""
    vacated = np.full(len(villages), NOBODY)
    if turn.is_last:
        candidates = stage.numbers.permutation(np.flatnonzero(among))
        each = min(round(len(villages) * EMPTY_SHARE), len(candidates) // 6)
        for post in range(len(POSTS)):
            vacated[candidates[post * each : (post + 1) * each]] = post
    return vacated
