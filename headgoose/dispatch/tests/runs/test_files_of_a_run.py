"""Files of people and of places: sound rows are taken once, the others are told one by one."""

from datetime import date

import pytest

from conftest import AT, Tree
from headgoose.dispatch.actions.drafting import demand_empty_seats, draft_run
from headgoose.dispatch.actions.files import empty_pool, leave_out_rows, take_demand_file, take_pool_file
from headgoose.dispatch.actions.ruling import rule_candidate
from headgoose.dispatch.actions.solving import start_solving
from headgoose.dispatch.models import Run, RunFile
from headgoose.dispatch.tests.runs.conftest import (
    COUNTY,
    HALL,
    OTHER_COUNTY_VILLAGE,
    RIVER,
    SIBLING,
    TOWN,
    NewRun,
    Officer,
    csv_of,
    key,
    rule_with,
    somebody,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import ExcludedPair, Person, Post, PostType, Tenure

PLACES = ["单位代码", "单位", "最少", "最多", "需要特长"]


def taken(by: Actor, run: Run, *rows: list[str], replace: bool = False) -> RunFile:
    return take_pool_file(by=by, at=AT, run_id=run.pk, file_name="名单.csv", content=csv_of(*rows), replace=replace)


def faults_of(file: RunFile) -> dict[int, str]:
    """What is wrong, by row."""
    return {row: remarks[0][0] % remarks[0][1] for row, _cells, remarks in file.faulty}


def test_people_are_read_with_home_skills_and_choices(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    row = ["甲一", "女", "1999-03-04", OTHER_COUNTY_VILLAGE, "会计、电商", "86.5", "厢红五村", RIVER]
    assert taken(by, run, row).faulty == []
    one = run.candidates.get()
    assert (one.name, one.person, one.skills, one.score) == ("甲一", None, ["会计", "电商"], 8650)
    assert one.choices == [key(HALL), key(RIVER)]
    assert (one.home_key, one.home_level) == (key(OTHER_COUNTY_VILLAGE), 5)


def test_rows_that_name_what_is_not_there_are_told_one_by_one(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    file = taken(
        by,
        run,
        somebody("甲一", HALL),
        somebody("甲一", SIBLING),
        somebody("乙二", "231299999999"),
        somebody("丙三", HALL, HALL),
        somebody("丁四", OTHER_COUNTY_VILLAGE),
        somebody("戊五", home="231299"),
        ["己六", "", "", "", "", "", HALL, ""],
        ["庚七", "女", "2015-01-01", "", "", "", HALL, ""],
        ["辛八", "女", "1999-02-30", "", "", "", HALL, ""],
        ["壬九", "女", "1999-02-03", OTHER_COUNTY_VILLAGE, "", "", "", ""],
        ["", "女", "1999-02-03", "", "", "", HALL, ""],
    )
    faults = faults_of(file)
    assert file.taken == 1
    assert list(faults) == list(range(3, 13))
    assert faults[3] == "The same person as in row 2."
    assert "231299999999" in faults[4]
    assert "chosen twice" in faults[5]
    assert "asks for nobody" in faults[6]
    assert "to register somebody new" in faults[8]
    assert faults[11] == "There is no place where this person could go under the rule."


def test_nobody_is_in_the_pool_twice_whatever_the_file(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    taken(by, run, somebody("甲一", HALL))
    with pytest.raises(Refused) as refused:
        taken(by, run, somebody("甲一", HALL))
    assert refused.value.because is Because.CONFLICT
    again = taken(by, run, somebody("甲一", SIBLING), somebody("乙二", HALL))
    assert faults_of(again) == {2: "甲一 is in the pool already."}
    assert run.candidates.count() == 2
    assert taken(by, run, somebody("甲一", HALL), replace=True).taken == 1
    assert run.candidates.count() == 1


def test_who_holds_a_post_that_excludes_the_new_one_is_refused_with_the_row(
    new_run: NewRun, officer: Officer, tree: Tree
) -> None:
    by = officer()
    run = new_run(by)
    held = PostType.objects.get(code="village_accountant")
    ExcludedPair.objects.create(type_a=held, type_b=run.type, anywhere=True, source="试验")
    place = tree.place(HALL)
    person = Person.objects.create(name="在任者", initials="zrz", sex="f", born_on=date(1990, 1, 1))
    post = Post.objects.create(type=held, place=place, seat=1, start_on=date(2016, 1, 1))
    Tenure.objects.create(post=post, type=held, place=place, person=person, start_on=date(2024, 1, 1), how="appointed")
    file = taken(by, run, ["在任者", "女", "1990-01-01", "", "", "", HALL, ""], somebody("甲一", HALL))
    assert file.taken == 1
    assert "stands against" in faults_of(file)[2]


def test_somebody_on_record_is_recognised_and_not_registered_again(
    new_run: NewRun, officer: Officer, tree: Tree
) -> None:
    by = officer()
    run = new_run(by)
    kind, place = PostType.objects.get(code="secretary"), tree.place(SIBLING)
    person = Person.objects.create(name="老书记", initials="lsj", sex="m", born_on=date(1980, 1, 1))
    post = Post.objects.create(type=kind, place=place, seat=1, start_on=date(2016, 1, 1))
    Tenure.objects.create(post=post, type=kind, place=place, person=person, start_on=date(2020, 1, 1), how="elected")
    assert taken(by, run, ["老书记", "", "", "", "", "", HALL, ""]).faulty == []
    assert run.candidates.get().person == person


def test_a_run_is_not_solved_while_rows_wait(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    taken(by, run, somebody("甲一", HALL), somebody("乙二", "999"))
    with pytest.raises(Refused) as refused:
        start_solving(by=by, at=AT, run_id=run.pk)
    assert refused.value.because is Because.CONFLICT
    leave_out_rows(by=by, at=AT, run_id=run.pk)
    assert start_solving(by=by, at=AT, run_id=run.pk).state == "solving"


def test_a_run_without_demand_or_people_is_not_solved(new_run: NewRun, officer: Officer, tree: Tree) -> None:
    by = officer()
    with pytest.raises(Refused):
        start_solving(by=by, at=AT, run_id=new_run(by).pk)
    bare = draft_run(
        by=by,
        at=AT,
        number="1号",
        title="没有需求",
        place_id=tree.place(COUNTY).pk,
        type_id=PostType.objects.get(code="graduate").pk,
        rule=rule_with(),
    )
    with pytest.raises(Refused):
        start_solving(by=by, at=AT, run_id=bare.pk)
    with pytest.raises(Refused):
        taken(by, bare, somebody("甲一", HALL))


def test_a_file_of_places_says_seats_and_bounds_and_its_faults(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    rows = [
        [HALL, "", "1", "1", "会计"],
        [SIBLING, "", "-1", "1", ""],
        [RIVER, "", "1", "5", ""],
        [TOWN, "", "1", "2", ""],
        ["231222100200", "", "", "1", ""],
        [HALL, "", "", "1", ""],
        ["231221100001", "", "2", "1", ""],
    ]
    content = csv_of(*rows, header=PLACES)
    file = take_demand_file(by=by, at=AT, run_id=run.pk, file_name="需求.csv", content=content)
    faults = faults_of(file)
    assert (file.taken, list(faults)) == (2, [3, 4, 6, 7, 8])
    assert "not negative" in faults[3]
    assert "1 such seats" in faults[4]
    assert "does not lie" in faults[6]
    assert [(one.key, one.lower, one.upper, one.wanted) for one in run.demand.all()] == [(key(HALL), 1, 1, ["会计"])]
    assert [(one.key, one.level, one.lower, one.upper) for one in run.bounds.all()] == [(key(TOWN), 4, 1, 2)]


def test_a_pin_that_the_rule_does_not_let_is_named_before_anything_is_solved(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    taken(by, run, somebody("甲一", HALL))
    one = run.candidates.get()
    rule_candidate(by=by, at=AT, run_id=run.pk, candidate_id=one.pk, key=key(RIVER), kind="pin")
    with pytest.raises(Refused) as refused:
        start_solving(by=by, at=AT, run_id=run.pk)
    assert "甲一" in str(refused.value)


def test_rulings_about_places_that_are_asked_for_no_more_are_lifted(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    taken(by, run, somebody("甲一", HALL, RIVER))
    one = run.candidates.get()
    for code in (HALL, RIVER):
        rule_candidate(by=by, at=AT, run_id=run.pk, candidate_id=one.pk, key=key(code), kind="forbid")
    Post.objects.filter(place__spans__key=key(RIVER)).update(end_on=date(2026, 8, 1))
    demand_empty_seats(by=by, at=AT, run_id=run.pk)
    assert [ruling.key for ruling in run.rulings.all()] == [key(HALL)]


def test_the_pool_is_emptied_at_once(new_run: NewRun, officer: Officer) -> None:
    by = officer()
    run = new_run(by)
    taken(by, run, somebody("甲一", HALL))
    empty_pool(by=by, at=AT, run_id=run.pk)
    assert not run.candidates.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"start_on": date(2026, 6, 1)},
        {"end_on": date(2026, 8, 1)},
        {"end_on": date(2049, 8, 1)},
        {"seed": ""},
        {"radius_km": -1},
        {"edges_max": 0},
        {"mode": "lottery"},
        {"home_rule": 2},
        {"weights": {"order": "each"}},
        {"weights": {"order": "weighted", "rank": -1, "distance": 1, "skill": 1, "home": 1, "stay": 1}},
        {"weights": {"order": "weighted", "rank": 10**16, "distance": 1, "skill": 1, "home": 1, "stay": 1}},
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(
    new_run: NewRun, officer: Officer, changes: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        new_run(officer(), **changes)
    assert not Run.objects.exists()


def test_who_may_not_fill_the_posts_draws_no_run_up(new_run: NewRun, officer: Officer) -> None:
    for code in (TOWN, "231222"):
        with pytest.raises(Refused) as refused:
            new_run(officer(code))
        assert refused.value.because is Because.FORBIDDEN
