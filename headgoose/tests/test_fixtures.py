"""The shared fixtures hold what they promise."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from conftest import AT
from headgoose.kernel import clock
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.models import PostType
from headgoose.places.models import Place
from headgoose.records.actions import record_act
from headgoose.records.models import Act

if TYPE_CHECKING:
    from headgoose.access.models import User


def test_the_clock_stands_still_in_every_thread() -> None:
    seen: list[str] = []
    thread = threading.Thread(target=lambda: seen.append(clock.now().isoformat()))
    thread.start()
    thread.join()
    assert seen == [clock.now().isoformat()] == ["2026-06-01T02:00:00+00:00"]


def test_the_tree_hangs_together(tree: Any) -> None:
    assert tree["231221100200001"].parent == tree.place("231221100200")
    assert tree["23"].parent is None
    assert tree["231221"].code == "231221"


def test_an_actor_reaches_its_place_and_no_further(actor_at: Callable[..., Actor]) -> None:
    actor = actor_at("231221", Right.APPOINT)
    assert actor.may(Right.APPOINT, area_of(key_of("231221100"), level_of("231221100")))
    assert not actor.may(Right.APPOINT, area_of(key_of("231222"), level_of("231222")))


def test_the_cast_is_complete(cast: "dict[str, User]") -> None:
    from headgoose.access.models import Cast

    assert set(cast) == set(Cast.values)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_what_a_test_committed_is_gone_after_it(run: int) -> None:
    assert Place.objects.count() == 0
    assert PostType.objects.count() > 0
    Place.objects.create(made_at=clock.now())


def _act() -> None:
    @action
    def leave() -> None:
        record_act(by=system_actor("late", "test"), at=AT, verb="places.set_mark", subject="places.place:1")

    leave()
    connection.close()


@pytest.fixture(scope="module")
def written_late(django_db_setup: None, django_db_blocker: Any) -> None:
    """What a request does that outlives its test."""
    with django_db_blocker.unblock():
        thread = threading.Thread(target=_act)
        thread.start()
        thread.join()


@pytest.mark.django_db
def test_what_was_written_between_two_tests_is_gone_before_the_second(written_late: None) -> None:
    assert Act.objects.count() == 0


@pytest.mark.django_db
def test_the_test_database_is_on_disk_as_the_product_s_is() -> None:
    if connection.vendor == "sqlite":
        assert connection.settings_dict["NAME"].endswith("test.sqlite3")
