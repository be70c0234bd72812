"""Lists of requests: a county with 200,000 of a province's million, against bare reads; on a database of its own.

The list of a place counts what is asked for and reads a page of it. Dense areas are walked by time, sparse ones by key.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from bench.measure import milliseconds, report

REQUESTS, IN_COUNTY = 1_000_000, 200_000
LIMIT_MS = 100.0
TIMES = 7
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
DAYS = 730
COUNTY, SPARSE = 231221, 231222
WORDS = ["路灯不亮", "垃圾没清", "水沟堵了", "停电两天", "井盖坏了", "地界不清", "桥栏松动", "道路塌陷"]
COLUMNS = (
    "id",
    "code",
    "place_id",
    "village_id",
    "key",
    "channel",
    "text",
    "where_text",
    "digest",
    "attributes",
    "private",
    "received_at",
    "category_id",
    "urgency",
    "state",
    "desk_place_id",
    "desk_type_id",
    "dispatches",
    "designated",
    "level",
    "dispatched_at",
    "answer_by",
    "answered_at",
    "closed_at",
    "version",
)


def _text_of(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _county_of(number: int, dice: random.Random) -> int:
    """Every fifth lies in the county asked for, one in 200 in a small one, the others all over the province."""
    if number % 5 == 0:
        return COUNTY
    return SPARSE if number % 200 == 1 else 230100 + dice.randrange(1, 1200)


def _rows(place_id: int, type_id: int, categories: list[int]) -> Iterator[tuple[Any, ...]]:
    """Requests of two years in the order of time; the last weeks are open."""
    dice = random.Random(7)
    for number in range(1, REQUESTS + 1):
        at = NOW - timedelta(days=DAYS) + number * timedelta(days=DAYS) / REQUESTS
        county = _county_of(number, dice)
        key = county * 10**9 + (100 + dice.randrange(20)) * 10**6 + (200 + dice.randrange(15)) * 10**3
        key += 1 + dice.randrange(4)
        is_open = NOW - at < timedelta(days=20) or number % 100 == 0
        state = dice.choice(["new", "accepted", "in_hand"]) if is_open else "closed"
        done = None if is_open else _text_of(at + timedelta(days=3))
        text = f"{dice.choice(WORDS)}，第{number}件，请派人来看看，已经好几天了，老人孩子走路不方便。"
        yield (
            number,
            f"R{number:09d}",
            place_id,
            place_id,
            key,
            dice.choice(["web", "worker", "open311"]),
            text,
            "村口第三个电线杆旁",
            "",
            "{}",
            dice.random() < 0.1,
            _text_of(at),
            dice.choice(categories),
            dice.choice(["ordinary", "ordinary", "urgent", "complex"]),
            state,
            place_id,
            type_id,
            1,
            False,
            0,
            _text_of(at),
            _text_of(at + timedelta(days=7)),
            done,
            done,
            1,
        )


def _fill() -> None:
    from django.db import connection

    from headgoose.casework.models import Category, Request
    from headgoose.kernel.bulk import insert_rows
    from headgoose.kernel.writing import writing
    from headgoose.people.models import PostType
    from headgoose.places.models import Place

    place = Place.objects.create(made_at=NOW)
    type_ = PostType.objects.get(code="county_officer")
    categories = list(Category.objects.values_list("pk", flat=True))
    # Indexes are laid afterwards, as they would lie in the end: a million rows in the order of time are soon there.
    with writing(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'casework_request' "
            "AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%'"
        )
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        insert_rows(Request, COLUMNS, _rows(place.pk, type_.pk, categories))
        for _name, sql in indexes:
            cursor.execute(sql)


def _median(work: Callable[[], Any]) -> float:
    work()
    return statistics.median(milliseconds(work) for _turn in range(TIMES))


def _lists() -> Iterator[tuple[str, float, float]]:
    """For each list: its name, the time of the count with a page, and that of a bare read of the same rows."""
    from headgoose.casework.listing import Asked, Group, RequestList, Sort
    from headgoose.casework.queries import Sight
    from headgoose.kernel.area import Level, area_of

    county = area_of(COUNTY * 10**9, Level.COUNTY)
    sparse = area_of(SPARSE * 10**9, Level.COUNTY)
    province = area_of(23 * 10**13, Level.PROVINCE)
    sight = Sight(wide=(province,))
    everything = Asked(NOW, Group.ALL, sort=Sort.NEWEST)
    asked = {
        "county, all, newest first": (county, everything, 0),
        "county, all, the last page": (county, everything, IN_COUNTY - 50),
        "county, open, due first": (county, Asked(NOW), 0),
        "county, late": (county, Asked(NOW, late=True), 0),
        "county, one category": (county, Asked(NOW, Group.ALL, category="road", sort=Sort.NEWEST), 0),
        "county, one category and urgency, a month": (
            county,
            Asked(
                NOW,
                Group.ALL,
                category="road",
                urgency="urgent",
                since=date(2026, 5, 1),
                until=date(2026, 5, 31),
                sort=Sort.NEWEST,
            ),
            0,
        ),
        "county, words": (county, Asked(NOW, Group.ALL, words="桥栏松动", sort=Sort.NEWEST), 0),
        "small county, all, newest first": (sparse, everything, 0),
    }
    for name, (area, wanted, start) in asked.items():
        found = RequestList(sight, area, wanted)
        page = _median(partial(_read, found, start))
        yield name, page, _bare(area.low, area.high)


def _read(found: Any, start: int) -> None:
    len(found)
    found[start : start + 50]


def _bare(low: int, high: int) -> float:
    """Counting a range of an index and reading fifty rows by their ids, by hand."""
    from django.db import connection

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM casework_request WHERE key >= %s AND key < %s", [low, high])
            cursor.fetchone()
            cursor.execute("SELECT * FROM casework_request WHERE key >= %s AND key < %s LIMIT 50", [low, high])
            cursor.fetchall()

    return _median(read)


def main() -> bool:
    """Fill and read."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    _fill()
    print(f"{REQUESTS:,} requests laid in {time.perf_counter() - started:.0f} s", flush=True)
    rows: list[tuple[str, float, str, float | None]] = []
    for name, page, bare in _lists():
        rows.append((f"{name}: count and a page", page, "ms", LIMIT_MS))
        rows.append(("    against a bare count and fifty rows", page / bare, "times", None))
    return report(f"A county with {IN_COUNTY:,} of {REQUESTS:,} requests", rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="headgoose-bench-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
        os.environ["HEADGOOSE_HOME"] = folder
        import django

        django.setup()
        raise SystemExit(0 if main() else 1)
