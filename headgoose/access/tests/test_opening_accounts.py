"""Officers open accounts for people in post, one by one or for a place, and close them; the last tenure closes them."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from headgoose.access.actions import close_ended_accounts
from headgoose.access.duties import hold_account, sweep_accounts
from headgoose.access.models import User
from headgoose.access.tests.conftest import PASSWORD
from headgoose.kernel.clock import now, today
from headgoose.people.models import Person, Tenure
from headgoose.records.models import Act

UserAt = Callable[..., User]


@pytest.fixture
def person_at(user_at: UserAt) -> Callable[..., Person]:
    """A person in a post, without an account."""

    def make(post_type: str, code: str, name: str = "") -> Person:
        user = user_at(post_type, code, name=name)
        person = user.person
        user.delete()
        assert person is not None
        return person

    return make


@pytest.fixture
def officer(as_user: Any) -> Client:
    client: Client = as_user("county_officer", "231221")
    return client


def names(answer: Any) -> list[str]:
    return [row.person.name for row in answer.context["rows"]]


def test_the_list_shows_those_whose_posts_one_fills(officer: Client, person_at: Any) -> None:
    person_at("secretary", "231221100200", "望奎人")
    person_at("secretary", "231222100200", "兰西人")
    person_at("county_officer", "231221", "同级人")
    assert names(officer.get("/accounts/")) == ["望奎人"]


def test_the_list_is_searched_filtered_and_cut_to_a_place(officer: Client, person_at: Any) -> None:
    person_at("secretary", "231221100200", "张国宝")
    person_at("secretary", "231221101200", "李红旗")
    assert names(officer.get("/accounts/?words=国")) == ["张国宝"]
    assert names(officer.get("/accounts/?words=cs")) == ["张国宝", "李红旗"]
    assert names(officer.get("/accounts/?words=%25")) == []
    assert names(officer.get("/accounts/?place=231221101")) == ["李红旗"]
    assert names(officer.get("/accounts/?place=231222")) == []
    assert names(officer.get("/accounts/?state=with")) == []
    assert len(names(officer.get("/accounts/?state=without"))) == 2
    assert officer.get("/accounts/?place=nowhere").status_code in {404, 422}


def test_the_list_goes_by_pages(officer: Client, person_at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headgoose.access.views.officers.ON_PAGE", 2)
    for number in range(3):
        person_at("township_accountant", "231221100", f"会计{number}")
    first, second = officer.get("/accounts/"), officer.get("/accounts/?page=2")
    assert (len(names(first)), first.context["next"], len(names(second)), second.context["next"]) == (2, 2, 1, 0)
    assert set(names(first)) & set(names(second)) == set()


def test_an_officer_opens_an_account_and_sees_its_password_once(officer: Client, person_at: Any, knock: Any) -> None:
    person = person_at("secretary", "231221100200")
    shown = officer.post(f"/accounts/open/{person.pk}/")
    [slip] = shown.context["slips"]
    assert slip.password in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert knock(Client(), slip.username, slip.password).headers["Location"] == "/sign-in/password/"
    assert officer.post(f"/accounts/open/{person.pk}/").status_code == 409
    assert slip.password not in officer.get("/accounts/").content.decode()
    act = Act.objects.get(verb="access.open_account")
    assert slip.password not in str(act.after)
    assert act.after == {"username": slip.username, "person_id": person.pk}


def test_nobody_opens_one_outside_or_for_a_peer(officer: Client, person_at: Any, as_user: Any) -> None:
    outside, peer = person_at("secretary", "231222100200"), person_at("county_officer", "231221")
    assert officer.post(f"/accounts/open/{peer.pk}/").status_code == 403
    absent, there = (officer.post(f"/accounts/open/{pk}/") for pk in (987654321, outside.pk))
    assert there.status_code == absent.status_code == 404
    own = re.compile(rb'csrfmiddlewaretoken" value="\w+"|/accounts/open/\d+/')
    assert own.sub(b"", there.content) == own.sub(b"", absent.content)
    for post, code in (("security_admin", "231221"), ("auditor", "2312"), ("secretary", "231221100200")):
        other = as_user(post, code)
        assert other.get("/accounts/").status_code == 403
        assert other.post(f"/accounts/open/{outside.pk}/").status_code == 403
        assert other.post("/accounts/open/", {"place": "231222"}).status_code == 403
    assert not User.objects.filter(person=outside).exists()


def test_accounts_of_a_place_are_opened_at_once_and_listed(officer: Client, person_at: Any, knock: Any) -> None:
    inside = [person_at("township_accountant", "231221100"), person_at("secretary", "231221100200")]
    person_at("secretary", "231221101200")
    shown = officer.post("/accounts/open/", {"place": "231221100", "as": "page"})
    slips = shown.context["slips"]
    assert {slip.name for slip in slips} == {person.name for person in inside}
    assert len({slip.password for slip in slips}) == 2
    for slip in slips:
        assert knock(Client(), slip.username, slip.password).status_code == 302
    again = officer.post("/accounts/open/", {"place": "231221100", "as": "page"})
    assert again.headers["Location"] == "/accounts/"
    assert officer.post("/accounts/open/").status_code == 422


def test_the_list_of_a_place_comes_as_a_workbook(officer: Client, person_at: Any, knock: Any) -> None:
    person = person_at("secretary", "231221100200")
    answer = officer.post("/accounts/open/", {"place": "231221", "as": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == person.name
    assert knock(Client(), str(rows[1][2]), str(rows[1][3])).status_code == 302


def test_no_more_than_fifty_at_once(officer: Client, person_at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headgoose.access.views.officers.AT_ONCE", 2)
    for _each in range(3):
        person_at("township_accountant", "231221100")
    sizes = [len(officer.post("/accounts/open/", {"place": "231221"}).context["slips"]) for _time in range(2)]
    assert sizes == [2, 1]


def test_a_lost_password_is_renewed_and_sessions_end(
    officer: Client, user_at: UserAt, client: Client, knock: Any
) -> None:
    user = user_at("secretary", "231221100200")
    user.set_password(PASSWORD)
    user.save()
    knock(client, user)
    [slip] = officer.post(f"/accounts/{user.pk}/renew/").context["slips"]
    assert client.get("/").status_code == 302
    assert "from elsewhere" in client.get("/sign-in/", headers={"Accept-Language": "en"}).context["over"]
    assert knock(Client(), user).status_code == 422
    assert knock(Client(), user, slip.password).headers["Location"] == "/sign-in/password/"
    peer = user_at("county_officer", "231221")
    assert officer.post(f"/accounts/{peer.pk}/renew/").status_code == 403


def test_an_officer_closes_an_account_and_it_can_be_opened_again(officer: Client, user_at: UserAt) -> None:
    user = user_at("secretary", "231221100200")
    assert officer.post(f"/accounts/{user.pk}/close/").headers["Location"] == "/accounts/"
    user.refresh_from_db()
    assert not user.is_active
    [slip] = officer.post(f"/accounts/open/{user.person_id}/").context["slips"]
    assert slip.username == user.username
    user.refresh_from_db()
    assert user.is_active
    assert officer.post(f"/accounts/{user_at('secretary', '231222100200').pk}/close/").status_code == 404


def test_the_last_tenure_closes_the_account_on_its_last_day(user_at: UserAt, system: Any) -> None:
    ended, going, coming = (user_at("secretary", "231221100200") for _each in range(3))
    cast_member = User.objects.create(username="buyer", cast="buyer")
    Tenure.objects.filter(person=ended.person).update(end_on=today())
    Tenure.objects.filter(person=going.person).update(end_on=today() + timedelta(days=1))
    Tenure.objects.filter(person=coming.person).update(start_on=today() + timedelta(days=30))
    assert close_ended_accounts(by=system, at=now()) == 1
    still_open = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    assert still_open == {going.pk, coming.pk, cast_member.pk}
    assert Act.objects.get(verb="access.close_account").subject == f"access.user:{ended.pk}"


def test_a_tenure_recorded_by_mistake_keeps_no_account_open(user_at: UserAt, system: Any) -> None:
    user = user_at("secretary", "231221100200")
    later = today() + timedelta(days=30)
    Tenure.objects.filter(person=user.person).update(start_on=later, end_on=later, end_reason="void")
    assert close_ended_accounts(by=system, at=now()) == 1


def test_the_daily_duty_leaves_no_act_on_a_day_with_nothing_to_close(user_at: UserAt) -> None:
    user = user_at("secretary", "231221100200")
    sweep_accounts(now())
    assert not Act.objects.exists()
    Tenure.objects.filter(person=user.person).update(end_on=date(2026, 1, 1))
    sweep_accounts(now())
    assert not User.objects.get(pk=user.pk).is_active
    assert Act.objects.filter(verb="access.close_ended_accounts").count() == 1


def test_what_is_held_of_an_account_names_no_secret(user_at: UserAt, client: Client, knock: Any) -> None:
    user = user_at("secretary", "231221100200")
    user.set_password(PASSWORD)
    user.save()
    knock(client, user)
    held = hold_account(user.person_id or 0)
    assert held[0]["user_name"] == user.username
    assert len(held) == 3
    assert user.password not in str(held)
    assert hold_account(10**9) == []
