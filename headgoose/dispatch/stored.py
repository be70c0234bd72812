"""A run as it is stored, as what the solver is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from headgoose.dispatch.models import Bound, Demand, Ruling, RulingKind, Run
from headgoose.dispatch.solving.problem import Bound as AreaBound
from headgoose.dispatch.solving.problem import Edges, Order, Problem, Weights
from headgoose.dispatch.weighing import CRITERIA
from headgoose.kernel.area import Level

EDGES = (
    "SELECT candidate_id, key, rank, km, skill, home FROM dispatch_edge WHERE run_id = %s ORDER BY candidate_id, key"
)
POOL = "SELECT id, mark, score, kept_key FROM dispatch_candidate WHERE run_id = %s AND NOT withdrawn ORDER BY mark"
ROWS_A_TIME = 50_000


@dataclass(frozen=True)
class Question:
    """What the solver is asked, and how its marks are read back.

    Args:
        candidate_of: the id of a candidate by mark.
    """

    problem: Problem
    score: Mapping[str, int]
    candidate_of: Mapping[str, int]

    @property
    def mark_of(self) -> dict[int, str]:
        """The mark of each candidate by id."""
        return {pk: mark for mark, pk in self.candidate_of.items()}

    def parts_of(self, place_of: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
        """What each pair of a plan costs, by mark: rank, km, skill, home."""
        problem = self.problem
        people = {mark: number for number, mark in enumerate(problem.people)}
        places = {key: number for number, key in enumerate(problem.places)}
        width = len(problem.places)
        wanted = np.array([people[m] * width + places[k] for m, k in place_of.items()], dtype=np.int64)
        pairs = problem.edges.person * width + problem.edges.place
        order = np.argsort(pairs, kind="stable")
        rows = order[np.searchsorted(pairs[order], wanted)]
        parts = problem.edges.parts[rows].tolist()
        return {mark: tuple(row) for mark, row in zip(place_of, parts, strict=True)}


def question_of(run: Run) -> Question:
    """The problem that a run stands for; a few queries, whatever the size."""
    pool = _rows(POOL, run.pk)
    demand = list(Demand.objects.filter(run=run).order_by("key").values_list("key", "lower", "upper"))
    ids = np.array([pk for pk, *_rest in pool], dtype=np.int64)
    keys = np.array([key for key, _lower, _upper in demand], dtype=np.int64)
    mark_of = {pk: mark for pk, mark, *_rest in pool}
    problem = Problem(
        people=tuple(mark for _pk, mark, *_rest in pool),
        places=tuple(keys.tolist()),
        lower=tuple(lower for _key, lower, _upper in demand),
        upper=tuple(upper for _key, _lower, upper in demand),
        edges=_edges(run, ids, keys),
        bounds=_bounds(run),
        weights=_weights(run.weights),
        seed=run.seed,
        pins=_rulings(run, mark_of, RulingKind.PIN),
        forbids=_rulings(run, mark_of, RulingKind.FORBID),
        kept={mark: key for _pk, mark, _score, key in pool if key is not None} if run.keep else {},
        may_stay_out=run.may_stay_out,
    )
    return Question(
        problem, {mark: score for _pk, mark, score, _kept in pool}, {mark: pk for pk, mark in mark_of.items()}
    )


def _rows(query: str, run_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [run_id])
        return list(cursor.fetchall())


def _edges(run: Run, ids: "np.typing.NDArray[np.int64]", keys: "np.typing.NDArray[np.int64]") -> Edges:
    """The stored pairs as columns, without those of people who have withdrawn."""
    chunks = [np.zeros((0, 6), dtype=np.int64)]
    with connection.cursor() as cursor:
        cursor.execute(EDGES, [run.pk])
        while rows := cursor.fetchmany(ROWS_A_TIME):
            chunks.append(np.array(rows, dtype=np.int64))
    table = np.concatenate(chunks)
    order = np.argsort(ids)
    person, staying = _position(ids[order], table[:, 0])
    place, there = _position(keys, table[:, 1])
    sound = staying & there
    return Edges(
        person=order[person[sound]].astype(np.int64),
        place=place[sound],
        parts=np.ascontiguousarray(table[sound][:, 2:6]),
    )


def _position(
    known: "np.typing.NDArray[np.int64]", wanted: "np.typing.NDArray[np.int64]"
) -> "tuple[np.typing.NDArray[np.int64], np.typing.NDArray[np.bool_]]":
    """Where each value stands among sorted ones, and whether it does."""
    if len(known) == 0:
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1).astype(np.int64)
    return found, known[found] == wanted


def _bounds(run: Run) -> tuple[AreaBound, ...]:
    rows = Bound.objects.filter(run=run).values_list("key", "level", "lower", "upper")
    return tuple(AreaBound(key, Level(level), lower, upper) for key, level, lower, upper in rows)


def _weights(weights: Mapping[str, Any]) -> Weights:
    return Weights(**{name: weights[name] for name in CRITERIA}, order=Order(weights["order"]))


def _rulings(run: Run, mark_of: Mapping[int, str], kind: RulingKind) -> tuple[tuple[str, int], ...]:
    rows = Ruling.objects.filter(run=run, kind=kind).values_list("candidate_id", "key")
    return tuple(sorted((mark_of[pk], key) for pk, key in rows if pk in mark_of))


def marked(rows: Iterable[tuple[int, int]], mark_of: Mapping[int, str]) -> dict[str, int]:
    """Pairs of candidate and place by the candidate's mark."""
    return {mark_of[pk]: key for pk, key in rows if pk in mark_of}
