"""Where a candidate may go: choices, the home rule, the radius, and what bars a place."""

import numpy as np
import pytest

from headgoose.dispatch.reaching import Ground, Seeker, reach_of
from headgoose.dispatch.rules import CHOICES_MAX
from headgoose.dispatch.tests.runs.conftest import rule_with
from headgoose.kernel.area import key_of

CODES = [f"2312211{town:02}2{number:02}" for town in range(3) for number in range(4)] + ["231222100200", "231222100201"]
KEYS = np.array(sorted(key_of(code) for code in CODES), dtype=np.int64)
CENTRES = {key_of("231221"): (126.5, 46.8), key_of("231222"): (126.3, 46.3)}
HOME = key_of("231221100200")


def ground(**changes: object) -> Ground:
    return Ground(KEYS, {0: frozenset({"会计", "电商"})}, rule_with(**changes), CENTRES)


def seeker(**changes: object) -> Seeker:
    facts: dict[str, object] = {"mark": "ab" * 16, "home_key": HOME, "home_level": 5, "choices": []}
    return Seeker(**{**facts, **changes})  # type: ignore[arg-type]


def keys_of(place: Ground, one: Seeker) -> list[int]:
    return [int(place.keys[number]) for number in reach_of(place, one).place]


def test_a_strict_rule_keeps_people_from_their_own_township() -> None:
    found = keys_of(ground(), seeker())
    assert found
    assert not any(key // 10**6 == HOME // 10**6 for key in found)
    loose = reach_of(ground(home_strict=False), seeker())
    assert sorted(set(loose.home.tolist())) == [0, 1]


def test_choices_come_first_with_their_ranks() -> None:
    chosen = [key_of("231222100201"), key_of("231221101201")]
    reach = reach_of(ground(), seeker(choices=chosen))
    assert [int(KEYS[number]) for number in reach.place[:2]] == chosen
    assert reach.rank[:2].tolist() == [0, 1]
    assert set(reach.rank[2:].tolist()) == {CHOICES_MAX}
    assert len(set(reach.place.tolist())) == len(reach.place)


def test_beyond_the_radius_nobody_is_sent_who_did_not_choose_it() -> None:
    assert all(key // 10**9 == 231221 for key in keys_of(ground(radius_km=30), seeker()))
    assert any(key // 10**9 == 231222 for key in keys_of(ground(radius_km=90), seeker()))
    assert keys_of(ground(radius_km=None), seeker()) == []


def test_near_places_are_limited_and_not_the_same_for_everybody() -> None:
    place = ground(edges_max=3)
    one, other = keys_of(place, seeker()), keys_of(place, seeker(mark="cd" * 16))
    assert (len(one), len(other)) == (3, 3)
    assert one != other


def test_distance_follows_the_tree_and_the_map() -> None:
    reach = reach_of(ground(home_rule=0, radius_km=90), seeker())
    km = dict(zip(KEYS[reach.place].tolist(), reach.km.tolist(), strict=True))
    assert km[HOME] == 0
    assert km[key_of("231221100201")] == 8
    assert km[key_of("231221101200")] == 30
    assert 50 <= km[key_of("231222100200")] <= 65


@pytest.mark.parametrize(("skills", "lacking"), [(frozenset(), 2), (frozenset({"会计"}), 1)])
def test_wanted_skills_that_are_lacking_are_counted(skills: frozenset[str], lacking: int) -> None:
    first = int(KEYS[0])
    reach = reach_of(ground(home_rule=0), seeker(choices=[first], skills=skills))
    assert reach.skill[0] == lacking


def test_a_barred_place_is_open_neither_by_choice_nor_by_nearness() -> None:
    barred = key_of("231221101200")
    found = keys_of(ground(), seeker(choices=[barred], barred=frozenset({barred})))
    assert found
    assert barred not in found
