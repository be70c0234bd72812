"""Lists filled in without a network: faults by row, and everything once."""

import pytest

from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import Sheet, workbook
from headgoose.training.actions.lists import take_list
from headgoose.training.models import Enrolment, Mark, RollList
from headgoose.training.queries import attended_minutes
from headgoose.training.tests.conftest import School

HEAD = "编号,姓名,第1次,第2次"


@pytest.fixture
def rows(school: School) -> list[Enrolment]:
    """Three in a class that is over."""
    found = [school.name(school.ground.tenure(name=f"学员{turn}")) for turn in "甲乙乙"]
    school.begin()
    school.ground.at = school.session(2).end_at
    return found


def send(school: School, *lines: str, name: str = "list.csv") -> RollList:
    content = "\n".join([HEAD, *lines]).encode()
    return school.organise(take_list, file_name=name, content=content)  # type: ignore[no-any-return]


def faults(roll_list: RollList) -> dict[int, list[str]]:
    return {row: [message % words for message, words in remarks] for row, _cells, remarks in roll_list.faulty}


def test_sound_rows_become_marks_and_say_that_they_came_from_a_list(school: School, rows: list[Enrolment]) -> None:
    found = send(school, f"{rows[0].pk},学员甲,到,√", f"{rows[1].pk},学员乙,1,", f"{rows[2].pk},学员乙,缺,0")
    assert (found.taken, found.already, found.faulty) == (3, 0, [])
    assert attended_minutes(school.one) == {rows[0].pk: 180, rows[1].pk: 90}
    assert set(Mark.objects.values_list("how", "roll_list")) == {("list", found.pk)}


def test_rows_with_a_fault_say_which_and_stop_no_other(school: School, rows: list[Enrolment]) -> None:
    found = send(
        school,
        ",学员甲,到,",
        ",学员乙,到,",
        "999999,学员丙,到,",
        f"{rows[1].pk},学员甲,到,",
        ",谁也不是,到,",
        f"{rows[2].pk},学员乙,也许,",
        f"{rows[0].pk},学员甲,,到",
    )
    said = faults(found)
    assert sorted(said) == [3, 4, 5, 6, 7, 8]
    assert found.taken == 1
    assert attended_minutes(school.one) == {rows[0].pk: 90}


def test_a_session_that_is_not_there_or_has_not_begun_is_a_fault(school: School, rows: list[Enrolment]) -> None:
    school.ground.at = school.session(1).end_at
    content = (
        f"编号,姓名,第1次,第2次,第9次\n{rows[0].pk},学员甲,到,,\n{rows[1].pk},学员乙,到,到,\n{rows[2].pk},学员乙,,,到"
    )
    found = school.organise(take_list, file_name="a.csv", content=content.encode())
    assert (sorted(faults(found)), found.taken) == ([3, 4], 1)


def test_the_same_list_twice_counts_once(school: School, rows: list[Enrolment]) -> None:
    lines = [f"{rows[0].pk},学员甲,到,到"]
    first = send(school, *lines)
    assert send(school, *lines, name="again.csv") == first
    # The same rows in another file are on the roll already.
    more = send(school, *lines, f"{rows[1].pk},学员乙,到,")
    assert (more.taken, more.already) == (1, 2)
    assert (Mark.objects.count(), RollList.objects.count()) == (3, 2)


def test_an_excel_list_is_read_as_the_template_is_written(school: School, rows: list[Enrolment]) -> None:
    content = workbook(
        [Sheet("list", ["Number", "Name", "Place", "Session 1 · 06-01 11:00"], [[rows[0].pk, "学员甲", "村", "x"]])]
    )
    found = school.organise(take_list, file_name="list.xlsx", content=content)
    assert (found.taken, found.faulty) == (1, [])


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "姓名\n学员甲".encode(), HEAD.encode(), b"PK\x03\x04junk"])
def test_a_file_that_is_no_list_is_refused(school: School, rows: list[Enrolment], content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        school.organise(take_list, file_name="x", content=content)
    assert refused.value.field == "file"


def test_lists_are_sent_by_who_organises_while_the_class_is_under_way(school: School, rows: list[Enrolment]) -> None:
    content = f"{HEAD}\n{rows[0].pk},学员甲,到,".encode()
    with pytest.raises(Refused) as refused:
        school.organise(take_list, "township_officer", file_name="x", content=content)
    assert refused.value.because is Because.FORBIDDEN
    school.end()
    with pytest.raises(Refused) as refused:
        school.organise(take_list, file_name="x", content=content)
    assert refused.value.because is Because.CONFLICT
