"""How anything is written: one action, one transaction, one lock, at least one row in the audit trail.

SQLite has one writer. Waiting in Python for a fair lock keeps the tail of concurrent writes short, where waiting in
SQLite's busy handler does not; PostgreSQL needs no lock of ours.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
T = TypeVar("T")

_write_lock = threading.RLock()


@dataclass
class Passage:
    """What has happened in the action under way."""

    acts: int = 0


_passage: ContextVar[Passage | None] = ContextVar("passage", default=None)
_under_way: ContextVar[bool] = ContextVar("writing_under_way", default=False)


class Unaudited(AssertionError):
    """A programming error: an action wrote without a row in the audit trail."""


@contextmanager
def writing(savepoint: bool = True) -> Iterator[None]:
    """A write transaction; on SQLite behind the process-wide lock. Nests as savepoints unless told otherwise."""
    token = _under_way.set(True)
    try:
        with _write_lock if connection.vendor == "sqlite" else nullcontext(), transaction.atomic(savepoint=savepoint):
            yield
    finally:
        _under_way.reset(token)


def action(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function as a writer: atomic, behind the lock, and refused unless it left an act in the trail.

    An action called where something is being written is a part of that: refused, it takes the whole with it.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        passage = Passage()
        # Inside a savepoint SQLite walks, at each statement, all pages changed since it began: 25 times as slow for
        # thousands of rows.
        savepoint = not _under_way.get()
        token = _passage.set(passage)
        try:
            with writing(savepoint):
                result = function(*args, **kwargs)
                if passage.acts == 0:
                    raise Unaudited(function.__qualname__)
        finally:
            _passage.reset(token)
        outer = _passage.get()
        if outer is not None:
            outer.acts += passage.acts
        return result

    run.is_action = True  # type: ignore[attr-defined]
    return run


def note_act() -> None:
    """Called by the trail for each row it writes. Raises outside an action: the trail is not written by hand."""
    passage = _passage.get()
    if passage is None:
        raise Unaudited("an act was recorded outside an action")
    passage.acts += 1
