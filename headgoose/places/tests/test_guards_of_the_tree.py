"""What the database itself refuses, whoever asks."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from headgoose.kernel.clock import FOREVER, now
from headgoose.places.models import Mark, Place, PlaceEvent, Span, Succession

pytestmark = pytest.mark.django_db
NEW_NAME = {"pinyin": "x", "initials": "x", "name": "x"}


def refused(write: Any) -> bool:
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return True
    return False


def sql(statement: str, *values: Any) -> Any:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


def copy_of(span: Span, **changes: Any) -> Any:
    facts = {
        "place_id": span.place_id,
        "parent_id": span.parent_id,
        "key": span.key,
        "kind": span.kind,
        "start_on": span.start_on,
        "end_on": span.end_on,
    }
    return lambda: Span.objects.create(**NEW_NAME | facts | changes)


def test_a_place_has_one_span_at_a_time(tree: Any) -> None:
    county = tree["231221"]
    assert refused(copy_of(county, key=231299000000000))
    Span.objects.filter(pk=county.pk).update(end_on=date(2026, 1, 1))
    assert refused(copy_of(county, start_on=date(2025, 12, 31)))
    assert not refused(copy_of(county, start_on=date(2026, 1, 1)))


def test_a_code_belongs_to_one_place_at_a_time(tree: Any) -> None:
    other = Place.objects.create(made_at="2026-01-01T00:00Z")
    village = tree["231221100200"]
    assert refused(copy_of(village, place_id=other.pk))
    assert refused(copy_of(village, place_id=other.pk, kind=51))
    assert not refused(copy_of(village, place_id=other.pk, kind=60, key=village.key + 900))


def test_the_same_number_at_two_levels_is_two_codes(tree: Any) -> None:
    other = Place.objects.create(made_at="2026-01-01T00:00Z")
    assert not refused(copy_of(tree["23"], place_id=other.pk, kind=20))


def test_an_update_cannot_bring_two_places_together(tree: Any) -> None:
    key = tree["231221"].key
    assert refused(lambda: Span.objects.filter(pk=tree["231222"].pk).update(key=key))
    assert refused(sql("UPDATE places_span SET key = %s WHERE id = %s", key, tree["231222"].pk))


def test_a_span_has_a_length(tree: Any) -> None:
    county = tree["231221"]
    assert refused(lambda: Span.objects.filter(pk=county.pk).update(end_on=county.start_on))
    assert refused(sql("UPDATE places_span SET end_on = %s WHERE id = %s", "2015-01-01", county.pk))


def test_history_is_not_deleted(tree: Any) -> None:
    grid = tree["231221100200001"]
    assert refused(lambda: Span.objects.filter(pk=grid.pk).delete())
    assert refused(sql("DELETE FROM places_span WHERE id = %s", grid.pk))
    assert refused(sql("DELETE FROM places_place WHERE id = %s", grid.place_id))
    lone = Place.objects.create(made_at="2026-01-01T00:00Z")
    assert refused(lone.delete)
    with pytest.raises(ProtectedError):
        grid.place.delete()
    assert Span.objects.filter(pk=grid.pk, end_on=FOREVER).exists()


def test_a_mark_has_a_length(tree: Any) -> None:
    day = date(2026, 1, 1)
    place = tree.place("231221")
    assert refused(lambda: Mark.objects.create(place=place, kind="border", start_on=day, end_on=day, source="x"))


def passed_on(tree: Any, share_ppm: int, to_code: str, event: PlaceEvent) -> Any:
    places = {"from_place": tree.place("231221100200"), "to_place": tree.place(to_code)}
    return lambda: Succession.objects.create(event=event, share_ppm=share_ppm, **places)


def test_shares_of_a_place_in_an_event_do_not_exceed_the_whole(tree: Any) -> None:
    facts = {"kind": "split", "effective_on": date(2026, 1, 1), "document": "x", "made_at": now()}
    event, other = (PlaceEvent.objects.create(**facts) for _one in range(2))
    assert not refused(passed_on(tree, 600_000, "231221100201", event))
    assert refused(passed_on(tree, 400_001, "231221101200", event))
    assert not refused(passed_on(tree, 400_000, "231221101200", event))
    assert refused(passed_on(tree, 1_000_001, "231221101200", other))
    assert refused(passed_on(tree, 0, "231221101200", other))


def test_events_of_the_map_are_never_edited(tree: Any) -> None:
    facts = {"kind": "merge", "effective_on": date(2026, 1, 1), "document": "x", "made_at": now()}
    event = PlaceEvent.objects.create(**facts)
    passed_on(tree, 1_000_000, "231221100201", event)()
    for table in ("places_placeevent", "places_succession"):
        assert refused(sql(f"DELETE FROM {table}"))
    assert refused(sql("UPDATE places_placeevent SET document = 'y'"))
    assert refused(sql("UPDATE places_succession SET share_ppm = 1"))
