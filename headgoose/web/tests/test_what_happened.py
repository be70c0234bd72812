"""The home desk tells what was done in the reader's area, and only there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.people.actions.persons import NewPerson, register_persons
from headgoose.people.actions.posts import establish_post
from headgoose.people.actions.tenures import appoint_person
from headgoose.people.models import PostType
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from conftest import Tree
    from headgoose.access.models import User

pytestmark = pytest.mark.django_db


def test_an_appointment_shows_on_the_desk_of_its_county_and_on_no_other(
    tree: "Tree", system: Actor, user_at: Callable[..., "User"]
) -> None:
    """The county of the village sees it; the sibling county does not."""
    post = establish_post(
        by=system,
        at=now(),
        type_=PostType.objects.get(code="secretary"),
        place_id=tree.place("231221100200").pk,
        start_on=date(2020, 1, 1),
    )
    person = register_persons(by=system, at=now(), persons=[NewPerson("甲一", "f", date(1990, 1, 1))])[0]
    officer = replace(system, user_id=1)
    appoint_person(by=officer, at=now(), line=Seating(post.pk, person, date(2026, 6, 1)))
    pages = {}
    for county in ("231221", "231222"):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user_at("county_officer", county))
        pages[county] = client.get("/").content.decode()
    assert "Somebody was appointed" in pages["231221"]
    assert "Somebody was appointed" not in pages["231222"]
    assert "Nothing has happened in your area yet." in pages["231222"]
