"""Nobody gets in without a token, and a token gets no further than its user's posts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import AT
from headgoose.access.models import User
from headgoose.api.actions import end_token
from headgoose.api.assembly import api, operations
from headgoose.api.door import Bearer
from headgoose.api.models import AccessToken
from headgoose.api.tests.conftest import COUNTY, SIBLING, V1, VILLAGE, Programmes
from headgoose.kernel import clock
from headgoose.kernel.actor import Actor
from headgoose.kernel.rights import Right
from headgoose.people.models import Tenure

pytestmark = pytest.mark.django_db
PLACE = f"{V1}places/{COUNTY}"


def status(answer: object) -> tuple[int, str]:
    assert hasattr(answer, "status_code")
    assert hasattr(answer, "headers")
    return answer.status_code, answer.headers["Content-Type"]


def test_every_operation_asks_for_a_token() -> None:
    views = [view for _route, view in operations(api)]
    assert len(views) > 20
    for view in views:
        for operation in view.operations:
            assert [type(callback) for callback in operation.auth_callbacks] == [Bearer], operation.path


def test_a_view_called_around_the_door_refuses(programme: Programmes, rf: object) -> None:
    from django.test import RequestFactory

    bearer = programme()
    request = RequestFactory().get(PLACE, headers={"Authorization": f"Bearer {bearer.secret}"})
    _route, view = operations(api)[0]
    assert view.get_view()(request).status_code == 401


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer hg_", "Bearer hg_" + "a" * 43, "Basic YTpi", "Bearer \u00ff", "hg_" + "a" * 43],
)
def test_without_a_valid_token_it_is_a_401_that_says_how(tree: object, client: Client, authorization: str) -> None:
    answer = client.get(PLACE, headers={"Authorization": authorization})
    assert status(answer) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="headgoose"'


def test_a_session_is_no_pass(as_user: Callable[..., Client]) -> None:
    officer = as_user("county_officer", COUNTY)
    assert officer.get(f"/place/{COUNTY}/").status_code == 200
    assert officer.get(PLACE).status_code == 401


def test_a_token_beside_somebody_elses_session_acts_as_its_own_user(
    programme: Programmes, as_user: Callable[..., Client]
) -> None:
    bearer = programme("secretary", VILLAGE)
    province = as_user("province_officer", "23")
    headers = {"Authorization": f"Bearer {bearer.secret}"}
    assert province.get(PLACE, headers=headers).status_code == 403
    assert province.get(f"{V1}places/{VILLAGE}", headers=headers).status_code == 200


def test_an_ended_token_opens_nothing(programme: Programmes, system: Actor) -> None:
    bearer = programme()
    end_token(by=system, at=AT, token_id=bearer.token.pk)
    assert bearer.get("me").status_code == 401


def test_a_token_runs_out_on_its_day(programme: Programmes) -> None:
    bearer = programme(until=date(2026, 6, 3))
    with clock.frozen(datetime(2026, 6, 2, 15, 59, tzinfo=UTC)):
        assert bearer.get("me").status_code == 200
    with clock.frozen(datetime(2026, 6, 2, 16, 0, tzinfo=UTC)):
        assert bearer.get("me").status_code == 401


def test_a_token_of_a_closed_account_opens_nothing(programme: Programmes) -> None:
    bearer = programme()
    User.objects.filter(pk=bearer.token.user_id).update(is_active=False)
    assert bearer.get("me").status_code == 401


def test_a_token_loses_its_power_with_its_users_tenure(programme: Programmes) -> None:
    bearer = programme()
    assert bearer.get(f"places/{COUNTY}").status_code == 200
    Tenure.objects.filter(person=bearer.token.user.person).update(end_on=date(2026, 6, 1))
    assert bearer.get(f"places/{COUNTY}").status_code == 403
    assert bearer.get("places").json() == {"items": [], "next": None}
    assert bearer.get("me").json()["rights"] == []


def test_a_token_for_reading_does_not_write_though_its_user_may(programme: Programmes) -> None:
    reader, writer = programme(), programme("county_officer", COUNTY, Right.APPOINT)
    assert [reach["right"] for reach in reader.get("me").json()["rights"]] == ["read"]
    assert [reach["right"] for reach in writer.get("me").json()["rights"]] == ["read", "appoint"]
    assert reader.get("orders").json()["items"] == []


def test_the_use_of_a_token_is_kept_once_an_hour(programme: Programmes) -> None:
    bearer = programme()

    def used_after(minutes: int) -> datetime | None:
        with clock.frozen(AT + timedelta(minutes=minutes)):
            bearer.get("me")
        return AccessToken.objects.get(pk=bearer.token.pk).used_at

    assert used_after(0) == AT
    assert used_after(59) == AT
    assert used_after(60) == AT + timedelta(minutes=60)


@pytest.mark.parametrize(
    "path",
    [
        f"places/{SIBLING}",
        "places/2312",
        f"places/{SIBLING}/children",
        f"places/{SIBLING}/posts",
        f"places/{SIBLING}/tenures",
        f"places?within={SIBLING}",
        f"figures/P4/places/{SIBLING}",
        f"figures/P4/places/{SIBLING}/rows",
        f"figures/P4/places/{SIBLING}/trend",
        f"figures/P4/places/{SIBLING}/children",
    ],
)
def test_places_outside_are_refused_as_on_pages(programme: Programmes, path: str) -> None:
    bearer = programme()
    assert bearer.get(path).status_code == 403
    assert "兰西" not in bearer.get(path).content.decode()


def test_people_and_posts_outside_cannot_be_told_from_none(programme: Programmes, user_at: Callable[..., User]) -> None:
    theirs = user_at("secretary", "231222100200", name="外人乙")
    tenure = Tenure.objects.get(person=theirs.person)
    bearer = programme()
    for noun, there in [("persons", theirs.person_id), ("posts", tenure.post_id), ("tenures", tenure.pk)]:
        outside, none = bearer.get(f"{noun}/{there}"), bearer.get(f"{noun}/{10**9}")
        assert (outside.status_code, outside.content) == (404, none.content)
    assert bearer.get("search/persons?words=外人").json() == {"items": []}
    assert bearer.get("search/places?words=兰西").json() == {"items": []}


def test_lists_without_a_place_hold_the_tokens_area_only(programme: Programmes) -> None:
    codes = [place["code"] for place in programme().get("places").json()["items"]]
    assert codes[0] == COUNTY
    assert all(code.startswith(COUNTY) for code in codes)


def test_too_many_requests_are_told_when_to_go_on(programme: Programmes, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    bearer, other = programme(), programme()
    answers = [bearer.get("me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert other.get("me").status_code == 200


def test_an_address_that_keeps_failing_waits_but_a_valid_token_passes(
    programme: Programmes, client: Client, settings: Any
) -> None:
    settings.API_FAILURES_A_MINUTE = 2
    bearer = programme()
    assert [client.get(PLACE).status_code for _ in range(3)] == [401, 401, 429]
    assert bearer.get("me").status_code == 200
    assert client.get(PLACE, REMOTE_ADDR="10.0.0.9").status_code == 401
