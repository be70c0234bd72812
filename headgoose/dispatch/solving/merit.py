"""The plan of choice by score, and who would rightly envy whom under any plan.

All places rank people by the same score, so deferred acceptance comes down to one pass: by score, each takes the best
place that still has room, there and in every area above. Minimums it does not see. The repair then moves people until
they hold: leaving the place of choice costs each between one and two, more for a higher score, and among repairs of
equal cost later wishes count. Who had no place may be drawn in for nothing; who had one may lose it only to fill a
minimum.
"""

from collections.abc import Mapping
from time import perf_counter

import numpy as np

from headgoose.dispatch.solving.checking import check, check_known
from headgoose.dispatch.solving.costs import scale_for
from headgoose.dispatch.solving.errors import Fault, Infeasible, Malformed
from headgoose.dispatch.solving.explaining import explanation_of
from headgoose.dispatch.solving.network import Frame, cheapest, frame_of
from headgoose.dispatch.solving.optimum import plan_of
from headgoose.dispatch.solving.problem import PARTS, Plan, Problem, Whole

RANK = PARTS.index("rank")
NO_PLACE = -1


def merit(problem: Problem, score: Mapping[str, int]) -> Plan:
    """People with a higher score choose first; minimums are repaired. Equal scores are ordered by the seed's digests.

    A person's wish is the rank, then distance, skill and home. Weights and the former plan do not matter; `objective`
    and `parts` of the plan say what it costs by them all the same.

    Raises:
        Malformed: an input that means nothing, or a person without a score.
        TooLarge: a pool so large that the repair could overflow.
        Infeasible: no plan holds the bounds.
    """
    began = perf_counter()
    check(problem)
    frame = frame_of(problem)
    turn = _turns(frame, score)
    chosen = _choices(frame, turn)
    rows = _repaired(frame, chosen, turn)
    if rows is None:
        raise Infeasible(explanation_of(problem, frame))
    return plan_of(problem, frame, rows, began)


def _turns(frame: Frame, score: Mapping[str, int]) -> Whole:
    """People by score, the highest first. Raises Malformed for one without a score."""
    people = frame.ordered.people
    missing = [person for person in people if person not in score]
    if missing:
        raise Malformed(Fault.NO_SCORE, *missing)
    return np.array(sorted(range(len(people)), key=lambda row: (-score[people[row]], row)), dtype=np.int64)


def _choices(frame: Frame, turn: Whole) -> Whole:
    """The row that each person takes, or NO_PLACE, shape (people,). Who has one place only (a pin) goes first."""
    edges, tree, rows = frame.ordered.edges, frame.tree, frame.rows
    parts = edges.parts[rows]
    wished = rows[np.lexsort((rows, *parts.T[::-1], edges.person[rows]))]
    start = np.searchsorted(edges.person[wished], np.arange(len(frame.ordered.people) + 1)).tolist()
    place = edges.place[wished].tolist()
    room = tree.upper.tolist()
    parent = tree.parent.tolist()
    chosen = np.full(len(frame.ordered.people), NO_PLACE, dtype=np.int64)
    pinned = frame.pinned
    for person in (*np.flatnonzero(pinned).tolist(), *turn[~pinned[turn]].tolist()):
        for at in range(start[person], start[person + 1]):
            if _take(place[at], parent, room):
                chosen[person] = wished[at]
                break
    return chosen


def _take(place: int, parent: list[int], room: list[int]) -> bool:
    """Take one seat at a place and in all areas above, if there is one."""
    path = [place]
    while parent[path[-1]] < len(parent):
        path.append(parent[path[-1]])
    if any(room[node] <= 0 for node in path):
        return False
    for node in path:
        room[node] -= 1
    return True


def _repaired(frame: Frame, chosen: Whole, turn: Whole) -> Whole | None:
    edges = frame.ordered.edges
    people = len(frame.ordered.people)
    standing = np.empty(people, dtype=np.int64)
    standing[turn] = np.arange(people)[::-1]
    last = int(edges.parts[:, RANK].max()) + 2 if len(edges) else 2
    scale, bits = scale_for(2 * people * last, people, frame.nodes)
    had = chosen != NO_PLACE
    leaving = np.where(had, people + standing, 0) * last
    cost = leaving[edges.person] + edges.parts[:, RANK]
    cost[chosen[had]] = 0
    cost = cost * scale + frame.ordered.lots(bits)
    out = (leaving + (last - 1) * had) * scale
    free = int((frame.active & ~frame.forced).sum())
    if (frame.forced & ~frame.active).any() or int(frame.tree.rolled()[0][-1]) > int(frame.active.sum()):
        return None
    return cheapest(frame, cost, out, 0, free)


def justified_envies(problem: Problem, plan: Plan, score: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(who, whom, which place): who wishes for the place before the own, and has a higher score than one who has it.

    Pins and forbidden pairs give no right: nobody envies a pinned person or for a forbidden place.

    Returns:
        Sorted triples; a person without a place envies at every candidate place.
    """
    check(problem)
    check_known(problem, plan.place_of.items())
    frame = frame_of(problem)
    people, places, edges = frame.ordered.people, frame.ordered.places, frame.ordered.edges
    _turns(frame, score)
    rating = np.array([score[person] for person in people], dtype=np.int64)
    index = {place: row for row, place in enumerate(places)}
    held = np.array([index.get(plan.place_of.get(person, -1), NO_PLACE) for person in people], dtype=np.int64)
    own = np.full(len(people), np.iinfo(np.int64).max)
    at_own = edges.place == held[edges.person]
    own[edges.person[at_own]] = edges.parts[at_own, RANK]
    rows = frame.rows[edges.parts[frame.rows, RANK] < own[edges.person[frame.rows]]]
    return sorted(
        (people[who], people[whom], places[place])
        for who, whom, place in _pairs(edges.person[rows], edges.place[rows], np.where(frame.pinned, NO_PLACE, held))
        if rating[who] > rating[whom]
    )


def _pairs(person: Whole, place: Whole, held: Whole) -> list[tuple[int, int, int]]:
    """Each wish with each of those who hold the place."""
    holders = np.argsort(held, kind="stable")
    low = np.searchsorted(held[holders], place, side="left")
    many = np.searchsorted(held[holders], place, side="right") - low
    wish = np.repeat(np.arange(len(place)), many)
    nth = np.arange(len(wish)) - np.repeat(np.cumsum(many) - many, many)
    whom = holders[low[wish] + nth]
    return list(zip(person[wish].tolist(), whom.tolist(), place[wish].tolist(), strict=True))
