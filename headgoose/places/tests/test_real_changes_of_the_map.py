"""What really happened to the map of Heilongjiang, done again: see real/README.md for the sources."""

import csv
import gzip
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import headgoose
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.places.actions import apply_map_change, preview_map_change, recode_place
from headgoose.places.changes import MapChange
from headgoose.places.lineage import lineage
from headgoose.places.models import WHOLE_PPM, EventKind, Span, TreeImport
from headgoose.places.queries import find_span, get_span
from headgoose.places.reading_changes import read_steps
from headgoose.places.tests.conftest import tree_on

pytestmark = pytest.mark.django_db
Bring = Callable[..., TreeImport]
REAL = Path(__file__).with_name("real")
BEGINNING, BEFORE, CHANGED, AFTER = date(2016, 1, 1), date(2018, 10, 31), date(2019, 7, 13), date(2019, 10, 31)
DOCUMENT, TITLE = "国函〔2019〕48号", "国务院关于同意黑龙江省调整伊春市部分行政区划的批复"
OLD_DISTRICTS = {f"2307{number:02}" for number in range(2, 17)}


def rows_of(name: str) -> list[list[str]]:
    with (REAL / name).open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def divisions_of_2023() -> list[list[str]]:
    path = Path(headgoose.__file__).parent / "demo" / "data" / "heilongjiang_divisions.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def counties_on(day: date) -> dict[str, str]:
    return {code: name for code, name, _kind in tree_on(day) if len(code) == 6}


def stem(name: str) -> str:
    """The name of a township without what its kind was called that year."""
    return re.sub("(街道办事处|街道|地区|生活区)$", "", name).replace("社区一", "社区").replace("育林一", "育林")


@pytest.fixture
def yichun(bring_in: Bring) -> None:
    """Yichun as it was in 2018, in its province."""
    bring_in([("23", "黑龙江省", "province"), *rows_of("yichun_2018.csv")], BEGINNING)


@pytest.fixture
def change() -> MapChange:
    reading = read_steps((REAL / "yichun_2019_steps.csv").read_bytes())
    assert reading.problems == []
    return MapChange(DOCUMENT, CHANGED, tuple(reading.steps), TITLE, reading.numbers)


@pytest.fixture
def reorganised(yichun: None, change: MapChange, system: Actor) -> None:
    events = apply_map_change(by=system, at=now(), change=change)
    assert [event.kind for event in events].count(EventKind.MERGE) == 6


@pytest.mark.usefixtures("reorganised")
def test_yichun_has_the_counties_of_2023_after_its_reorganisation() -> None:
    said = {code: name for code, name, kind in divisions_of_2023() if kind == "county" and code.startswith("2307")}
    assert counties_on(CHANGED) == said
    assert len(said) == 10
    assert said == {code: name for code, name in rows_of("yichun_2019.csv") if len(code) == 6}


@pytest.mark.usefixtures("reorganised")
def test_yichun_of_2018_is_still_there_as_it_was() -> None:
    assert [code for code, _name, _kind in tree_on(BEFORE)] == [
        "23",
        *sorted(row[0] for row in rows_of("yichun_2018.csv")),
    ]
    assert set(counties_on(BEFORE)) >= OLD_DISTRICTS
    assert not set(counties_on(CHANGED)) & OLD_DISTRICTS


@pytest.mark.usefixtures("reorganised")
def test_every_township_of_yichun_kept_its_identity() -> None:
    before = set(Span.objects.on(BEFORE).filter(kind=40).values_list("place_id", flat=True))
    after = set(Span.objects.on(CHANGED).filter(kind=40).values_list("place_id", flat=True))
    assert before == after
    for old in Span.objects.on(BEFORE).filter(kind=40):
        assert Span.objects.on(CHANGED).get(place_id=old.place_id).name == old.name


