"""Dated facts of places, and their shapes."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.actions import end_mark, import_outlines, set_mark
from headgoose.places.models import Mark, MarkKind, Outline
from headgoose.places.queries import marks_of

ON = date(2026, 6, 1)
RING = [[126.0, 45.0], [127.0, 45.0], [127.0, 46.0], [126.0, 45.0]]

pytestmark = pytest.mark.django_db


def feature(code: str, kind: str = "Polygon", coordinates: Any = None) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates or [RING]},
    }


def shapes(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_mark_is_set_once_ended_and_may_be_set_again(tree: Any, system: Actor) -> None:
    say: dict[str, Any] = {"by": system, "at": now(), "code": "231221", "kind": MarkKind.BORDER}
    set_mark(**say, start_on=date(2020, 1, 1), source="province list 2020")
    with pytest.raises(Refused) as refusal:
        set_mark(**say, start_on=ON, source="again")
    assert refusal.value.because is Because.CONFLICT
    end_mark(**say, on=ON)
    with pytest.raises(Refused):
        end_mark(**say, on=date(2026, 7, 1))
    set_mark(**say, start_on=ON, source="province list 2026")
    assert [mark.start_on for mark in marks_of(tree["231221"].place_id)] == [ON, date(2020, 1, 1)]


def test_a_mark_begins_and_ends_at_most_five_years_ahead(tree: Any, system: Actor) -> None:
    say: dict[str, Any] = {"by": system, "at": now(), "code": "231221", "kind": MarkKind.BORDER}
    with pytest.raises(Refused, match="五年"):
        set_mark(**say, start_on=date(2031, 6, 2), source="province list")
    set_mark(**say, start_on=ON, source="province list")
    with pytest.raises(Refused, match="五年"):
        end_mark(**say, on=date(2031, 6, 2))
    end_mark(**say, on=date(2031, 6, 1))


@pytest.mark.parametrize("source", ["", " ", "x" * 201, "a\0b"])
def test_a_mark_names_its_source(tree: Any, system: Actor, source: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_mark(by=system, at=now(), code="231221", kind=MarkKind.BORDER, start_on=ON, source=source)
    assert refusal.value.field == "source"


def test_marks_and_outlines_need_the_right_to_import(tree: Any, actor_at: Callable[..., Actor]) -> None:
    other = actor_at("231222", Right.IMPORT_PLACES)
    with pytest.raises(Refused):
        set_mark(by=other, at=now(), code="231221", kind=MarkKind.BORDER, start_on=ON, source="x")
    with pytest.raises(Refused):
        import_outlines(by=other, at=now(), geojson=shapes(feature("231221")), source="x")
    assert import_outlines(by=other, at=now(), geojson=shapes(feature("231222")), source="x") == 1
    assert not Mark.objects.exists()


def test_outlines_are_taken_and_taken_again(tree: Any, system: Actor) -> None:
    both = shapes(feature("231221"), feature("231222", "MultiPolygon", [[RING, RING], [RING]]))
    assert import_outlines(by=system, at=now(), geojson=both, source="one") == 2
    assert import_outlines(by=system, at=now(), geojson=both, source="two") == 2
    assert {outline.source for outline in Outline.objects.all()} == {"two"}
    assert Outline.objects.get(place=tree.place("231222")).rings == [RING, RING]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "{}",
        "[]",
        shapes(),
        shapes(feature("999999")),
        shapes(feature("231221", "Point", [1, 2])),
        shapes({"type": "Feature", "properties": None, "geometry": None}),
        shapes(feature("231221", "Polygon", [[["a", 1]]])),
        shapes(feature("231221")).replace("45.0", "NaN"),
    ],
)
def test_what_is_no_outline_of_a_county_is_refused_whole(tree: Any, system: Actor, text: str) -> None:
    with pytest.raises(Refused):
        import_outlines(by=system, at=now(), geojson=text, source="x")
    assert not Outline.objects.exists()
