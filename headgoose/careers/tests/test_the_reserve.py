"""The reserve: two officers stand behind a name, and a name goes with a reason."""

import pytest
from django.db import Error, connection, transaction

from conftest import AT, Tree
from headgoose.careers.actions.reserves import list_reserve, propose_reserve, take_off_reserve
from headgoose.careers.models import Reserve
from headgoose.careers.tests.conftest import COUNTY, OTHER_COUNTY, TOWNSHIP, VILLAGE, NewTenure, Officer, holder_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import PostType, Tenure

WHY = "返乡大学生，熟悉电商"


@pytest.fixture
def graduate(new_tenure: NewTenure) -> Tenure:
    """Somebody who could follow the secretary."""
    return new_tenure("graduate")


def propose(by: Actor, tenure: Tenure, tree: Tree, code: str = TOWNSHIP, type_code: str = "secretary") -> Reserve:
    type_id = PostType.objects.get(code=type_code).pk
    place_id = tree.place(code).pk
    return propose_reserve(by=by, at=AT, person_id=tenure.person_id, type_id=type_id, place_id=place_id, why=WHY)


def test_somebody_is_proposed_by_one_officer_and_listed_by_another(
    graduate: Tenure, tree: Tree, officer: Officer
) -> None:
    proposer = officer(TOWNSHIP)
    row = propose(proposer, graduate, tree)
    with pytest.raises(Refused, match="second officer"):
        list_reserve(by=proposer, at=AT, reserve_id=row.pk)
    assert list_reserve(by=officer(COUNTY), at=AT, reserve_id=row.pk).state == "listed"
    gone = take_off_reserve(by=officer(TOWNSHIP), at=AT, reserve_id=row.pk, why="已任他职")
    assert (gone.state, gone.off_why) == ("off", "已任他职")
    with pytest.raises(Refused):
        list_reserve(by=officer(COUNTY), at=AT, reserve_id=row.pk)
    assert propose(proposer, graduate, tree).state == "proposed"


def test_a_name_stands_once_on_a_list(graduate: Tenure, tree: Tree, officer: Officer) -> None:
    propose(officer(TOWNSHIP), graduate, tree)
    with pytest.raises(Refused) as refused:
        propose(officer(TOWNSHIP), graduate, tree)
    assert refused.value.because is Because.CONFLICT


def test_lists_lie_where_the_posts_are_and_where_the_officer_appoints(
    graduate: Tenure, tree: Tree, officer: Officer
) -> None:
    for one, code, type_code in (
        (officer(TOWNSHIP), COUNTY, "secretary"),
        (officer(OTHER_COUNTY), TOWNSHIP, "secretary"),
        (holder_of(graduate), VILLAGE, "secretary"),
        (officer(COUNTY), VILLAGE, "township_deputy"),
    ):
        with pytest.raises(Refused):
            propose(one, graduate, tree, code, type_code)
    with pytest.raises(Refused, match="no such person"):
        propose(officer(OTHER_COUNTY), graduate, tree, OTHER_COUNTY)
    assert not Reserve.objects.exists()


def test_nobody_proposes_or_decides_on_themself(graduate: Tenure, tree: Tree, officer: Officer) -> None:
    own = officer(COUNTY, graduate.person)
    with pytest.raises(Refused, match="themself"):
        propose(own, graduate, tree)
    row = propose(officer(TOWNSHIP), graduate, tree)
    with pytest.raises(Refused, match="themself"):
        list_reserve(by=own, at=AT, reserve_id=row.pk)


def test_what_is_not_there_is_refused_plainly(graduate: Tenure, tree: Tree, officer: Officer) -> None:
    for person, type_, place in ((10**15, 1, 1), (graduate.person_id, 10**15, graduate.place_id), (1, 1, 10**15)):
        with pytest.raises(Refused):
            propose_reserve(by=officer(), at=AT, person_id=person, type_id=type_, place_id=place, why=WHY)
    with pytest.raises(Refused):
        take_off_reserve(by=officer(), at=AT, reserve_id=10**15, why="不存在的人")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM careers_reserve",
        "UPDATE careers_reserve SET state = 'listed', lister_id = proposer_id, listed_at = proposed_at",
        "UPDATE careers_reserve SET state = 'listed'",
        "UPDATE careers_reserve SET state = 'off', off_at = proposed_at",
        "UPDATE careers_reserve SET why = '别的理由'",
    ],
)
def test_the_database_keeps_the_two_officers_apart_and_names_where_they_are(
    graduate: Tenure, tree: Tree, officer: Officer, statement: str
) -> None:
    propose(officer(TOWNSHIP), graduate, tree)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
