"""Tokens are made by their user in a session, shown once, end within a year, and give no more than the user has."""

import hashlib
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from conftest import AT, TODAY
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.api.actions import end_token, make_token
from headgoose.api.models import AccessToken
from headgoose.api.rules import FOR_TOKENS, TOKENS_MOST
from headgoose.api.tests.conftest import COUNTY, VILLAGE, Programmes
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db
Users = Callable[..., User]
PAGE, PASSWORD = "/account/tokens/", "wheat-and-geese-42"


@pytest.fixture
def user(user_at: Users) -> User:
    made = user_at("county_officer", COUNTY)
    made.set_password(PASSWORD)
    made.save()
    return made


def refused(
    user: User, name: str = "payroll", rights: list[Right] | None = None, until: date = date(2026, 9, 1)
) -> Refused:
    with pytest.raises(Refused) as refusal:
        make_token(
            by=actor_of(user, TODAY, "test"),
            at=AT,
            user_id=user.pk,
            name=name,
            rights=[Right.READ] if rights is None else rights,
            expires_on=until,
        )
    return refusal.value


def test_the_secret_is_kept_as_a_digest_only(programme: Programmes) -> None:
    made = programme()
    assert re.fullmatch(r"hg_[A-Za-z0-9_-]{43}", made.secret)
    stored = AccessToken.objects.values().get()
    assert stored["digest"] == hashlib.sha256(made.secret.encode()).hexdigest()
    assert all(made.secret not in str(value) for value in stored.values())
    assert made.secret not in str(list(Act.objects.values()))


def test_making_and_ending_are_in_the_trail(user: User, programme: Programmes) -> None:
    made = programme(user)
    end_token(by=actor_of(user, TODAY, "test"), at=AT, token_id=made.token.pk)
    acts = list(Act.objects.order_by("id").values_list("verb", "user_id", "subject"))
    subject = f"api.token:{made.token.pk}"
    assert acts == [("api.make_token", user.pk, subject), ("api.end_token", user.pk, subject)]


@pytest.mark.parametrize(
    ("until", "fine"), [("2026-06-01", False), ("2026-06-02", True), ("2027-06-02", True), ("2027-06-03", False)]
)
def test_a_token_ends_within_a_year(user: User, programme: Programmes, until: str, fine: bool) -> None:
    day = date.fromisoformat(until)
    if fine:
        assert programme(user, until=day).token.expires_on == day
    else:
        assert refused(user, until=day).field == "expires_on"


def test_a_token_gives_no_right_that_its_user_lacks_or_that_takes_a_person(user_at: Users, user: User) -> None:
    secretary = user_at("secretary", VILLAGE)
    assert refused(secretary, rights=[Right.READ, Right.APPOINT]).because is Because.FORBIDDEN
    assert refused(user_at()).because is Because.FORBIDDEN
    for right in set(Right) - set(FOR_TOKENS):
        assert refused(user, rights=[right]).field == "rights"
    assert refused(user, rights=[]).field == "rights"


def test_nobody_makes_or_ends_a_token_for_another(user: User, user_at: Users, programme: Programmes) -> None:
    other = actor_of(user_at("province_officer", "23"), TODAY, "test")
    with pytest.raises(Refused):
        make_token(by=other, at=AT, user_id=user.pk, name="x", rights=[Right.READ], expires_on=date(2026, 9, 1))
    made = programme(user)
    with pytest.raises(Refused) as refusal:
        end_token(by=other, at=AT, token_id=made.token.pk)
    assert refusal.value.because is Because.NOT_FOUND


def test_names_and_numbers_of_tokens_have_limits(user: User, programme: Programmes) -> None:
    assert refused(user, name=" ").field == "name"
    assert refused(user, name="x" * 61).field == "name"
    made = [programme(user) for _ in range(TOKENS_MOST)]
    assert refused(user).because is Because.CONFLICT
    end_token(by=actor_of(user, TODAY, "test"), at=AT, token_id=made[0].token.pk)
    programme(user)


def test_the_page_shows_a_new_secret_once(as_user: Callable[..., Client], user: User) -> None:
    client = as_user(user)
    form = {"name": "工资系统", "rights": "appoint", "expires_on": "2026-12-31", "password": PASSWORD}
    answer = client.post(PAGE, form)
    secret = re.search(r"hg_[A-Za-z0-9_-]{43}", answer.content.decode())
    assert secret is not None
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    page = client.get(PAGE).content.decode()
    assert secret[0] not in page
    assert secret[0][:9] in page
    headers = {"Authorization": f"Bearer {secret[0]}"}
    reach = Client().get("/api/v1/me", headers=headers).json()["rights"]
    assert [each["right"] for each in reach] == ["read", "appoint"]
    client.post(f"{PAGE}{AccessToken.objects.get().pk}/end/")
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("rights", "operate"), ("expires_on", "2030-01-01"), ("expires_on", "soon")]
)
def test_a_wrong_form_makes_nothing_and_says_why(
    as_user: Callable[..., Client], user: User, field: str, value: str
) -> None:
    form = {"name": "工资系统", "rights": "read", "expires_on": "2026-12-31", "password": PASSWORD, field: value}
    answer = as_user(user).post(PAGE, form)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not AccessToken.objects.exists()


def test_tokens_are_for_those_signed_in(client: Client) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/sign-in/")


def test_a_token_is_not_made_with_a_token(programme: Programmes) -> None:
    made = programme()
    headers = {"Authorization": f"Bearer {made.secret}"}
    assert Client().post(PAGE, {"name": "x"}, headers=headers).status_code == 302
    assert AccessToken.objects.count() == 1
