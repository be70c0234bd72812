"""A rule that two kinds of post exclude each other is added only where nobody on record breaks it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.exclusions import add_excluded_pair
from headgoose.people.actions.tenures import appoint_person
from headgoose.people.models import ExcludedPair, Kinship
from headgoose.people.rules import Seating
from headgoose.people.tests.conftest import AT, SIBLING, NewPost, NewTenure
from headgoose.records.models import Act

TODAY = AT.date()
CODES = ("graduate", "collective_head")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def add(by: Actor, **changed: Any) -> ExcludedPair:
    asked: dict[str, Any] = {"codes": CODES, "anywhere": False, "kin": False, "source": "省委组织部通知"} | changed
    return add_excluded_pair(by=by, at=AT, **asked)


def refused(by: Actor, **changed: Any) -> Refused:
    with pytest.raises(Refused) as refusal:
        add(by, **changed)
    return refusal.value


def test_from_then_on_nobody_is_seated_in_both(new_post: NewPost, new_tenure: NewTenure, system: Actor) -> None:
    tenure = new_tenure(new_post("graduate"))
    pair = add(system)
    line = Seating(new_post("collective_head").pk, tenure.person_id, date(2026, 7, 1))
    with pytest.raises(Refused) as refusal:
        appoint_person(by=system, at=AT, line=line)
    assert refusal.value.because is Because.CONFLICT
    act = Act.objects.get(verb="people.add_excluded_pair")
    assert act.subject == f"people.excluded_pair:{pair.pk}"
    assert act.after["types"] == list(CODES)


def test_it_is_refused_with_the_number_of_those_who_sit_against_it(
    new_post: NewPost, new_tenure: NewTenure, system: Actor
) -> None:
    for number, place in enumerate((SIBLING, "231221100200")):
        one = new_tenure(new_post("graduate", place), f"测试{number}")
        new_tenure(new_post("collective_head", place), one.person, date(2026, 12, 1))
    apart = new_tenure(new_post("graduate"), "测试别")
    new_tenure(new_post("collective_head", SIBLING), apart.person)
    assert "later: 2." in str(refused(system))
    assert "later: 3." in str(refused(system, anywhere=True))
    assert refused(system).because is Because.CONFLICT
    assert not ExcludedPair.objects.filter(type_a__code="graduate").exists()


def test_what_is_over_or_one_after_the_other_does_not_count(
    new_post: NewPost, new_tenure: NewTenure, system: Actor
) -> None:
    one = new_tenure(new_post("graduate"), end_on=TODAY)
    new_tenure(new_post("collective_head"), one.person)
    two = new_tenure(new_post("graduate"), "测试乙", end_on=TODAY + timedelta(days=9))
    new_tenure(new_post("collective_head"), two.person, TODAY + timedelta(days=9))
    assert add(system).pk


def test_relatives_count_where_the_rule_is_about_them(new_post: NewPost, new_tenure: NewTenure, system: Actor) -> None:
    one, other = new_tenure(new_post("graduate")), new_tenure(new_post("collective_head"), "测试乙")
    pair = sorted((one.person_id, other.person_id))
    Kinship.objects.create(person_a_id=pair[0], person_b_id=pair[1], kind="spouse", start_on=date(2020, 1, 1))
    assert "later: 2." in str(refused(system, kin=True))
    assert add(system).pk


@pytest.mark.django_db
def test_what_is_no_rule_is_refused(system: Actor, county: Actor) -> None:
    assert refused(county).because is Because.FORBIDDEN
    assert refused(system, source="  x ").field == "source"
    assert refused(system, codes=("graduate", "graduate")).field == "type"
    assert refused(system, codes=("graduate", "king")).because is Because.NOT_FOUND
    add(system)
    assert "already" in str(refused(system, codes=CODES[::-1]))
