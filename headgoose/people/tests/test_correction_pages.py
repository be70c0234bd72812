"""A tenure is put right on its page; what was believed stays visible there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from headgoose.kernel.clock import FOREVER
from headgoose.people.models import Tenure
from headgoose.people.tests.conftest import COUNTY, VILLAGE, NewPost, NewTenure

Users = Callable[..., Client]


@pytest.fixture
def tenure(new_post: NewPost, new_tenure: NewTenure) -> Tenure:
    return new_tenure(new_post("secretary"), "测试甲", date(2021, 3, 1), date(2024, 3, 1))


def lines_on(client: Client, address: str) -> list[dict[str, Any]]:
    """The lines of the timeline; panels of other rooms have lines of their own."""
    parts: list[Any] = list(client.get(address).context)
    found: list[dict[str, Any]] = next(part["lines"] for part in parts if "held" in part)
    return found


def correct(client: Client, tenure: Tenure, **changed: str) -> int:
    address = f"/tenure/{tenure.pk}/correct/"
    token = client.get(address).context["token"]
    sent = {"token": token, "start_on": "2021-05-01", "end_on": "2024-03-01", "how": "elected", "why": "档案核对有误"}
    return client.post(address, {**sent, **changed}).status_code


def test_dates_are_put_right_and_the_page_shows_both(as_user: Users, tenure: Tenure) -> None:
    officer = as_user("county_officer", COUNTY)
    assert correct(officer, tenure) == 302
    tenure.refresh_from_db()
    assert (tenure.start_on, tenure.how) == (date(2021, 5, 1), "elected")
    line = lines_on(officer, f"/person/{tenure.person_id}/")[0]
    assert (line["corrected"], line["past"][0].start_on) == (True, date(2021, 3, 1))
    known = lines_on(officer, f"/person/{tenure.person_id}/?known=2026-05-31")[0]
    assert (known["term"].tenure.start_on, known["may_correct"]) == (date(2021, 3, 1), False)


def test_a_tenure_that_never_was_stays_visible_as_such(as_user: Users, tenure: Tenure) -> None:
    officer = as_user("county_officer", COUNTY)
    address = f"/tenure/{tenure.pk}/void/"
    sent = {"token": officer.get(address).context["token"], "why": "重复登记"}
    assert officer.post(address, sent).status_code == 302
    assert [line["phase"] for line in lines_on(officer, f"/person/{tenure.person_id}/")] == ["void"]
    known = lines_on(officer, f"/person/{tenure.person_id}/?known=2026-05-31")
    assert [line["phase"] for line in known] == ["past"]


def test_an_ordinary_end_is_not_marked_as_put_right(as_user: Users, new_post: NewPost, new_tenure: NewTenure) -> None:
    tenure = new_tenure(new_post("secretary"), "测试乙")
    officer = as_user("county_officer", COUNTY)
    token = officer.get(f"/tenure/{tenure.pk}/end/").context["token"]
    officer.post(f"/tenure/{tenure.pk}/end/", {"token": token, "end_on": "2026-07-01", "reason": "resigned"})
    line = lines_on(officer, f"/person/{tenure.person_id}/")[0]
    assert (line["corrected"], [version.end_on for version in line["past"]]) == (False, [FOREVER])


def test_a_reason_is_needed_and_a_stale_form_is_refused(as_user: Users, tenure: Tenure) -> None:
    officer = as_user("county_officer", COUNTY)
    assert correct(officer, tenure, why="x") == 422
    assert correct(officer, tenure, token="1.1") == 409
    assert correct(officer, tenure, end_on="2020-01-01") == 422


@pytest.mark.parametrize(("post", "code", "status"), [("secretary", VILLAGE, 403), ("county_officer", "231222", 404)])
def test_nobody_corrects_beyond_their_reach(
    as_user: Users, new_post: NewPost, new_tenure: NewTenure, post: str, code: str, status: int
) -> None:
    tenure = new_tenure(new_post("graduate"), "测试丙")
    client = as_user(post, code)
    for page in ("correct", "void"):
        assert client.get(f"/tenure/{tenure.pk}/{page}/").status_code == status
        assert client.post(f"/tenure/{tenure.pk}/{page}/", {"why": "不该能改"}).status_code == status
