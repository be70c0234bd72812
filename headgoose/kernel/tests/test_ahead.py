"""What a second process works out comes in order, and so do its errors; who reads no more stops it."""

import multiprocessing
import os
from collections.abc import Iterator

import pytest

from headgoose.kernel.ahead import ahead


def test_what_it_yields_comes_in_order_from_another_process() -> None:
    rows = [(turn, "字" * turn) for turn in range(50)]

    def source() -> Iterator[tuple[int, int, str]]:
        for number, word in rows:
            yield os.getpid(), number, word

    found = list(ahead(source))
    assert [row[1:] for row in found] == rows
    assert {row[0] for row in found}.isdisjoint({os.getpid()})


def test_its_error_is_raised_here_after_what_came_before() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("the second is wrong")

    found = ahead(source)
    assert next(found) == 1
    with pytest.raises(ValueError, match="the second is wrong"):
        next(found)


def test_who_reads_no_more_leaves_no_process_behind() -> None:
    def source() -> Iterator[bytes]:
        while True:
            yield b"x" * 1_000_000

    found = ahead(source)
    assert len(next(found)) == 1_000_000
    found.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
