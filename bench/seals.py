"""Sealing and verifying a million acts, against bare hashing of the same bytes, on a database of its own."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.measure import report

ACTS = 1_000_000
LIMIT_S = 60.0
HOLD_LIMIT_MS = 100.0


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Acts as the product writes them: a tenure that was ended, with before and after."""
    before = '{"post_id": 41882, "person_id": 1203, "start_on": "2024-03-01", "end_on": "9999-12-31", "how": "elected"}'
    for number in range(1, count + 1):
        after = f'{{"post_id": 41882, "person_id": {number}, "end_on": "2026-06-01", "end_reason": "transferred"}}'
        at = f"2026-06-{1 + number % 28:02d} 02:{number % 60:02d}:11.{number % 1_000_000:06d}"
        key = 230000000000000 + number * 7919 % 10**13
        yield (
            at,
            "张三",
            number % 500,
            "10.1.2.3",
            "people",
            "people.end_tenure",
            f"people.tenure:{number}",
            key,
            before,
            after,
        )


COLUMNS = ("at", "actor_label", "user_id", "origin", "room", "verb", "subject", "place_key", "before", "after")


def _fill() -> None:
    from headgoose.kernel.bulk import insert_rows
    from headgoose.kernel.writing import writing
    from headgoose.records.models import Act

    with writing():
        insert_rows(Act, ("touches_from", *COLUMNS), (("2026-06-01", *row) for row in _rows(ACTS)))


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def _seal_all() -> tuple[int, float]:
    """Seal as the server does; how many seals, and how long the longest held the lock of writers, in ms."""
    from headgoose.kernel.actor import system_actor
    from headgoose.kernel.clock import now
    from headgoose.records.actions import seal_acts
    from headgoose.records.sealing import has_unsealed

    by, longest, made = system_actor("bench", "bench"), 0.0, 0
    while has_unsealed():
        held, _ = _seconds(lambda: seal_acts(by=by, at=now()))
        longest, made = max(longest, held * 1000), made + 1
    return made, longest


def _bare_hashing() -> float:
    """Hash the same bytes, already spelt, twice: once to seal and once to verify."""
    from headgoose.records.sealing import content_of, stream_acts

    contents = [content_of(row) for row in stream_acts(0, 200_000)]
    spent, _ = _seconds(lambda: [hashlib.sha256(content).digest() for content in contents])
    return 2 * spent * ACTS / len(contents)


def main() -> bool:
    """Fill, seal, verify."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.conf import settings

    from headgoose.records.heads import publish_heads
    from headgoose.records.verifying import verify_seals

    _fill()
    started = time.process_time()
    sealing, (made, longest) = _seconds(_seal_all)
    publish_heads()
    verifying, verdict = _seconds(lambda: verify_seals(settings.SEAL_FILE))
    spent = time.process_time() - started
    if not verdict.sound or verdict.acts != ACTS + made or verdict.unsealed:
        raise SystemExit(f"The check went wrong: {verdict.findings[:5]}")
    bare = _bare_hashing()
    rows: list[tuple[str, float, str, float | None]] = [
        ("sealing", sealing, "s", None),
        ("verifying", verifying, "s", None),
        ("sealing and verifying together", sealing + verifying, "s", LIMIT_S),
        ("processor time of both", spent, "s", None),
        ("against bare hashing of the same bytes twice", (sealing + verifying) / bare, "times", None),
        ("longest time that a seal held up other writers", longest, "ms", HOLD_LIMIT_MS),
    ]
    return report(f"{ACTS:,} acts under {made} seals of {settings.SEAL_HASH}", rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="headgoose-bench-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
        os.environ["HEADGOOSE_HOME"] = folder
        import django

        django.setup()
        raise SystemExit(0 if main() else 1)
