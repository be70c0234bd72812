"""Whistles lie where their places went; a place where the whistle is blown is not closed."""

from datetime import date
from typing import Any

from headgoose.casework.actions.whistling import withdraw_whistle
from headgoose.casework.models import Whistle
from headgoose.casework.tests.conftest import VILLAGE, Net
from headgoose.casework.tests.whistling import blow
from headgoose.casework.whistles_moving import follow_if_needed, reasons_against_closing
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import key_of
from headgoose.kernel.registries import MapOutcome
from headgoose.places.models import Span
from headgoose.records.models import Act

ON = date(2026, 7, 1)
ELSEWHERE = "231221101205"


def outcome(**said: Any) -> MapOutcome:
    """A change of the map."""
    return MapOutcome(**{"on": ON, "document": "测〔2026〕1号", "closed": {}, "made": {}, "place_key": None, **said})


def test_a_place_with_another_code_takes_its_whistles_along(net: Net, system: Actor) -> None:
    whistle = blow(net)
    old = net.tree[VILLAGE]
    Span.objects.filter(pk=old.pk).update(end_on=ON)
    Span.objects.create(
        place_id=old.place_id,
        parent_id=net.tree["231221101"].place_id,
        key=key_of(ELSEWHERE),
        kind=old.kind,
        name=old.name,
        pinyin=old.pinyin,
        initials=old.initials,
        start_on=ON,
    )
    follow_if_needed(system, net.at, outcome())
    assert Whistle.objects.get(pk=whistle.pk).key == key_of(ELSEWHERE)
    assert Act.objects.filter(verb="casework.move_whistles").count() == 1
    follow_if_needed(system, net.at, outcome())
    assert Act.objects.filter(verb="casework.move_whistles").count() == 1


def test_a_closed_place_leaves_its_whistles_to_its_heir(net: Net, system: Actor) -> None:
    whistle = blow(net)
    old, heir = net.tree[VILLAGE], net.tree["231221100201"]
    Span.objects.filter(pk=old.pk).update(end_on=ON)
    follow_if_needed(system, net.at, outcome(closed={old.place_id: [(heir.place_id, 1_000_000)]}))
    assert Whistle.objects.get(pk=whistle.pk).key == heir.key


def test_a_place_is_not_closed_while_the_whistle_is_blown_there(net: Net) -> None:
    whistle = blow(net)
    place = net.tree[VILLAGE].place_id
    assert set(reasons_against_closing([place, net.tree["231221100201"].place_id], ON)) == {place}
    withdraw_whistle(by=net.actor("secretary"), at=net.at, whistle_id=whistle.pk, text="已经解决了")
    assert reasons_against_closing([place], ON) == {}
