"""An order of 12,000 tenures over the whole province: preview, issue and reversal, against bare inserts in one run.

Works on a copy of the demo, which it throws away.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.measure import report, start

LINES = 12_000
PREVIEW, ISSUE, REVERSAL = 5.0, 10.0, 10.0
HELD = """
SELECT t.id FROM people_tenure t WHERE t.end_on = %s AND t.start_on <= %s AND t.type_id IN
(SELECT id FROM people_posttype WHERE code IN ('secretary', 'grid_worker', 'village_accountant')) ORDER BY t.id LIMIT %s
"""
TENURES = """
SELECT t.id, t.post_id, t.type_id, t.place_id, t.person_id, t.how FROM people_tenure t JOIN people_post p
ON p.id = t.post_id WHERE p.end_on = '9999-12-31' ORDER BY t.id DESC LIMIT %s
"""
ACTS = """
SELECT id + %s, at, actor_label, user_id, origin, room, verb, subject, touches_from FROM records_act
ORDER BY id DESC LIMIT %s
"""


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long one call takes, and what it gives."""
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def copy_of_demo() -> Path:
    """A folder with a copy of the demo in HEADGOOSE_HOME; the environment points there from now on."""
    home = Path(os.environ.get("HEADGOOSE_HOME", "var"))
    folder = Path(tempfile.mkdtemp(prefix="headgoose-bench-"))
    for file in home.glob("headgoose.sqlite3*"):
        shutil.copy(file, folder / file.name)
    os.environ["HEADGOOSE_HOME"] = str(folder)
    return folder


def officers() -> list[Any]:
    """Two people who may appoint in the whole province."""
    from headgoose.kernel.actor import Actor, Grant
    from headgoose.kernel.area import Level
    from headgoose.kernel.rights import Right
    from headgoose.people.models import Person
    from headgoose.places.models import Kind, Span

    area = Span.objects.filter(kind=Kind.PROVINCE).order_by("pk")[0].area
    grants = tuple(Grant(right, area, Level.PROVINCE) for right in (Right.READ, Right.APPOINT))
    people = Person.objects.order_by("pk")[:2]
    return [
        Actor(label=person.name, user_id=person.pk, person_id=person.pk, grants=grants, origin="bench")
        for person in people
    ]


def lines_to_issue(today: Any) -> list[Any]:
    """Two thirds of the lines end tenures; the others seat somebody new in half of the seats that are left."""
    from django.db import connection

    from headgoose.kernel.clock import FOREVER
    from headgoose.orders.actions.drafting import DraftLine
    from headgoose.people.actions.persons import NewPerson
    from headgoose.people.models import Tenure

    day = today + timedelta(days=30)
    with connection.cursor() as cursor:
        cursor.execute(HELD, [FOREVER, today, LINES])
        held = [row[0] for row in cursor.fetchall()]
    third = LINES // 3
    seats = dict(Tenure.objects.filter(pk__in=held[:third]).values_list("pk", "post_id"))
    letters = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
    names = (f"新{a}{b}{c}" for a in letters for b in letters for c in letters * 2)
    newcomer = (NewPerson(name, "f", today.replace(year=today.year - 30)) for name in names)
    lines = [DraftLine("end", tenure_id=pk, end_on=day, reason="resigned") for pk in held]
    seated = [DraftLine("appoint", post_id=seats[pk], newcomer=next(newcomer), start_on=day) for pk in held[:third]]
    return [*lines[: LINES - third], *seated]


def main() -> bool:
    """Draw up, preview, approve, issue and take back."""
    folder = copy_of_demo()
    try:
        start()
        return measured()
    finally:
        shutil.rmtree(folder)


def measured() -> bool:
    """The measures as a table."""
    from headgoose.kernel.clock import now, today
    from headgoose.orders.actions.drafting import draft_order
    from headgoose.orders.actions.issuing import issue_paper
    from headgoose.orders.actions.reversing import propose_reversal, reverse_order
    from headgoose.orders.actions.steps import approve_order, submit_order
    from headgoose.orders.weighing import weigh_paper
    from headgoose.places.models import Kind, Span

    maker, second = officers()
    place_id = Span.objects.filter(kind=Kind.PROVINCE).order_by("pk")[0].place_id
    lines = lines_to_issue(today())
    heading = {"number": "试1号", "title": "试验", "place_id": place_id, "effective_on": today()}
    drafted, paper = seconds(lambda: draft_order(by=maker, at=now(), lines=lines, **heading))
    preview, outcome = seconds(lambda: weigh_paper(maker, today(), paper))
    print(f"{len(outcome.where):,} lines, {len(outcome.faults)} faults, {len(outcome.vacated):,} seats left empty")
    submitted, _paper = seconds(lambda: submit_order(by=maker, at=now(), paper_id=paper.pk))
    approved, _paper = seconds(lambda: approve_order(by=second, at=now(), paper_id=paper.pk))
    issued, _paper = seconds(lambda: issue_paper(by=maker, at=now(), paper_id=paper.pk))
    propose_reversal(by=maker, at=now(), paper_id=paper.pk, why="试验之后撤回")
    reversed_, _paper = seconds(lambda: reverse_order(by=second, at=now(), paper_id=paper.pk))
    bare = bare_inserts()
    rows = [
        ("lines drawn up", drafted, "s", None),
        ("preview", preview, "s", PREVIEW),
        ("submitted", submitted, "s", None),
        ("approved by a second person", approved, "s", None),
        ("issued, with an act for each line", issued, "s", ISSUE),
        ("taken back, with an act for each line", reversed_, "s", REVERSAL),
        ("bare inserts of as many tenures and acts, same tables and guards", bare, "s", None),
        ("issue against bare inserts", issued / bare, "x", None),
        ("reversal against bare inserts", reversed_ / bare, "x", None),
    ]
    return report(f"An order of {len(lines):,} lines over the whole province", rows)


def bare_inserts() -> float:
    """As many rows of the tables that an issue writes, by executemany, rolled back."""
    from django.db import connection, transaction

    far, first = 10**9, date(3000, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(TENURES, [LINES])
        days = [(first + timedelta(n)).isoformat() for n in range(LINES + 1)]
        # Each on a day of its own, so that none meets another.
        tenures = [(far + row[0], *row[1:], *days[n : n + 2]) for n, row in enumerate(cursor.fetchall())]
        cursor.execute(ACTS, [far, LINES])
        acts = list(cursor.fetchall())
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever sits in those seats makes room first, which is not counted.
        cursor.executemany(
            "UPDATE people_tenure SET end_on = '2999-01-01' WHERE post_id = %s AND end_on > '2999-01-01'",
            {(row[1],) for row in tenures},
        )
        begun = time.perf_counter()
        cursor.executemany(
            "INSERT INTO people_tenure (id, post_id, type_id, place_id, person_id, how, start_on, end_on, "
            "end_reason, known_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '2026-01-01 00:00:00')",
            tenures,
        )
        cursor.executemany(
            "INSERT INTO records_act (id, at, actor_label, user_id, origin, room, verb, subject, touches_from) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            acts,
        )
        took = time.perf_counter() - begun
        transaction.set_rollback(True)
    return took


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
