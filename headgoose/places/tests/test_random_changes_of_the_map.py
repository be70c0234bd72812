"""Any sequence of changes leaves a tree in which every village has one chain of parents, and the past as it was."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from headgoose.kernel.actor import system_actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import FOREVER, now
from headgoose.kernel.refusal import Refused
from headgoose.places.actions import apply_map_change
from headgoose.places.changes import MapChange, Part, Step
from headgoose.places.lineage import lineage
from headgoose.places.models import WHOLE_PPM, EventKind, Place, Span, Succession
from headgoose.places.names import spell

pytestmark = pytest.mark.django_db
START = date(2018, 1, 1)
DAYS = [START + timedelta(days=300 * step) for step in range(1, 7)]
BY = system_actor("test", "test")
Snapshot = dict[int, tuple[int, int | None, int, str]]


def plant() -> None:
    """A prefecture with three counties of two townships of two villages of two grids."""
    codes = ["23", "2312"]
    for county in ("231221", "231222", "231223"):
        codes.append(county)
        for township in (f"{county}100", f"{county}101"):
            codes += [township, *(f"{township}{village}" for village in (200, 201))]
            codes += [f"{township}{village}00{grid}" for village in (200, 201) for grid in (1, 2)]
    places: dict[str, int] = {}
    pinyin, initials = spell(["村"])[0]
    for code in sorted(codes, key=len):
        kind = {2: 10, 4: 20, 6: 30, 9: 40, 12: 50, 15: 60}[len(code)]
        above = max((other for other in places if code.startswith(other)), key=len, default="")
        place = Place.objects.create(made_at=now())
        Span.objects.create(
            place=place,
            parent_id=places.get(above),
            key=int(code.ljust(15, "0")),
            kind=kind,
            name=f"村{code}",
            pinyin=pinyin,
            initials=initials,
            start_on=START,
        )
        places[code] = place.pk


def snapshot(day: date) -> Snapshot:
    rows = Span.objects.on(day).values_list("place_id", "key", "parent_id", "kind", "name")
    return {row[0]: row[1:] for row in rows}


def steps(draw: Any, day: date, number: int) -> tuple[tuple[Step, ...], dict[str, str]]:
    """Some steps on the tree as it is: sensible ones often enough, foolish ones too."""
    present = [span for span in Span.objects.on(day).order_by("kind", "key") if span.level > Level.PREFECTURE]
    found: list[Step] = []
    numbers: dict[str, str] = {}
    for order in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(list(EventKind)))
        level = draw(st.sampled_from([Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]))
        alike = [span for span in present if span.level is level]
        if not alike:
            continue
        span, other = (draw(st.sampled_from(alike)) for _one in range(2))
        parent = draw(st.sampled_from([s.code[: Level(level - 1).digits] for s in alike]))
        fresh = f"{span.code[: Level(level - 1).digits]}{draw(st.sampled_from(NUMBERS[level]))}"
        name = f"新{number}{order}"
        match kind:
            case EventKind.RENAME:
                found.append(Step(kind, (span.code,), (Part(name=name),)))
            case EventKind.RECODE:
                found.append(Step(kind, (span.code,), (Part(fresh),)))
            case EventKind.MOVE:
                found.append(Step(kind, (span.code,), (Part(parent),)))
            case EventKind.MERGE:
                into = draw(st.sampled_from([other.code, fresh, parent]))
                found.append(Step(kind, (span.code, other.code), (Part(into, name),)))
            case EventKind.SPLIT:
                first = draw(st.sampled_from(["", parent]))
                shares = draw(st.sampled_from([(None, None), (1, WHOLE_PPM - 1), (333_333, 666_667)]))
                found.append(
                    Step(kind, (span.code,), (Part(first, name, None, shares[0]), Part(fresh, name, None, shares[1])))
                )
                below = [s.code for s in present if s.parent_id == span.place_id]
                numbers |= dict.fromkeys(below[: draw(st.integers(0, len(below)))], fresh)
            case EventKind.CLOSE:
                found.append(Step(kind, (span.code,)))
    return tuple(found), numbers


NUMBERS = {
    Level.COUNTY: ["24", "25", "81", "21"],
    Level.TOWNSHIP: ["102", "200", "100"],
    Level.VILLAGE: ["202", "203", "001", "200"],
}


def check_tree(day: date) -> None:
    """One chain of parents each, told alike by parent and by code; no code twice."""
    present = snapshot(day)
    addresses = [(key, kind // 10) for key, _parent, kind, _name in present.values()]
    assert len(set(addresses)) == len(addresses)
    for key, parent_id, kind, _name in present.values():
        if kind // 10 > Level.PROVINCE:
            assert parent_id in present
            above = Level(kind // 10 - 1)
            parent_key, _grand, parent_kind, _parent_name = present[parent_id]
            assert (parent_key, parent_kind // 10) == (key - key % above.divisor, above)


def check_history() -> None:
    """The spans of a place follow each other without a gap."""
    ends: dict[int, date] = {}
    for place_id, start_on, end_on in Span.objects.order_by("start_on").values_list("place_id", "start_on", "end_on"):
        assert ends.get(place_id, start_on) == start_on
        ends[place_id] = end_on


def check_lineage(since: date, until: date) -> None:
    """Whatever was there is told where it is, wholly, in places that are there."""
    before, after = snapshot(since), snapshot(until)
    sums: dict[int, int] = defaultdict(int)
    for link in lineage(since, until):
        assert link.from_place_id in before
        assert link.to_place_id in after
        sums[link.from_place_id] += link.share_ppm
    assert set(sums.values()) <= {WHOLE_PPM}
    assert before.keys() - after.keys() <= sums.keys()


def check_chaining(days: list[date]) -> None:
    """Going in two stages comes to the same as going at once, but for rounding."""
    first, middle, last = days[0], days[len(days) // 2], days[-1]
    stages: list[dict[int, dict[int, Fraction]]] = []
    for since, until in ((first, middle), (middle, last), (first, last)):
        shares: dict[int, dict[int, Fraction]] = defaultdict(dict)
        for link in lineage(since, until):
            shares[link.from_place_id][link.to_place_id] = Fraction(link.share_ppm, WHOLE_PPM)
        stages.append(shares)
    one, two, whole = stages
    for place_id in snapshot(first):
        held: dict[int, Fraction] = defaultdict(Fraction)
        for heir, share in one.get(place_id, {place_id: Fraction(1)}).items():
            for last_heir, part in two.get(heir, {heir: Fraction(1)}).items():
                held[last_heir] += share * part
        told = whole.get(place_id, {place_id: Fraction(1)})
        assert all(abs(held[heir] - told.get(heir, 0)) < Fraction(20, WHOLE_PPM) for heir in {*held, *told})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sequence_of_changes_keeps_the_tree_whole(db: None, data: Any) -> None:
    with transaction.atomic():
        plant()
        seen = {START: snapshot(START)}
        for number, day in enumerate(DAYS):
            chosen, numbers = steps(data.draw, day, number)
            try:
                change = MapChange(f"第{number}号", day, chosen, numbers=numbers)
                with transaction.atomic():
                    apply_map_change(by=BY, at=now(), change=change)
            except Refused:
                event("refused")
            else:
                event("made")
            check_tree(day)
            seen[day] = snapshot(day)
        for day, was in seen.items():
            assert snapshot(day) == was, "the past is as it was"
            check_lineage(day, DAYS[-1])
        check_history()
        check_chaining(sorted(seen))
        for place_id in {row.from_place_id for row in Succession.objects.all()}:
            parts = Succession.objects.filter(from_place_id=place_id).values_list("event_id", "share_ppm")
            sums: dict[int, int] = defaultdict(int)
            for event_id, ppm in parts:
                sums[event_id] += ppm
            assert set(sums.values()) == {WHOLE_PPM}
        assert set(Span.objects.on(DAYS[-1]).values_list("end_on", flat=True)) == {FOREVER}
        transaction.set_rollback(True)
