"""What one process works out while another one writes: SQLite has one writer, and a machine more than one core."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def ahead(source: Callable[[], Iterable[T]]) -> Iterator[T]:
    """What `source` yields, made in a process of its own, one step ahead of whoever takes it.

    The process begins with all that this one holds in memory. It must leave the database alone, whose connection it
    shares; what it yields must be fit for pickling.

    Raises:
        Exception: what `source` raised there.
    """
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send, args=(source, here, there), daemon=True)
    process.start()
    there.close()
    try:
        while True:
            kind, value = here.recv()
            if kind == "done":
                return
            if kind == "error":
                raise value
            yield value
    finally:
        here.close()
        process.terminate()
        process.join()


def _send(
    source: Callable[[], Iterable[T]], here: "Connection[object, object]", there: "Connection[object, object]"
) -> None:
    # Or nobody would tell this process that the other one reads no more.
    here.close()
    try:
        for item in source():
            there.send(("item", item))
        there.send(("done", None))
    except BrokenPipeError:
        return
    except Exception as error:
        there.send(("error", error))
