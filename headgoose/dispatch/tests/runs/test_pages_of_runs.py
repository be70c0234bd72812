"""The pages of runs, from the rule to the reversal, as two officers and as those who may not."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from conftest import AT, Tree
from headgoose.dispatch import working
from headgoose.dispatch.models import Run
from headgoose.dispatch.pool_sheet import read_pool
from headgoose.dispatch.tests.runs.conftest import COUNTY, HALL, POOL, RIVER, SIBLING, csv_of, key, somebody
from headgoose.people.models import Post, PostType, Tenure
from headgoose.places.models import Outline

Users = Callable[..., Client]


@pytest.fixture
def maker(as_user: Users) -> Client:
    return as_user("county_officer", COUNTY)


@pytest.fixture
def approver(as_user: Users, maker: Client) -> Client:
    return as_user("county_officer", COUNTY)


def sent_rule(**changes: object) -> dict[str, object]:
    """The form of a new run as a browser sends it."""
    facts = {
        "number": "望组选〔2026〕1号",
        "title": "选派大学生",
        "code": COUNTY,
        "type": PostType.objects.get(code="graduate").pk,
        "start_on": "2026-09-01",
        "end_on": "2029-09-01",
        "how": "recruited",
        "mode": "least_cost",
        "weighing": "each",
        "home_rule": "4",
        "home_strict": "on",
        "radius_km": "60",
        "edges_max": "30",
        "may_stay_out": "on",
        "seed": "2026-06-01",
        "least": "0",
        **{f"weight_{name}": "1" for name in ("rank", "distance", "skill", "home", "stay")},
    }
    return {**facts, **changes}


@pytest.fixture
def address(maker: Client, seats: dict[str, Post]) -> str:
    """A new run with demand and pool, begun on its one page."""
    pool = SimpleUploadedFile("名单.csv", csv_of(*POOL))
    answer = maker.post("/dispatch/new/", sent_rule(pool_file=pool))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def post(client: Client, address: str, step: str, **said: object) -> int:
    """Press a button with the version that the page shows."""
    version = client.get(address).context["run"].version
    return client.post(f"{address}{step}/", {"version": version, **said}).status_code


def candidate_page(address: str, name: str) -> str:
    return f"{address}people/{Run.objects.get().candidates.get(name=name).pk}/"


def test_a_run_goes_all_the_way_on_its_pages(maker: Client, approver: Client, address: str) -> None:
    assert maker.get(address).context["pool"]["people"] == 3
    assert post(maker, address, "solve") == 302
    assert maker.get(address).context["run"].state == "planned"
    assert post(maker, address, "approve") == 403
    assert post(approver, address, "approve") == 302
    assert post(approver, address, "approve") == 409
    assert post(maker, address, "issue") == 302
    assert Tenure.objects.filter(order__number="望组选〔2026〕1号", how="recruited").count() == 3
    assert post(maker, address, "propose-reversal", why="名额有变") == 302
    assert post(maker, address, "reverse") == 403
    assert post(approver, address, "reverse") == 302
    assert Tenure.objects.filter(order__number="望组选〔2026〕1号").count() == 0
    for page in ("", "people/", "places/", "record/"):
        assert maker.get(address + page).status_code == 200


def test_the_plan_is_told_filtered_and_taken_away(maker: Client, address: str) -> None:
    post(maker, address, "solve")
    assert [row.candidate.name for row in maker.get(f"{address}people/?show=first").context["rows"]] == ["甲一", "丙三"]
    assert len(maker.get(f"{address}people/?q=甲").context["rows"]) == 1
    assert len(maker.get(f"{address}people/?place={HALL[:9]}").context["rows"]) == 2
    assert len(maker.get(f"{address}people/?place=通江村").context["rows"]) == 1
    assert len(maker.get(f"{address}places/").context["rows"]) == 3
    sheet = CalamineWorkbook.from_filelike(BytesIO(maker.get(f"{address}plan.xlsx").content)).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 4
    record = maker.get(f"{address}record/").content.decode()
    assert Run.objects.get().fingerprint[:32] in record
    assert maker.post(f"{address}replay/").context["replay"].same


def test_why_not_pin_move_and_withdrawal_on_the_page_of_a_person(maker: Client, address: str) -> None:
    post(maker, address, "solve")
    page = candidate_page(address, "乙二")
    answer = maker.get(f"{page}?why={key(HALL)}").context["answer"]
    assert answer.moves
    assert maker.get(f"{page}?why=1").status_code == 404
    assert maker.get(f"{page}?why=x").status_code == 422
    version = Run.objects.get().version
    assert maker.post(f"{page}rule/", {"key": key(HALL), "kind": "pin", "version": version}).status_code == 302
    assert maker.post(f"{page}rule/", {"key": key(HALL), "kind": "pin", "version": version}).status_code == 409
    assert maker.post(f"{page}rule/", {"key": key(HALL), "kind": "pin", "version": "x"}).status_code == 422
    assert maker.post(f"{page}move/", {"key": ""}).status_code == 302
    assert not Run.objects.get().placements.filter(candidate__name="乙二").exists()
    assert maker.post(f"{page}withdraw/", {"withdrawn": "1"}).status_code == 302
    assert post(maker, address, "solve", keep="1") == 302
    assert maker.get(page).status_code == 200


def test_an_infeasible_run_is_explained_in_names_with_buttons(maker: Client, seats: dict[str, Post]) -> None:
    pool = SimpleUploadedFile("名单.csv", csv_of(somebody("甲一", HALL), somebody("乙二", RIVER)))
    address = str(maker.post("/dispatch/new/", sent_rule(least="1", pool_file=pool))["Location"])
    post(maker, address, "solve")
    page = maker.get(address)
    assert page.context["run"].state == "infeasible"
    assert "厢红六村" in page.content.decode()
    ways = page.context["explanation"]["vacancies"]
    assert post(maker, address, "relax", way=ways) == 302
    assert Run.objects.get().state == "planned"


def test_faulty_rows_are_told_and_taken_away(maker: Client, address: str) -> None:
    bad = SimpleUploadedFile("补充.csv", csv_of(somebody("丁四", "999"), somebody("甲一", HALL)))
    assert maker.post(f"{address}files/pool/", {"file": bad}).status_code == 302
    assert len(maker.get(address).context["faulty"][0]["rows"]) == 2
    rows = CalamineWorkbook.from_filelike(BytesIO(maker.get(f"{address}faults/pool.xlsx").content))
    assert len(rows.get_sheet_by_index(0).to_python()) == 3
    assert post(maker, address, "solve") == 409
    assert maker.post(f"{address}leave-out/").status_code == 302
    assert maker.get(f"{address}faults/pool.xlsx").status_code == 404
    assert maker.get(f"{address}faults/shoes.xlsx").status_code == 404


def test_demand_and_bounds_are_set_on_the_page(maker: Client, address: str) -> None:
    assert post(maker, address, "seats", least="1") == 302
    assert post(maker, address, "seats", least="-1") == 422
    assert post(maker, address, "bounds", code=HALL[:9], lower="0", upper="1") == 302
    assert post(maker, address, "bounds", code=HALL[:9], lower="2", upper="1") == 422
    assert post(maker, address, "bounds", code="231222", lower="0", upper="1") == 422
    bound = Run.objects.get().bounds.get()
    assert post(maker, address, f"bounds/{bound.pk}/drop") == 302
    assert post(maker, address, f"bounds/{bound.pk}/drop") == 404
    places = SimpleUploadedFile(
        "需求.csv", csv_of([SIBLING, "", "0", "1"], header=["单位代码", "单位", "最少", "最多"])
    )
    assert maker.post(f"{address}files/demand/", {"file": places}).status_code == 302
    assert Run.objects.get().demand.count() == 1


def test_the_rule_is_changed_and_what_cannot_be_is_said_beside_its_field(maker: Client, address: str) -> None:
    assert maker.get(f"{address}rule/").status_code == 200
    assert maker.post(f"{address}rule/", sent_rule(seed="another")).status_code == 302
    wrong = maker.post(f"{address}rule/", sent_rule(start_on="2020-01-01"))
    assert (wrong.status_code, "start_on" in wrong.context["form"].errors) == (422, True)
    assert maker.post(f"{address}rule/", sent_rule(weight_rank="-1")).status_code == 422
    assert maker.post("/dispatch/new/", sent_rule(code="999")).status_code == 404


def test_a_large_run_is_solved_behind_a_page_that_looks_again_by_itself(
    maker: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "SMALL_PAIRS", 0)
    assert post(maker, address, "solve") == 302
    page = maker.get(address)
    assert (page.context["run"].state, page["Refresh"]) == ("solving", "3")
    assert post(maker, address, "solve") == 409
    working.solve_waiting(AT)
    assert "Refresh" not in maker.get(address)
    assert maker.get(address).context["run"].state == "planned"


def test_the_map_shows_counties_by_how_many_are_sent(
    as_user: Users, seats: dict[str, Post], tree: Tree, maker: Client
) -> None:
    Post.objects.create(type=seats[HALL].type, place=tree.place("231222100200"), seat=1, start_on=date(2016, 1, 1))
    for number, code in enumerate(("231221", "231222")):
        ring = [[126 + number, 46], [127 + number, 46], [127 + number, 47], [126 + number, 46]]
        Outline.objects.create(place=tree.place(code), rings=[ring], source="试验")
    prefecture = as_user("prefecture_officer", "2312")
    pool = SimpleUploadedFile("名单.csv", csv_of(*POOL))
    address = str(prefecture.post("/dispatch/new/", sent_rule(code="2312", pool_file=pool))["Location"])
    post(prefecture, address, "solve")
    shapes = prefecture.get(f"{address}places/").context["map"].shapes
    assert [(shape.sent, shape.asked, shape.shade) for shape in shapes] == [(3, 3, 5), (0, 1, 0)]
    assert maker.get(address).status_code == 404


@pytest.mark.parametrize(
    ("post_type", "code", "status"),
    [
        ("secretary", HALL, 403),
        ("auditor", "2312", 403),
        ("township_officer", HALL[:9], 404),
        ("county_officer", "231222", 404),
    ],
)
def test_who_may_not_sees_no_run(as_user: Users, address: str, post_type: str, code: str, status: int) -> None:
    client = as_user(post_type, code)
    assert client.get("/dispatch/").status_code in {200, 403}
    assert "望组选" not in client.get("/dispatch/").content.decode()
    person = candidate_page(address, "甲一")
    for page in (address, f"{address}people/", f"{address}places/", f"{address}record/", f"{address}plan.xlsx", person):
        assert client.get(page).status_code in {status, 404}
    for step in ("solve", "stop", "reopen", "approve", "discard", "issue", "reverse", "leave-out", "replay", "relax"):
        assert client.post(f"{address}{step}/", {"why": "不行不行", "way": "0"}).status_code == 404


def test_the_template_is_read_back_by_its_own_heading(maker: Client) -> None:
    content = maker.get("/dispatch/template/pool.xlsx").content
    header = [
        str(cell) for cell in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    ]
    row = dict.fromkeys(header, "") | {"姓名": "某人", "志愿3": HALL}
    assert read_pool(csv_of(list(row.values()), header=header)).rows[0].choices == (HALL,)
    assert maker.get("/dispatch/template/demand.xlsx").status_code == 200


def test_the_desk_tells_whose_turn_it_is(maker: Client, approver: Client, address: str) -> None:
    def tones(client: Client) -> list[str]:
        return [line.tone for one in client.get("/").context["cards"] for line in one.lines if line.url == address]

    assert (tones(maker), tones(approver)) == ([""], [])
    post(maker, address, "solve")
    assert (tones(maker), tones(approver)) == ([], ["warn"])
    post(approver, address, "approve")
    assert tones(maker) == ["good"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_speak_both_languages(maker: Client, address: str, language: str) -> None:
    maker.post("/language/", {"language": language})
    pages = ["/dispatch/", "/dispatch/new/", address, f"{address}rule/", f"{address}files/pool/"]
    for page in [*pages, f"{address}people/", candidate_page(address, "甲一")]:
        assert maker.get(page).status_code == 200
    post(maker, address, "solve")
    for page in [
        address,
        f"{address}people/",
        f"{address}places/",
        f"{address}record/",
        candidate_page(address, "乙二"),
    ]:
        assert maker.get(page).status_code == 200
