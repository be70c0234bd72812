"""The pages of orders, from the first line to the reversal, as two officers and as those who may not."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from conftest import Tree
from headgoose.orders.models import OrderPaper
from headgoose.orders.spreadsheet import read_rows
from headgoose.orders.tests.conftest import COUNTY, SIBLING, VILLAGE, NewHolder, NewPost
from headgoose.orders.tests.test_files_of_rows import NEWCOMER, csv_of
from headgoose.people.models import Kinship, Tenure

Users = Callable[..., Client]
HEADING = {"number": "望组干〔2026〕1号", "title": "任免通知", "effective_on": "2026-06-01", "code": COUNTY}


@pytest.fixture
def maker(as_user: Users) -> Client:
    return as_user("county_officer", COUNTY)


@pytest.fixture
def approver(as_user: Users, maker: Client) -> Client:
    return as_user("county_officer", COUNTY)


@pytest.fixture
def address(maker: Client, tree: Tree) -> str:
    """A new order, begun on its page."""
    return str(maker.post("/orders/new/", HEADING)["Location"])


def token_on(client: Client, address: str) -> str:
    return str(client.get(f"{address}preview/").context["token"])


def pass_on(client: Client, address: str, step: str) -> None:
    answer = client.post(f"{address}{step}/", {"token": token_on(client, address)})
    assert (answer.status_code, answer.get("Location")) == (302, address), answer.content.decode()[:2000]


def test_an_order_goes_all_the_way_on_its_pages(
    maker: Client, approver: Client, address: str, new_post: NewPost, new_holder: NewHolder
) -> None:
    seats = [new_post("secretary", code) for code in (VILLAGE, SIBLING)]
    known = new_holder(new_post("graduate"), "测试知").person
    listed = maker.get(f"{address}seats/?verb=appoint&type=secretary")
    assert [line.seat.post.pk for line in listed.context["lines"]] == [seat.pk for seat in seats]
    one, two = (str(seat.pk) for seat in seats)
    looked = maker.post(
        f"{address}lines/", {"verb": "appoint", "post": [one, two], f"words-{one}": "测试知", "find": "1"}
    )
    assert looked.context["blocks"][0].found[0].person == known
    sent = {
        "verb": "appoint",
        "post": [one, two],
        f"words-{one}": "测试知",
        f"chosen-{one}": str(known.pk),
        f"words-{two}": "新来者",
        f"chosen-{two}": "new",
        f"sex-{two}": "f",
        f"born_on-{two}": "1990-01-01",
        "start_on": "2026-06-01",
        "how": "elected",
    }
    assert maker.post(f"{address}lines/", sent)["Location"] == address
    assert "新来者" in maker.get(address).content.decode()
    counts = maker.get(f"{address}preview/").context["counts"]
    assert [(cell["all"], cell["filled"], cell["doubled"], cell["newcomers"]) for cell in counts] == [(2, 2, 1, 1)]
    pass_on(maker, address, "submit")
    assert maker.post(f"{address}approve/", {"token": token_on(maker, address)}).status_code == 403
    pass_on(approver, address, "approve")
    pass_on(maker, address, "issue")
    assert Tenure.objects.filter(post__in=seats).count() == 2
    assert maker.post(f"{address}propose-reversal/", {"why": "发错了文件"}).status_code == 302
    assert maker.post(f"{address}reverse/").status_code == 403
    assert approver.post(f"{address}reverse/").status_code == 302
    assert Tenure.objects.filter(post__in=seats).count() == 0
    assert approver.get(address).status_code == 200


def test_tenures_are_ended_and_moved_from_the_form(
    maker: Client, address: str, new_post: NewPost, new_holder: NewHolder
) -> None:
    leaver, mover = (
        new_holder(new_post("secretary", code), name) for code, name in ((VILLAGE, "测试离"), (SIBLING, "测试移"))
    )
    free = new_post("committee_director", SIBLING)
    ended = {"verb": "end", "tenure": str(leaver.pk), "end_on": "2026-07-01", "reason": "resigned"}
    assert maker.post(f"{address}lines/", ended).status_code == 302
    looked = {"verb": "transfer", "tenure": str(mover.pk), f"words-{mover.pk}": "厢红六", "find": "1"}
    found = maker.post(f"{address}lines/", looked).context["blocks"][0].seats
    assert [line.seat.post.pk for line in found] == [free.pk]
    moved = {
        **looked,
        f"chosen-{mover.pk}": str(free.pk),
        "start_on": "2026-07-01",
        "how": "elected",
    }
    del moved["find"]
    assert maker.post(f"{address}lines/", moved).status_code == 302
    paper = OrderPaper.objects.get()
    assert [(line.verb, line.tenure_id) for line in paper.lines.all()] == [("end", leaver.pk), ("transfer", mover.pk)]
    assert maker.post(f"{address}lines/remove/", {"number": ["1"]}).status_code == 302
    assert paper.lines.get().start_on == date(2026, 7, 1)


def test_a_file_is_brought_in_and_its_faults_taken_away(maker: Client, address: str, new_post: NewPost) -> None:
    new_post("village_accountant")
    bad = ["任", "999", *NEWCOMER[2:]]
    sent = SimpleUploadedFile("任免.csv", csv_of(NEWCOMER, bad, encoding="gb18030"))
    assert maker.post(f"{address}file/", {"file": sent}).status_code == 302
    page = maker.get(address)
    assert page.context["faulty"][0][0] == 3
    rows = CalamineWorkbook.from_filelike(BytesIO(maker.get(f"{address}faults.xlsx").content)).get_sheet_by_index(0)
    header, row = rows.to_python()
    assert (header[:3], header[-1]) == (["动作", "单位代码", "单位"], "错误")
    assert row[1] == "999"
    assert row[-1]
    assert maker.post(f"{address}file/leave-out/").status_code == 302
    assert maker.get(f"{address}faults.xlsx").status_code == 404
    again = SimpleUploadedFile("任免.csv", csv_of(NEWCOMER, bad, encoding="gb18030"))
    assert maker.post(f"{address}file/", {"file": again}).status_code == 409


def test_the_template_is_read_back_by_its_own_heading(maker: Client, tree: Tree) -> None:
    content = maker.get("/orders/template.xlsx").content
    header = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    row = dict.fromkeys(header, "") | {
        "动作": "免",
        "单位代码": VILLAGE,
        "职务": "村会计",
        "姓名": "某人",
        "原职务": "村会计",
    }
    read = read_rows(csv_of([str(row[title]) for title in header], header=[str(title) for title in header])).rows[0]
    assert (read.verb, read.code, read.from_post) == ("end", VILLAGE, "村会计")


@pytest.mark.parametrize(
    ("post", "code", "status"),
    [
        ("secretary", VILLAGE, 403),
        ("auditor", "2312", 403),
        ("township_officer", "231221100", 404),
        ("county_officer", "231222", 404),
    ],
)
def test_who_may_not_sees_no_order(as_user: Users, address: str, post: str, code: str, status: int) -> None:
    client = as_user(post, code)
    assert client.get("/orders/").status_code in {200, 403}
    assert HEADING["number"] not in client.get("/orders/").content.decode()
    for page in ("", "preview/", "seats/", "lines/", "faults.xlsx", "heading/", "file/"):
        assert client.get(address + page).status_code in {status, 404}
    for step in ("submit", "approve", "return", "discard", "issue", "reverse", "lines/remove", "file/leave-out"):
        assert client.post(f"{address}{step}/", {"why": "不行不行"}).status_code == 404


def test_the_desk_tells_whose_turn_it_is(maker: Client, approver: Client, address: str, new_post: NewPost) -> None:
    new_post("village_accountant")
    maker.post(f"{address}file/", {"file": SimpleUploadedFile("任免.csv", csv_of(NEWCOMER))})

    def tones(client: Client) -> list[str]:
        return [line.tone for one in client.get("/").context["cards"] for line in one.lines if line.url == address]

    assert (tones(maker), tones(approver)) == ([""], [])
    pass_on(maker, address, "submit")
    assert (tones(maker), tones(approver)) == ([], ["warn"])
    approver.post(f"{address}return/", {"why": "请改一行"})
    assert (tones(maker), tones(approver)) == (["bad"], [])


def test_excluded_pairs_are_listed_and_kinship_is_put_on_record(
    maker: Client, new_post: NewPost, new_holder: NewHolder
) -> None:
    people = [new_holder(new_post("graduate"), name).person for name in ("测试甲", "测试乙")]
    page = maker.get("/orders/excluded/")
    assert len(page.context["pairs"]) >= 6
    looked = maker.post("/orders/excluded/", {"words-a": "测试甲", "words-b": "测试乙", "find": "1"})
    assert [one["found"][0].person for one in looked.context["sides"]] == people
    sent = {"person-a": people[0].pk, "person-b": people[1].pk, "kind": "spouse", "start_on": "2020-01-01"}
    assert maker.post("/orders/excluded/", sent).status_code == 302
    kinship = Kinship.objects.get()
    assert list(maker.get("/orders/excluded/").context["page"]) == [kinship]
    assert maker.post(f"/orders/excluded/{kinship.pk}/end/").status_code == 302
    assert maker.post("/orders/excluded/", {**sent, "person-b": "x"}).status_code == 422


def test_relatives_elsewhere_are_not_listed(as_user: Users, new_post: NewPost, new_holder: NewHolder) -> None:
    people = sorted(new_holder(new_post("graduate"), name).person.pk for name in ("测试甲", "测试乙"))
    Kinship.objects.create(person_a_id=people[0], person_b_id=people[1], kind="spouse", start_on=date(2020, 1, 1))
    other = as_user("county_officer", "231222")
    assert list(other.get("/orders/excluded/").context["page"]) == []
    assert other.post(f"/orders/excluded/{Kinship.objects.get().pk}/end/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_speak_both_languages(maker: Client, address: str, language: str) -> None:
    maker.post("/language/", {"language": language})
    for page in ("/orders/", "/orders/new/", address, f"{address}preview/", f"{address}seats/", f"{address}file/"):
        assert maker.get(page).status_code == 200