@pytest.mark.usefixtures("reorganised")
def test_townships_of_yichun_have_the_codes_of_the_edition_after(change: MapChange) -> None:
    edition = {code: name for code, name in rows_of("yichun_2019.csv") if len(code) == 9}
    said = [(old, new) for old, new in change.numbers.items() if len(new) == 9]
    assert len(said) > 150
    for old, new in said:
        assert get_span(new, CHANGED).place_id == get_span(old, BEFORE).place_id
        assert stem(edition[new]) == stem(get_span(old, BEFORE).name)
    assert get_span("230725101", CHANGED).name == "朗乡镇"
    assert get_span("230725002", CHANGED).place_id == get_span("230713002", BEFORE).place_id, "带岭区 took all along"


def test_free_numbers_are_those_that_the_statisticians_gave(yichun: None, change: MapChange, system: Actor) -> None:
    alone = MapChange(DOCUMENT, CHANGED, tuple(step for step in change.steps if step.codes[0] in ("230702", "230708")))
    assert len(alone.steps) == 1
    plan = preview_map_change(by=system, at=now(), change=alone)
    given = {node.code for node in plan.changed if not node.gone}
    assert given == {code for code, _name in rows_of("yichun_2019.csv") if code.startswith("230717") and len(code) == 9}
    assert {node.code for node in plan.changed if node.was and node.was.code == "230708002"} == {"230717017"}
    assert find_span("230717", CHANGED) is None, "a preview writes nothing"


@pytest.mark.usefixtures("reorganised")
def test_what_the_districts_of_yichun_were_lies_in_what_they_became() -> None:
    names = {span.place_id: span.name for day in (BEFORE, AFTER) for span in Span.objects.on(day).filter(kind=30)}
    found: dict[str, dict[str, int]] = {}
    for link in lineage(BEFORE, AFTER):
        found.setdefault(names[link.from_place_id], {})[names[link.to_place_id]] = link.share_ppm
    whole = {name: {heir: WHOLE_PPM} for heir, names in HEIRS.items() for name in names}
    assert found == {**whole, "乌马河区": {"乌翠区": 900_000, "伊美区": 100_000}}
    assert lineage(CHANGED, AFTER) == []


HEIRS = {
    "伊美区": ["伊春区", "美溪区"],
    "乌翠区": ["翠峦区"],
    "友好区": ["友好区", "上甘岭区"],
    "金林区": ["西林区", "金山屯区"],
    "汤旺县": ["汤旺河区", "乌伊岭区"],
    "丰林县": ["新青区", "红星区", "五营区"],
}


@pytest.mark.parametrize(
    ("old", "new", "was", "became", "on"),
    [
        ("230833", "230883", "抚远县", "抚远市", date(2016, 6, 1)),
        ("232723", "232701", "漠河县", "漠河市", date(2018, 2, 24)),
        ("231121", "231183", "嫩江县", "嫩江市", date(2019, 8, 9)),
    ],
)
def test_a_county_that_became_a_city_is_the_same_place_with_all_below(
    bring_in: Bring, system: Actor, old: str, new: str, was: str, became: str, on: date
) -> None:
    above = [row for row in divisions_of_2023() if row[0] in ("23", new[:4])]
    now_said = [row for row in divisions_of_2023() if row[0].startswith(new)]
    assert now_said[0][1] == became
    then = [[old + code[6:], was if code == new else name, kind] for code, name, kind in now_said]
    bring_in([*above, *then], BEGINNING)
    recode_place(by=system, at=now(), document="国务院批准", on=on, code=old, new_code=new, name=became)
    after = [(code, name) for code, name, _kind in tree_on(on)]
    assert after == sorted((code, name) for code, name, _kind in [*above, *now_said])
    assert [code for code, _name, _kind in tree_on(BEGINNING)] == sorted(row[0] for row in [*above, *then])
    assert get_span(old, BEGINNING).place_id == get_span(new, on).place_id
    assert lineage(BEGINNING, on) == []


def test_the_file_of_steps_is_read_as_it_is_in_gbk_too() -> None:
    plain = (REAL / "yichun_2019_steps.csv").read_text(encoding="utf-8")
    assert read_steps(plain.encode("gbk")).steps == read_steps(plain.encode()).steps
