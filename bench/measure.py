"""Timing and reporting that the scripts share."""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any


def milliseconds(work: Callable[[], Any]) -> float:
    """How long one call takes, in ms."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def median_of(work: Callable[[], Any], times: int = 7) -> float:
    """The median of several calls, in ms."""
    return statistics.median(milliseconds(work) for _ in range(times))


def report(title: str, rows: Iterable[tuple[str, float, str, float | None]]) -> bool:
    """Print measure, value, unit and limit; say which limit is broken. Returns whether all hold."""
    print(f"\n{title}")
    all_hold = True
    for name, value, unit, limit in rows:
        holds = limit is None or value <= limit
        all_hold &= holds
        verdict = "" if limit is None else f"  {_of(value, limit)}{'' if holds else ', BROKEN'}"
        print(f"  {name:<58} {value:>10.2f} {unit}{verdict}")
    return all_hold


def _of(value: float, limit: float) -> str:
    return f"{value / limit:.2f} of the limit {limit:g}" if limit else "of none allowed"


def start(least_places: int = 60_000) -> None:
    """Django on the demo in HEADGOOSE_HOME, with DEBUG off; on the full demo unless less will do."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
    os.environ["HEADGOOSE_DEMO"] = "1"
    os.environ.setdefault("HEADGOOSE_PLAIN_STATIC", "1")
    import django

    django.setup()
    from headgoose.places.models import Place

    if Place.objects.count() < least_places:
        raise SystemExit("Build the demo first: HEADGOOSE_HOME=var headgoose demo --build-only")
