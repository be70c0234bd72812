"""12,000 people, 8,968 villages, 30 places each: from the file to the pairs, from the stored pool to the stored plan.

Works on a database of its own with the province's tree and empty seats, which it throws away. The memory is that of
this process and of the solver's together at their highest; the solver's is at least what this one had when it began it.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.measure import report

PEOPLE, EDGES = 12_000, 30
SOLVE_S, MEMORY_MB = 10.0, 600.0
LETTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long one call takes, and what it gives."""
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def own_database() -> Path:
    """A folder with a migrated database; the environment points there from now on."""
    folder = Path(tempfile.mkdtemp(prefix="headgoose-bench-"))
    os.environ |= {"HEADGOOSE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    subprocess.run([sys.executable, "manage.py", "migrate"], check=True, capture_output=True)
    import django

    django.setup()
    return folder


def lay_ground(today: date) -> Any:
    """The province's tree, and two seats for graduates in every village; the place id of the province."""
    from headgoose.demo.build import _plant
    from headgoose.demo.scene import Scene, first_minute_of
    from headgoose.kernel.actor import system_actor
    from headgoose.people.actions.posts import establish_posts
    from headgoose.places.models import Kind

    scene = Scene(system_actor("bench", "bench"), first_minute_of(today), today, 23)
    _plant(scene, "province")
    villages = scene.sites[Kind.VILLAGE]
    seats = [(place, seat) for place in villages.ids.tolist() for seat in (1, 2)]
    type_ = scene.types["graduate"]
    establish_posts(by=scene.by, at=scene.at, type_=type_, seats=seats, start_on=scene.first_day)
    return scene


def officers(scene: Any) -> list[Any]:
    """Two people who may appoint in the whole province."""
    from headgoose.kernel.actor import Actor, Grant
    from headgoose.kernel.area import Level, area_of
    from headgoose.kernel.rights import Right
    from headgoose.people.models import Person
    from headgoose.places.models import Kind

    area = area_of(int(scene.sites[Kind.PROVINCE].keys[0]), Level.PROVINCE)
    grants = tuple(Grant(right, area, Level.PROVINCE) for right in (Right.READ, Right.APPOINT))
    found = []
    for number, name in enumerate(("试甲", "试乙"), 1):
        person = Person.objects.create(name=name, initials="s", sex="f", born_on=date(1980, 1, 1))
        found.append(Actor(label=name, user_id=number, person_id=person.pk, grants=grants, origin="bench"))
    return found


def file_of_people(scene: Any) -> bytes:
    """A list as a province would send it: a home village and three choices each."""
    import numpy as np

    from headgoose.places.models import Kind

    numbers = np.random.default_rng(12)
    keys = scene.sites[Kind.VILLAGE].keys // 1000
    homes = numbers.choice(keys, PEOPLE)
    lines = ["姓名,性别,出生日期,家乡,成绩,志愿1,志愿2,志愿3"]
    for n in range(PEOPLE):
        name = "试" + LETTERS[n // 576 % 24] + LETTERS[n // 24 % 24] + LETTERS[n % 24]
        born_on = date(1998, 1, 1) + timedelta(days=int(n % 1500))
        chosen = numbers.choice(keys, 3, replace=False)
        away = [key for key in chosen.tolist() if key // 1000 != homes[n] // 1000]
        choices = ",".join(str(key) for key in away) + "," * (3 - len(away))
        lines.append(f"{name},男,{born_on},{homes[n]},{60 + n % 40},{choices}")
    return "\n".join(lines).encode()


def drawn_up(scene: Any, by: Any) -> tuple[Any, dict[str, float]]:
    """A run with demand, pool and pairs that waits for a plan, and how long each part took."""
    from headgoose.dispatch.actions.drafting import demand_empty_seats, draft_run
    from headgoose.dispatch.actions.files import take_pool_file
    from headgoose.dispatch.actions.solving import start_solving
    from headgoose.dispatch.rules import Rule
    from headgoose.dispatch.weighing import IN_ORDER
    from headgoose.kernel.clock import now
    from headgoose.places.models import Kind

    start = scene.today + timedelta(days=60)
    rule = Rule(
        start,
        start.replace(year=start.year + 3),
        IN_ORDER,
        "bench",
        radius_km=120,
        edges_max=EDGES - 3,
        how="recruited",
    )
    run = draft_run(
        by=by,
        at=now(),
        number="试1号",
        title="试验",
        place_id=int(scene.sites[Kind.PROVINCE].ids[0]),
        type_id=scene.types["graduate"].pk,
        rule=rule,
    )
    took = {}
    took["demand"], _run = seconds(lambda: demand_empty_seats(by=by, at=now(), run_id=run.pk, least=1))
    content = file_of_people(scene)
    took["file"], file = seconds(
        lambda: take_pool_file(by=by, at=now(), run_id=run.pk, file_name="名单.csv", content=content)
    )
    assert not file.faulty, file.faulty[:3]
    took["pairs"], run = seconds(lambda: start_solving(by=by, at=now(), run_id=run.pk))
    return run, took


def main() -> bool:
    """Draw a run up and have it solved."""
    folder = own_database()
    try:
        return measured()
    finally:
        shutil.rmtree(folder)


def measured() -> bool:
    """The measures as a table."""
    from headgoose.dispatch.working import solve_run
    from headgoose.kernel.clock import now, today

    scene = lay_ground(today())
    run, took = drawn_up(scene, officers(scene)[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    solved, _done = seconds(lambda: solve_run(run.pk, now()))
    run.refresh_from_db()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{run.state}: {run.placements.count():,} placed, {run.edges.count():,} pairs, {run.parts}")
    rows = [
        ("demand from empty seats", took["demand"], "s", None),
        ("file of people read, matched and stored", took["file"], "s", None),
        ("pairs worked out and stored", took["pairs"], "s", None),
        ("from the stored pool to the stored plan", solved, "s", SOLVE_S),
        ("this process before solving", before, "MB", None),
        ("this process at its highest", own, "MB", None),
        ("the solver's process at its highest", child, "MB", None),
        ("solving: both together", own + child, "MB", MEMORY_MB),
    ]
    return report(f"A dispatch run of {PEOPLE:,} people", rows) and run.state == "planned"


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
