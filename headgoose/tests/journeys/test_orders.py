"""An order is drawn up, approved by another, issued and taken back; one comes from a file with faults."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from headgoose.kernel.sheets import Cell, Sheet, workbook
from headgoose.tests.journeys.walking import Walk, day_from_today, send

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ["动作", "单位代码", "职务", "姓名", "性别", "出生日期", "起始"]


def begin(page: "Page", number: str, title: str) -> str:
    """Draw up an order from today on; its address."""
    page.goto("/")
    page.locator("nav.sections a", has_text="Orders").click()
    page.locator("main .head a[href='/orders/new/']").click()
    page.locator("[name=number]").fill(number)
    page.locator("[name=title]").fill(title)
    page.locator("[name=effective_on]").fill(day_from_today().isoformat())
    send(page)
    expect(page).to_have_url(re.compile(r"/orders/\d+/$"))
    return page.url


def seat_newcomers(page: "Page", names: list[str]) -> None:
    """Add a line for each name: somebody new in one of the last empty seats of grid workers."""
    page.locator("main .actions a[href*='verb=appoint']").click()
    page.locator("form.filters [name=type]").select_option("grid_worker")
    page.locator("form.filters button").click()
    boxes = page.locator("main tbody [name=post]")
    for place in range(len(names)):
        boxes.nth(boxes.count() - 1 - place).check()
    page.locator("main form[action$='/lines/'] .actions button").click()
    for name, block in zip(names, page.locator("main form .card").all(), strict=True):
        block.locator("input[type=search]").fill(name)
        block.locator("input[type=radio][value=new]").check()
        block.locator("summary").click()
        block.locator("select").select_option("f")
        block.locator("input[type=date]").fill("1991-02-03")
    send(page)
    expect(page.locator("[role=status]")).to_contain_text(f"{len(names)} lines were added")


def step(page: "Page", path: str) -> None:
    """Press the button that sends a paper one step on."""
    page.locator(f"form[action$='/{path}/'] button").click()
    page.wait_for_url(re.compile(r"/orders/\d+/$"))


def look_and(page: "Page", paper: str, path: str) -> None:
    """Open the preview of a paper and take a step from there."""
    page.goto(paper)
    page.locator("main .actions a[href$='/preview/']").click()
    expect(page.locator(".notice.success")).to_contain_text("Nothing stands against it")
    step(page, path)


def test_an_order_takes_two_people_to_seat_somebody_and_two_to_take_it_back(walk: Walk) -> None:
    officer, second = walk("county_officer"), walk("county_second")
    paper = begin(officer, "测任〔2026〕1号", "测试任命网格员")
    seat_newcomers(officer, ["测试令甲", "测试令乙"])
    look_and(officer, paper, "submit")
    expect(officer.locator("form[action$='/approve/']")).to_have_count(0)
    second.goto("/")
    second.locator("main a", has_text="测任〔2026〕1号").click()
    look_and(second, paper, "approve")
    look_and(officer, paper, "issue")
    officer.locator("main tbody a", has_text="测试令甲").click()
    person = officer.url
    held = officer.locator(".timeline > .now")
    expect(held).to_contain_text("测任〔2026〕1号")
    expect(held).to_contain_text(day_from_today().isoformat())

    officer.goto(paper)
    officer.locator("form[action$='/propose-reversal/'] [name=why]").fill("与前一份任免令重复。")
    step(officer, "propose-reversal")
    expect(officer.locator("form[action$='/reverse/']")).to_have_count(0)
    second.goto(paper)
    expect(second.locator(".notice.warning")).to_contain_text("与前一份任免令重复。")
    step(second, "reverse")
    expect(second.locator(".timeline li").last).to_contain_text("taken back")
    officer.goto(person)
    expect(officer.locator(".timeline > .now")).to_have_count(0)
    expect(officer.locator(".timeline .pill.bad")).to_have_text("never was")
    officer.locator(".timeline summary").click()
    expect(officer.locator(".timeline details small")).to_contain_text(f"{day_from_today()} –")


def test_what_was_believed_before_a_correction_is_found_under_its_day(walk: Walk, found: dict[str, str]) -> None:
    page = walk("county_officer")
    page.goto(f"/person/{found['corrected']}/")
    tenure = page.locator(f"#tenure-{found['record'].rpartition(':')[2]}")
    expect(tenure).to_contain_text("recruited")
    expect(tenure.locator(".pill.warn")).to_have_text("put right")
    page.locator("[name=known]").fill(day_from_today(-1).isoformat())
    page.locator("form.filters button").click()
    expect(page.locator(".notice.warning")).to_contain_text(f"at the end of {day_from_today(-1)}")
    expect(tenure).to_contain_text("hired")
    expect(tenure).not_to_contain_text("recruited")
    page.locator(".notice.warning a").click()
    expect(tenure).to_contain_text("recruited")


@pytest.fixture
def empty_grids(walk: Walk) -> list[str]:
    """The codes of grids without a worker."""
    page = walk("county_officer")
    answered = page.request.get("/place/231221/people.csv?state=vacant&type=grid_worker")
    codes = re.findall(r"\b231221\d{9}\b", answered.text())
    assert len(codes) >= 3
    return list(dict.fromkeys(codes))


def send_file(page: "Page", rows: list[list[Cell]]) -> None:
    """Bring a workbook of rows into the order that is open."""
    page.locator("main .actions a[href$='/file/']").click()
    content = workbook([Sheet("任免", HEADER, rows)])
    page.locator("[name=file]").set_input_files({"name": "任免.xlsx", "mimeType": XLSX, "buffer": content})
    send(page)
    expect(page).to_have_url(re.compile(r"/orders/\d+/$"))


def test_rows_with_faults_are_told_taken_away_put_right_and_submitted(
    walk: Walk, empty_grids: list[str], tmp_path: Path
) -> None:
    page, today = walk("county_officer"), day_from_today().isoformat()
    paper = begin(page, "测任〔2026〕2号", "测试任命网格员（表格）")
    rows: list[list[Cell]] = [
        ["任", code, "网格员", f"测试表{name}", "女", "1992-03-04", today]
        for code, name in zip(empty_grids, "甲乙丙", strict=False)
    ]
    rows[1][6] = "下周一"
    rows[2][2] = "网格长官"
    send_file(page, rows)
    faults = page.locator(".card", has=page.locator("#faults")).locator("tbody tr")
    expect(faults).to_have_count(2)
    assert faults.locator("td:first-child").all_inner_texts() == ["3", "4"]
    expect(faults.first).to_contain_text("下周一")
    expect(faults.last).to_contain_text("网格长官")
    page.goto(f"{paper}preview/")
    expect(page.locator("form[action$='/submit/']")).to_have_count(0)
    page.goto(paper)
    with page.expect_download() as download:
        page.locator("a[href$='/faults.xlsx']").click()
    download.value.save_as(tmp_path / "faults.xlsx")
    [header, *wrong] = CalamineWorkbook.from_path(str(tmp_path / "faults.xlsx")).get_sheet_by_index(0).to_python()
    assert header == [*HEADER, "Fault"]
    assert [row[3] for row in wrong] == ["测试表乙", "测试表丙"]
    right: list[list[Cell]] = [[str(cell) for cell in row[: len(HEADER)]] for row in wrong]
    right[0][6], right[1][2] = today, "网格员"
    send_file(page, right)
    expect(page.locator("main tbody tr")).to_have_count(3)
    look_and(page, paper, "submit")
    expect(page.locator(".head .pill")).to_have_text("waiting for approval")
