"""A file of rows: read however it is written, matched with the records, each fault told in words at its row."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation

from conftest import AT, Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.actions.files import leave_out_rows, take_file
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.steps import approve_order, submit_order
from headgoose.orders.models import OrderFile, OrderPaper
from headgoose.orders.spreadsheet import read_rows, titles
from headgoose.orders.tests.conftest import (
    OTHER_VILLAGE,
    SIBLING,
    TODAY,
    VILLAGE,
    Draft,
    NewHolder,
    NewPost,
    Officer,
)
from headgoose.people.models import Person, Tenure

HEADER = ["动作", "单位代码", "单位", "职务", "席位", "姓名", "性别", "出生日期", "起始", "结束", "方式", "原因"]
NEWCOMER = ["任", VILLAGE, "厢红五村", "村会计", "", "新来者", "男", "1995-04-04", "", "", "", ""]


@pytest.fixture(autouse=True)
def said_in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def csv_of(*rows: list[str], encoding: str = "utf-8", header: list[str] = HEADER) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    table: list[list[Any]] = [list(HEADER), *rows]
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, days)
            else:
                sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()


@pytest.fixture
def maker(officer: Officer) -> Actor:
    return officer()


@pytest.fixture
def paper(draft: Draft, maker: Actor, new_post: NewPost) -> OrderPaper:
    """A draft of the county, where one village has the usual seats."""
    for code in ("village_accountant", "graduate", "graduate", "secretary"):
        new_post(code)
    return draft(maker)


def taken(maker: Actor, paper: OrderPaper, *rows: list[str]) -> OrderFile:
    return take_file(by=maker, at=AT, paper_id=paper.pk, file_name="任免.csv", content=csv_of(*rows))


def said(file: OrderFile) -> dict[int, str]:
    return {number: message % words for number, _cells, remarks in file.faulty for message, words in remarks}


@pytest.mark.parametrize(
    "written", ["1995-4-4", "1995/04/04", "1995.4.4", "1995年4月4日", "１９９５－０４－０４", "19950404", "34793"]
)
def test_days_are_read_however_they_are_written(written: str) -> None:
    row = [*NEWCOMER[:7], written, *NEWCOMER[8:]]
    reading = read_rows(csv_of(row))
    assert (reading.rows[0].born_on, reading.remarks) == (date(1995, 4, 4), {})


@pytest.mark.parametrize("content", [csv_of(NEWCOMER, encoding="gb18030"), csv_of(NEWCOMER, encoding="utf-8-sig")])
def test_both_encodings_are_read(content: bytes) -> None:
    assert read_rows(content).rows[0].name == "新来者"


def test_excel_dates_and_numbers_are_read() -> None:
    row = [*NEWCOMER[:1], int(VILLAGE), "", "村会计", 1, "新 来 者", "男", date(1995, 4, 4), "", "", "", ""]
    read = read_rows(xlsx_of(row)).rows[0]
    assert (read.code, read.seat, read.name, read.born_on) == (VILLAGE, 1, "新来者", date(1995, 4, 4))


def test_the_english_heading_and_synonyms_are_known() -> None:
    assert read_rows(csv_of(NEWCOMER, header=list(titles(False))[:12])).rows[0].post == "村会计"
    other = [
        "操作",
        "代码",
        "单位名称",
        "岗位",
        "席号",
        "名字",
        "gender",
        "生日",
        "任职时间",
        "免职时间",
        "来源",
        "why",
    ]
    assert read_rows(csv_of(NEWCOMER, header=other)).rows[0].born_on == date(1995, 4, 4)


def test_a_file_without_a_heading_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Refused) as refused:
        read_rows(csv_of(NEWCOMER, header=["序号", "单位代码"]))
    assert "动作" in str(refused.value)


def test_sound_rows_become_lines_and_somebody_new_is_registered_on_issue(
    maker: Actor, paper: OrderPaper, officer: Officer, new_holder: NewHolder, new_post: NewPost
) -> None:
    leaver = new_holder(new_post("first_secretary"), "测试离")
    mover = new_holder(new_post("graduate", SIBLING), "测试移")
    file = taken(
        maker,
        paper,
        NEWCOMER,
        ["免", VILLAGE, "", "驻村第一书记", "", "测试离", "", "", "", "2026-07-01", "", "辞职"],
        ["调", VILLAGE, "", "graduate", "2", "测试移", "", "", "2026-07-01", "", "选派", ""],
    )
    assert (said(file), file.taken, file.settled) == ({}, 3, True)
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    approve_order(by=officer(), at=AT, paper_id=paper.pk)
    issue_paper(by=maker, at=AT, paper_id=paper.pk)
    assert Tenure.objects.get(person__name="新来者").start_on == TODAY
    assert Tenure.objects.get(pk=leaver.pk).end_on == date(2026, 7, 1)
    assert Tenure.objects.get(person=mover.person, end_on__gt=date(2026, 7, 1)).how == "sent"


def test_every_fault_is_told_at_its_row(
    maker: Actor, paper: OrderPaper, new_holder: NewHolder, new_post: NewPost
) -> None:
    for born_on in (date(1980, 1, 1), date(1981, 1, 1)):
        seat = new_post("supervisory_member", SIBLING)
        new_holder(seat, Person.objects.create(name="同名人", initials="x", sex="f", born_on=born_on))
    rows = [
        ["任", "231221109999", *NEWCOMER[2:]],
        [*NEWCOMER[:3], "村长大人", *NEWCOMER[4:]],
        [*NEWCOMER[:3], "到村任职大学生", "", *NEWCOMER[5:]],
        [*NEWCOMER[:3], "到村任职大学生", "9", *NEWCOMER[5:]],
        [*NEWCOMER[:5], "同名人", "女", "", *NEWCOMER[8:]],
        [*NEWCOMER[:5], "无此人", "", "", *NEWCOMER[8:]],
        [*NEWCOMER[:7], "1995-13-04", *NEWCOMER[8:]],
        ["请", *NEWCOMER[1:]],
        [*NEWCOMER[:2], "通江村", *NEWCOMER[3:]],
        ["免", *NEWCOMER[1:3], "村会计", "", "谁也不是", "", "", "", "", "", "辞职"],
        NEWCOMER,
        NEWCOMER,
        ["任", SIBLING, "", "村会计", "", "新来者", "男", "1995-04-04", "", "", "", ""],
    ]
    file = taken(maker, paper, *rows)
    words = said(file)
    assert file.taken == 1
    assert sorted(words) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]
    for row, part in {
        2: "No place has the code",
        3: "no kind of post",
        4: "Say which seat: there are 1, 2",
        5: "no seat 9",
        6: "2 people in your area",
        7: "Nobody in your area is called",
        8: "is not a date",
        9: "nothing known",
        10: "is that of",
        11: "does not hold this post",
        13: "The same as row 12",
        14: "has no post",
    }.items():
        assert part in words[row]


def test_the_date_of_birth_tells_namesakes_apart(
    maker: Actor, paper: OrderPaper, new_holder: NewHolder, new_post: NewPost
) -> None:
    people = [
        Person.objects.create(name="同名人", initials="x", sex="f", born_on=date(1980 + n, 1, 1)) for n in range(2)
    ]
    for person in people:
        new_holder(new_post("supervisory_member", SIBLING), person)
    taken(maker, paper, [*NEWCOMER[:5], "同名人", "女", "1981-01-01", *NEWCOMER[8:]])
    assert paper.lines.get().person == people[1]


def test_people_outside_the_area_are_as_unknown_as_nobody(
    maker: Actor, paper: OrderPaper, new_holder: NewHolder, new_post: NewPost
) -> None:
    new_holder(new_post("graduate", OTHER_VILLAGE), "外县人")
    rows = [[*NEWCOMER[:5], name, "", "", *NEWCOMER[8:]] for name in ("外县人", "没有人")]
    words = said(taken(maker, paper, *rows))
    assert words[2].replace("外县人", "X") == words[3].replace("没有人", "X")
    abroad = said(taken(maker, paper, ["免", OTHER_VILLAGE, "", "graduate", "", "外县人", "", "", "", "", "", "辞职"]))
    nobody = said(taken(maker, paper, ["免", OTHER_VILLAGE, "", "graduate", "", "没有人", "", "", "", "", "", "辞职"]))
    assert abroad == nobody


def test_the_same_file_is_recognised(maker: Actor, paper: OrderPaper, draft: Draft, officer: Officer) -> None:
    taken(maker, paper, NEWCOMER)
    other = draft(maker)
    with pytest.raises(Refused) as refused:
        taken(maker, other, NEWCOMER)
    assert refused.value.because is Because.CONFLICT
    content = csv_of(NEWCOMER)
    take_file(by=maker, at=AT, paper_id=other.pk, file_name="x.csv", content=content, even_if_known=True)
    # Who does not see the first order learns nothing of it.
    far = officer("231222")
    elsewhere = draft(far, place="231222")
    take_file(by=far, at=AT, paper_id=elsewhere.pk, file_name="x.csv", content=content)


def test_an_order_waits_until_faulty_rows_are_put_right_or_left_out(maker: Actor, paper: OrderPaper) -> None:
    taken(maker, paper, NEWCOMER, ["请", *NEWCOMER[1:]])
    with pytest.raises(Refused):
        submit_order(by=maker, at=AT, paper_id=paper.pk)
    leave_out_rows(by=maker, at=AT, paper_id=paper.pk)
    submit_order(by=maker, at=AT, paper_id=paper.pk)


def test_a_file_put_right_adds_only_what_is_new_or_replaces_all(maker: Actor, paper: OrderPaper) -> None:
    taken(maker, paper, NEWCOMER)
    more = ["任", VILLAGE, "", "graduate", "1", "新来乙", "女", "1996-04-04", "", "", "", ""]
    assert said(taken(maker, paper, NEWCOMER, more)) == {2: "The order has this already, as line 1."}
    assert paper.lines.count() == 2
    take_file(by=maker, at=AT, paper_id=paper.pk, file_name="x.csv", content=csv_of(more, NEWCOMER), replace=True)
    assert [line.name for line in paper.lines.all()] == ["新来乙", "新来者"]


def test_nothing_of_a_file_reaches_beyond_what_the_maker_may_fill(
    officer: Officer, draft: Draft, new_post: NewPost, tree: Tree
) -> None:
    new_post("first_secretary")
    maker = officer("231221100")
    paper = draft(maker, place="231221100")
    row = [*NEWCOMER[:3], "驻村第一书记", *NEWCOMER[4:]]
    assert "do not let you" in said(taken(maker, paper, row))[2]
