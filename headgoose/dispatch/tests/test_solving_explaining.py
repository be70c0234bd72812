"""What is said of a problem without a plan is true, complete, and no larger than it must be."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from headgoose.dispatch.solving import (
    Bound,
    Cluster,
    Edges,
    Explanation,
    Infeasible,
    Kind,
    Problem,
    Way,
    explain,
    solve,
)
from headgoose.dispatch.tests.drawing import drawn, edges_of, villages, with_pin
from headgoose.dispatch.tests.oracle import all_bounds, optimum, stands, vacancies
from headgoose.kernel.area import Level

A, B, C, D = villages(4)


def impossible(seeds: range, kind: Kind | None = None) -> Iterator[tuple[Problem, Explanation]]:
    """Problems without a plan, with what is said of them."""
    for seed in seeds:
        problem = drawn(seed)
        if seed % 3 == 0:
            problem = with_pin(problem, np.random.default_rng(seed))
        explanation = explain(problem)
        if explanation.clusters and (kind is None or any(one.kind is kind for one in explanation.clusters)):
            yield problem, explanation


def allowed(problem: Problem) -> set[tuple[str, int]]:
    edges, pinned = problem.edges, dict(problem.pins)
    pairs = {
        (problem.people[person], problem.places[place]) for person, place in zip(edges.person, edges.place, strict=True)
    }
    return {(who, where) for who, where in pairs - set(problem.forbids) if pinned.get(who, where) == where}


def test_there_is_something_to_explain_exactly_when_there_is_no_plan() -> None:
    for seed in range(300):
        problem = drawn(seed)
        assert bool(explain(problem).clusters) == (optimum(problem).out is None), seed


def test_every_cluster_is_impossible_by_itself() -> None:
    seen = dict.fromkeys(Kind, 0)
    for problem, explanation in impossible(range(400)):
        for cluster in explanation.clusters:
            assert cluster.needs > cluster.has
            assert stands(problem, cluster)
            seen[cluster.kind] += 1
    assert min(seen.values()) > 20


def test_every_core_is_impossible_by_itself_and_lies_in_one_county_of_its_cluster() -> None:
    seen = 0
    for problem, explanation in impossible(range(600), Kind.PEOPLE):
        for cluster in explanation.clusters:
            for core in cluster.cores:
                assert core.needs > core.has
                assert stands(problem, core)
                assert len({place // Level.COUNTY.divisor for place in core.places}) == 1
                seen += len(cluster.places) > len(core.places)
    assert seen > 10


def test_the_numbers_of_a_cluster_are_those_of_the_problem() -> None:
    for problem, explanation in impossible(range(300)):
        pairs, bounds = allowed(problem), set(all_bounds(problem))
        for cluster in explanation.clusters:
            low, high = sum(one.lower for one in cluster.minimums), sum(one.upper or 0 for one in cluster.maximums)
            crowd = len(cluster.people)
            expected = (low + crowd, high) if cluster.kind is Kind.SEATS else (low, high + crowd)
            assert (cluster.needs, cluster.has) == expected
            assert bounds.issuperset(cluster.minimums)
            assert bounds.issuperset(cluster.maximums)
            if cluster.kind is Kind.PEOPLE:
                assert set(cluster.people) == {who for who, where in pairs if where in cluster.places}
            if cluster.kind is Kind.SEATS:
                assert {where for who, where in pairs if who in cluster.people} <= set(cluster.places)


def village_clusters(seeds: range) -> Iterator[tuple[Problem, list[Cluster]]]:
    for seed in seeds:
        problem = replace(drawn(seed, places=6, tight=0.0), may_stay_out=True)
        clusters = list(explain(problem).clusters)
        if clusters:
            yield problem, clusters


def lack(problem: Problem, places: tuple[int, ...]) -> int:
    """By hand: minimums of some villages less the people who can reach any of them."""
    least = dict(zip(problem.places, problem.lower, strict=True))
    return sum(least[place] for place in places) - len({who for who, where in allowed(problem) if where in places})


def test_no_set_of_villages_lacks_more_than_the_clusters_together() -> None:
    tried = 0
    for problem, clusters in village_clusters(range(150)):
        subsets = (some for size in range(7) for some in combinations(problem.places, size))
        assert max(lack(problem, some) for some in subsets) == sum(cluster.short for cluster in clusters)
        tried += 1
    assert tried > 30


def test_no_village_of_a_cluster_could_be_left_away() -> None:
    for problem, clusters in village_clusters(range(150)):
        for cluster in clusters:
            assert lack(problem, cluster.places) == cluster.short
            for size in range(len(cluster.places)):
                assert all(lack(problem, some) < cluster.short for some in combinations(cluster.places, size))


def test_clusters_of_a_kind_share_neither_people_nor_places() -> None:
    for _problem, explanation in impossible(range(200), Kind.PEOPLE):
        clusters = [one for one in explanation.clusters if one.kind is Kind.PEOPLE]
        for one, other in combinations(clusters, 2):
            assert not set(one.people) & set(other.people)
            assert not set(one.places) & set(other.places)


def test_the_shortage_is_the_fewest_vacancies_by_another_solver() -> None:
    tried = 0
    for problem, explanation in impossible(range(300), Kind.PEOPLE):
        short = sum(one.short for one in explanation.clusters if one.kind is Kind.PEOPLE)
        assert short == vacancies(problem)
        tried += 1
    assert tried > 40


def test_the_named_vacancies_make_a_plan_possible() -> None:
    for problem, explanation in impossible(range(300), Kind.PEOPLE):
        lower, bounds = list(problem.lower), list(problem.bounds)
        for one in explanation.relaxations:
            if explanation.clusters[one.cluster].kind is not Kind.PEOPLE or one.bound is None:
                continue
            if one.kind is Way.VACANCY:
                lower[problem.places.index(one.places[0])] = one.number
            elif one.kind is Way.LOWER:
                bounds[bounds.index(one.bound)] = replace(one.bound, lower=one.number)
        cured = replace(problem, lower=tuple(lower), bounds=tuple(bounds))
        assert vacancies(cured) == 0
        assert all(one.kind is Kind.SEATS for one in explain(cured).clusters)


def test_no_more_vacancies_are_named_than_there_must_be() -> None:
    for problem, clusters in village_clusters(range(150)):
        least = dict(zip(problem.places, problem.lower, strict=True))
        named = [one for one in explain(problem).relaxations if one.kind is Way.VACANCY]
        assert len({one.places for one in named}) == len(named)
        for number, cluster in enumerate(clusters):
            ours = [one for one in named if one.cluster == number]
            assert sum(least[one.places[0]] - one.number for one in ours) == cluster.short


def test_as_many_candidates_as_are_offered_to_be_added_are_enough() -> None:
    for problem, explanation in impossible(range(300), Kind.PEOPLE):
        edges, people = problem.edges, list(problem.people)
        added: list[tuple[int, int]] = []
        for one in explanation.relaxations:
            if one.kind is Way.ADD:
                for _ in range(one.number):
                    people.append(f"new {len(people)}")
                    added += [(len(people) - 1, problem.places.index(place)) for place in one.places]
        more = edges_of(*added)
        wider = Edges(
            *(
                np.concatenate(both)
                for both in zip(
                    (edges.person, edges.place, edges.parts), (more.person, more.place, more.parts), strict=True
                )
            )
        )
        cured = replace(problem, people=tuple(people), edges=wider, may_stay_out=True)
        assert all(one.kind is Kind.SEATS for one in explain(cured).clusters)


def test_three_villages_share_one_candidate_and_another_has_enough() -> None:
    rows = edges_of((0, 0), (0, 1), (0, 2), (1, 3), (2, 3))
    problem = Problem(("a", "b", "c"), (A, B, C, D), (1, 1, 1, 1), (2, 2, 2, 2), rows)
    with pytest.raises(Infeasible) as refused:
        solve(problem)
    (cluster,) = refused.value.explanation.clusters
    assert (cluster.kind, cluster.people, cluster.needs, cluster.has) == (Kind.PEOPLE, ("a",), 3, 1)
    assert cluster.places == tuple(sorted((A, B, C)))
    ways = {(one.kind, one.number) for one in refused.value.explanation.relaxations}
    assert {(Way.WIDEN, 0), (Way.ADD, 2), (Way.VACANCY, 0)} == ways


def test_more_minimum_seats_than_people_are_one_cluster_of_all() -> None:
    everywhere = edges_of(*((person, place) for person in range(2) for place in range(4)))
    (cluster,) = explain(Problem(("a", "b"), (A, B, C, D), (1,) * 4, (1,) * 4, everywhere)).clusters
    assert (len(cluster.places), cluster.people, cluster.short) == (4, ("a", "b"), 2)


def test_a_wide_cluster_says_which_villages_of_a_county_lack_most() -> None:
    """Five villages share two candidates; the three in one county share one of them."""
    away = A + 10**9
    places = (A, A + 1000, A + 2000, away, away + 1000)
    rows = edges_of((0, 0), (0, 1), (0, 2), (0, 3), (1, 3), (1, 4))
    (cluster,) = explain(Problem(("a", "b"), places, (1,) * 5, (1,) * 5, rows)).clusters
    assert (len(cluster.places), cluster.needs, cluster.has) == (5, 5, 2)
    (core,) = cluster.cores
    assert (core.places, core.people, core.needs, core.has) == (places[:3], ("a",), 3, 1)


def test_villages_that_nobody_can_reach_are_named_together() -> None:
    (cluster,) = explain(Problem(("a",), (A, B, C), (1, 1, 1), (1, 1, 1), edges_of((0, 0)))).clusters
    assert (cluster.places, cluster.people, cluster.needs, cluster.has) == (tuple(sorted((B, C))), (), 2, 0)


def test_minimums_of_villages_over_the_maximum_of_their_county_are_found_before_anybody_is_looked_at() -> None:
    county = Bound(23 * 10**13 + 10**11 + 10**9, Level.COUNTY, 0, 1)
    here = (county.area_key + 10**6 + 1000, county.area_key + 2 * 10**6 + 1000)
    explanation = explain(Problem((), here, (1, 1), (1, 1), edges_of(), bounds=(county,)))
    (cluster,) = explanation.clusters
    assert (cluster.kind, cluster.bound, cluster.needs, cluster.has) == (Kind.LIMITS, county, 2, 1)
    assert [(one.kind, one.number) for one in explanation.relaxations if one.bound == county] == [(Way.RAISE, 2)]


def test_a_prefecture_that_asks_for_more_than_its_villages_take_is_found() -> None:
    prefecture = Bound(23 * 10**13 + 10**11, Level.PREFECTURE, 5)
    here = prefecture.area_key + 10**9 + 10**6 + 1000
    (cluster,) = explain(Problem((), (here,), (0,), (2,), edges_of(), bounds=(prefecture,))).clusters
    assert (cluster.kind, cluster.bound, cluster.needs, cluster.has) == (Kind.LIMITS, prefecture, 5, 2)


def test_two_pins_on_one_seat_are_said_with_the_pins_to_drop() -> None:
    rows = edges_of((0, 0), (1, 0), (1, 1))
    explanation = explain(Problem(("a", "b"), (A, B), (0, 0), (1, 1), rows, pins=(("a", A), ("b", A))))
    (cluster,) = explanation.clusters
    assert (cluster.kind, cluster.people, cluster.places) == (Kind.SEATS, ("a", "b"), (A,))
    assert {one.people for one in explanation.relaxations if one.kind is Way.PIN} == {("a",), ("b",)}


def test_a_pin_that_keeps_the_only_candidate_away_is_offered_to_be_dropped() -> None:
    explanation = explain(Problem(("a",), (A, B), (1, 0), (1, 1), edges_of((0, 0), (0, 1)), pins=(("a", B),)))
    assert (Way.PIN, ("a",)) in {(one.kind, one.people) for one in explanation.relaxations}


def test_a_forbidden_pair_that_would_help_is_offered_to_be_allowed() -> None:
    explanation = explain(Problem(("a",), (A,), (1,), (1,), edges_of((0, 0)), forbids=(("a", A),)))
    assert (Way.ALLOW, ("a",)) in {(one.kind, one.people) for one in explanation.relaxations}


def test_people_who_can_go_nowhere_are_named_when_all_must_be_placed() -> None:
    problem = Problem(("a", "b", "c"), (A,), (0,), (3,), edges_of((0, 0)), may_stay_out=False)
    (cluster,) = explain(problem).clusters
    assert (cluster.kind, cluster.people, cluster.has) == (Kind.SEATS, ("b", "c"), 0)
