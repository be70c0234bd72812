"""How the command line speaks: plain sentences, bars on long work."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Step = Callable[[str, int, int], None]

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Problem(Exception):
    """Something the user can mend, in a sentence."""


def say(text: str) -> None:
    """A line of output."""
    console.print(text, markup=False)


def complain(text: str) -> None:
    """A line about what went wrong."""
    errors.print(f"headgoose: {text}", markup=False)


@contextmanager
def progress() -> Iterator[Step]:
    """Bars for long work: `step(label, done, total)`; a new label is a new bar. Lines only when not on a terminal."""
    if not sys.stderr.isatty():
        yield _plain_steps()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=errors) as shown:

        def step(label: str, done: int, total: int) -> None:
            if label not in bars:
                bars[label] = shown.add_task(label, total=total)
            shown.update(bars[label], completed=done, total=total)

        yield step


@contextmanager
def stages() -> Iterator[Step]:
    """One bar over named stages: `stage(name, number, total)` before each. Lines only when not on a terminal."""
    if not sys.stderr.isatty():
        yield lambda name, number, total: errors.print(f"{number}/{total} {name}", markup=False)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=errors) as shown:
        bar = shown.add_task("", total=None)
        yield lambda name, number, total: shown.update(bar, description=str(name), completed=number, total=total)


def _plain_steps() -> Step:
    ended: set[str] = set()

    def step(label: str, done: int, total: int) -> None:
        if done >= total and label not in ended:
            ended.add(label)
            errors.print(f"{label}: {total}", markup=False)

    return step
