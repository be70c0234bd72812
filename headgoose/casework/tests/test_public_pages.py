"""What anybody sees of a village's requests, and the sheet that hangs at its notice board."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from headgoose.casework.actions.steps import Said, accept_request, answer_request
from headgoose.casework.public_listing import groups_of
from headgoose.casework.routing import Against
from headgoose.casework.tests.conftest import COUNTY, GRID, TOWNSHIP, VILLAGE, Net
from headgoose.casework.tests.people import name_of
from headgoose.kernel import clock
from headgoose.kernel.answers import answers
from headgoose.kernel.clock import date_of

LIST, OTHER_VILLAGE, COMMUNITY = f"/open/{VILLAGE}/requests/", "231221100201", "231221100001"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    answers.clear()


def seen(net: Net) -> dict[str, tuple[int | None, int | None, int | None]]:
    groups = groups_of(net.tree[VILLAGE].place_id, date_of(net.at))
    return {group.category.code: (group.asked, group.answered, group.hours) for group in groups}


def settle(net: Net, count: int, hours: int) -> None:
    for _turn in range(count):
        request = net.do(accept_request, "secretary", net.ask())
        before = net.at
        net.later(hours=hours)
        net.do(answer_request, "secretary", request, said=Said("换了新灯，今晚就亮"))
        net.at = before


def test_of_one_or_two_it_says_only_that(net: Net) -> None:
    for _turn in range(2):
        net.ask()
    assert seen(net) == {"road": (None, None, None)}
    net.ask()
    assert seen(net) == {"road": (3, 0, None)}


@pytest.mark.parametrize(
    ("done", "waiting", "shown"),
    [(3, 0, (3, 3, 5)), (3, 3, (6, 3, 5)), (3, 1, (4, None, 5)), (2, 3, (5, None, None)), (0, 4, (4, 0, None))],
)
def test_no_part_is_told_that_tells_of_one_or_two(
    net: Net, done: int, waiting: int, shown: tuple[int, int | None, int | None]
) -> None:
    settle(net, done, 5)
    for _turn in range(waiting):
        net.ask()
    assert seen(net) == {"road": shown}


def test_private_requests_and_complaints_never_count(net: Net) -> None:
    for _turn in range(4):
        net.ask(private=True)
        net.ask(category="care")
        net.ask(against=Against(net.tree[TOWNSHIP].place_id))
    assert seen(net) == {}


def test_what_is_older_than_ninety_days_or_elsewhere_is_not_counted(net: Net) -> None:
    for _turn in range(3):
        net.ask()
        net.ask(place=OTHER_VILLAGE, category="power")
    net.later(days=90)
    assert seen(net) == {"road": (3, 0, None)}
    net.later(days=1)
    assert seen(net) == {}


def test_the_page_shows_counts_and_no_word_of_anybody(net: Net) -> None:
    settle(net, 3, 72)
    with clock.frozen(net.at):
        page = Client().get(LIST).content.decode()
        english = Client().get(f"{LIST}?in=en").content.decode()
    assert "道路路灯" in page
    assert "roads and lamps" in english
    assert "3 days" in english
    for hidden in ("路灯坏了", "换了新灯", name_of(net, "secretary"), "/follow/", "csrf"):
        assert hidden not in page


def test_the_page_is_kept_until_a_count_changes(net: Net) -> None:
    first = Client().get(LIST)
    again = Client().get(LIST, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for _turn in range(3):
        net.ask()
    changed = Client().get(LIST, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert not changed.cookies


@pytest.mark.parametrize(
    ("code", "status"), [(COMMUNITY, 200), (GRID, 404), (TOWNSHIP, 404), ("x", 404), ("２３１２２１１００２００", 302)]
)
def test_villages_and_communities_have_a_list(net: Net, code: str, status: int) -> None:
    assert Client().get(f"/open/{code}/requests/").status_code == status


def test_the_public_page_of_a_village_leads_to_form_list_and_code(net: Net) -> None:
    page = Client().get(f"/open/{VILLAGE}/").content.decode()
    for url in (f"/ask/{VILLAGE}/", LIST, "/follow/"):
        assert f'href="{url}"' in page
    assert "/ask/" not in Client().get(f"/open/{TOWNSHIP}/").content.decode()


SHEET = "/place/{}/requests/sheet/"


def test_a_grids_sheet_names_its_worker_and_opens_its_form(net: Net, as_user: Callable[..., Client]) -> None:
    page = as_user(net.users["secretary"]).get(SHEET.format(GRID)).content.decode()
    for shown in (f"http://testserver/ask/{GRID}/", "第1网格", "Grid 1", name_of(net, "grid_worker")):
        assert shown in page
    assert page.count('class="card board-sheet"') == 1
    assert re.search(r"<svg[^>]*>.*<path", page)
    assert "style=" not in page


def test_the_list_of_a_villages_requests_leads_to_the_sheets(net: Net, as_user: Callable[..., Client]) -> None:
    officer = as_user(net.users["county_officer"])
    assert SHEET.format(VILLAGE) in officer.get(f"/place/{VILLAGE}/requests/").content.decode()
    assert "/requests/sheet/" not in officer.get(f"/place/{COUNTY}/requests/").content.decode()


def test_a_villages_sheets_are_one_a_grid(net: Net, as_user: Callable[..., Client]) -> None:
    page = as_user(net.users["county_officer"]).get(SHEET.format(VILLAGE)).content.decode()
    assert page.count('class="card board-sheet"') == 2
    assert f"/ask/{VILLAGE}/" not in page
    without_grids = as_user(net.users["county_officer"]).get(SHEET.format(OTHER_VILLAGE)).content.decode()
    assert f"http://testserver/ask/{OTHER_VILLAGE}/" in without_grids


def test_only_who_reads_there_prints_them(net: Net, as_user: Callable[..., Client]) -> None:
    assert as_user("secretary", OTHER_VILLAGE).get(SHEET.format(VILLAGE)).status_code == 403
    assert "/sign-in/" in Client().get(SHEET.format(VILLAGE)).headers["Location"]
    assert as_user("county_officer", COUNTY).get(SHEET.format(COUNTY)).status_code == 422
    assert date(2026, 6, 1) == date_of(net.at)
