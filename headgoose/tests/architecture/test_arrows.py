"""Foreign keys, addresses and templates point to the same room or a lower one."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.urls import get_resolver

from headgoose.people.models import Person
from headgoose.tests.architecture import arrows
from headgoose.tests.architecture.source import PACKAGE, ROOMS, Source, sources, template_owners, walk


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("headgoose.")]


def address_owners() -> dict[str, str]:
    return {pattern.name: room for _, pattern, room in walk(get_resolver().url_patterns) if pattern.name}


def test_every_room_stands_in_the_order_of_the_house() -> None:
    beside = {"locale", "tests", "__pycache__"}
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py"))} - beside
    assert folders <= set(ROOMS)


def test_foreign_keys_point_downwards() -> None:
    assert arrows.foreign_key_faults(own_models()) == []


def test_addresses_are_of_the_same_room_or_a_lower_one() -> None:
    assert arrows.address_faults(sources(".py", ".html"), address_owners()) == []


def test_templates_are_of_the_same_room_or_a_lower_one() -> None:
    assert arrows.template_faults(sources(".py", ".html"), template_owners()) == []


@isolate_apps("headgoose.places")
def test_a_planted_foreign_key_upwards_is_found() -> None:
    class Planted(models.Model):
        person = models.ForeignKey(Person, models.PROTECT)

        class Meta:
            app_label = "places"

    Planted.__module__ = "headgoose.places.models.planted"
    assert arrows.foreign_key_faults([Planted]) == ["places.Planted.person points up to people"]


def test_a_planted_address_upwards_is_found() -> None:
    owners = {"home": "web", "place": "places"}
    planted = [
        Source("places", "places/a.html", """{% url 'home' %} {% url "place" code %}"""),
        Source(
            "people", "people/b.py", """redirect("home"); reverse("place"); redirect("/elsewhere"); reverse("gone")"""
        ),
    ]
    assert arrows.address_faults(planted, owners) == [
        "places/a.html: address home belongs to web, above places",
        "people/b.py: address home belongs to web, above people",
        "people/b.py: address gone does not exist",
    ]


def test_a_planted_template_upwards_is_found() -> None:
    owners = {"base.html": "look", "people/person.html": "people"}
    planted = [
        Source("places", "places/a.html", """{% extends "base.html" %}{% include "people/person.html" %}"""),
        Source("places", "places/b.py", """render(request, "people/person.html")"""),
    ]
    assert arrows.template_faults(planted, owners) == [
        "places/a.html: template people/person.html belongs to people, above places",
        "places/b.py: template people/person.html belongs to people, above places",
    ]
