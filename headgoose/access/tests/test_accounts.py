"""Who may open and close whose account, and what of it stands in the trail."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from headgoose.access.actions import CastMember, close_account, open_account, open_cast_accounts, sign_in
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Person
from headgoose.records.models import Act

UserAt = Callable[..., User]
GOOD = "wheat-and-geese-42"


@pytest.fixture
def person_at(user_at: UserAt) -> Callable[..., Person]:
    """A person in a post, without an account."""

    def make(post_type: str | None = None, code: str = "") -> Person:
        user = user_at(post_type, code)
        person = user.person
        user.delete()
        assert person is not None
        return person

    return make


def opened(by: Actor, person: Person | None, username: str = "li.ming", password: str | None = GOOD) -> User:
    person_id = person.pk if person else None
    return open_account(by=by, at=now(), username=username, person_id=person_id, password=password)


def refused(by: Actor, person: Person | None, **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        opened(by, person, **given)
    assert not User.objects.filter(person=person).exists() or "taken" in str(caught.value)
    return caught.value


def test_an_officer_opens_an_account_for_somebody_it_may_appoint(person_at: Any, actor_at: Any) -> None:
    person = person_at("secretary", "231221100200")
    user = opened(actor_at("231221100", Right.APPOINT), person)
    assert user.check_password(GOOD)
    act = Act.objects.get(verb="access.open_account")
    assert act.subject == f"access.user:{user.pk}"
    assert act.place_key == 231221100200000
    assert GOOD not in str(act.after)


def test_an_officer_opens_none_outside_its_area(person_at: Any, actor_at: Any) -> None:
    person = person_at("secretary", "231221101200")
    assert refused(actor_at("231221100", Right.APPOINT), person).because is Because.NOT_FOUND


def test_reading_is_not_enough_to_open_an_account(person_at: Any, actor_at: Any) -> None:
    person = person_at("secretary", "231221100200")
    assert refused(actor_at("231221100"), person).because is Because.FORBIDDEN


def test_nobody_opens_an_account_for_a_peer(person_at: Any, actor_at: Any) -> None:
    person = person_at("township_officer", "231221100")
    assert refused(actor_at("231221100", Right.APPOINT), person).because is Because.FORBIDDEN
    assert opened(actor_at("231221", Right.APPOINT), person)


def test_an_officer_opens_none_for_a_person_without_a_post(person_at: Any, actor_at: Any, system: Actor) -> None:
    person = person_at()
    assert refused(actor_at("23", Right.APPOINT), person).because is Because.NOT_FOUND
    assert refused(actor_at("23", Right.APPOINT), None).because is Because.NOT_FOUND
    assert opened(system, person)


def test_an_account_with_every_right_is_still_not_the_system(person_at: Any, system: Actor) -> None:
    mighty = replace(system, user_id=1)
    assert refused(mighty, person_at()).because is Because.NOT_FOUND


def test_nobody_opens_an_account_for_the_system(person_at: Any, system: Actor) -> None:
    person = person_at("secretary", "231221100200")
    for name in ("system", "System", "admin", "系统"):
        assert refused(system, person, username=name).field == "username"


@pytest.mark.parametrize("name", ["", " li", "li ming", ".li", "a" * 61, "li\x00", "<li>"])
def test_a_user_name_is_letters_and_digits(person_at: Any, system: Actor, name: str) -> None:
    assert refused(system, person_at("secretary", "231221100200"), username=name).field == "username"


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123"])
def test_a_weak_password_is_refused(person_at: Any, system: Actor, password: str) -> None:
    assert refused(system, person_at("secretary", "231221100200"), password=password).field == "password"


def test_a_name_and_a_person_are_used_once(person_at: Any, system: Actor) -> None:
    first, second = person_at("secretary", "231221100200"), person_at("secretary", "231221101200")
    opened(system, first)
    assert refused(system, second, username="LI.MING").because is Because.CONFLICT
    with pytest.raises(Refused) as caught:
        opened(system, first, username="again")
    assert caught.value.field == "person"


def test_a_person_who_is_not_there_gets_no_account(system: Actor, tree: Any) -> None:
    with pytest.raises(Refused) as caught:
        open_account(by=system, at=now(), username="ghost", person_id=10**9, password=GOOD)
    assert caught.value.because is Because.NOT_FOUND


def test_the_cast_gets_accounts_that_no_password_opens(person_at: Any, system: Actor) -> None:
    person = person_at("secretary", "231221100200")
    members = [CastMember("secretary", "secretary", person.pk), CastMember("buyer", "buyer")]
    users = open_cast_accounts(by=system, at=now(), members=members)
    assert [user.cast for user in users] == ["secretary", "buyer"]
    assert not any(user.has_usable_password() for user in users)
    assert Act.objects.filter(verb="access.open_account").count() == 2


def test_an_unknown_part_of_the_cast_leaves_no_account_at_all(system: Actor, tree: Any) -> None:
    members = [CastMember("buyer", "buyer"), CastMember("king", "king")]
    with pytest.raises(Refused):
        open_cast_accounts(by=system, at=now(), members=members)
    assert User.objects.count() == 0


def test_an_officer_closes_the_account_of_somebody_it_may_appoint(user_at: UserAt, actor_at: Any) -> None:
    user = user_at("secretary", "231221100200")
    with pytest.raises(Refused):
        close_account(by=actor_at("231222", Right.APPOINT), at=now(), user_id=user.pk)
    close_account(by=actor_at("231221100", Right.APPOINT), at=now(), user_id=user.pk)
    user.refresh_from_db()
    assert not user.is_active
    assert Act.objects.filter(verb="access.close_account").count() == 1


def test_a_closed_account_is_not_closed_again(user_at: UserAt, system: Actor) -> None:
    user = user_at("secretary", "231221100200")
    close_account(by=system, at=now(), user_id=user.pk)
    with pytest.raises(Refused) as caught:
        close_account(by=system, at=now(), user_id=user.pk)
    assert caught.value.because is Because.CONFLICT
    with pytest.raises(Refused):
        close_account(by=system, at=now(), user_id=10**9)


def test_signing_in_stands_in_the_trail_and_the_system_does_not_sign_in(user_at: UserAt, system: Actor) -> None:
    user = user_at("secretary", "231221100200")
    sign_in(by=actor_of(user, today(), "127.0.0.1"), at=now())
    act = Act.objects.get(verb="access.sign_in")
    assert (act.user_id, act.origin) == (user.pk, "127.0.0.1")
    with pytest.raises(Refused):
        sign_in(by=system, at=now())
