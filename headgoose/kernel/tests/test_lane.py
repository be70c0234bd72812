"""Short orders go in one at a time, others beside them, and nobody waits for one that hangs."""

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from headgoose.kernel import lane
from headgoose.kernel.lane import SHORT, Lane


class Inside:
    """An application that notes how many are inside, and lets them out when told."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.came, self.out = threading.Semaphore(0), threading.Event()

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        self.came.release()
        assert self.out.wait(10)
        return [b"done"]


@pytest.fixture
def inside() -> Inside:
    return Inside()


def send(application: Lane, body: bytes, method: str = "POST", path: str = "/ask/1/") -> threading.Thread:
    said = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    thread = threading.Thread(target=application, args=(said, None))
    thread.start()
    return thread


def end(inside: Inside, *threads: threading.Thread) -> None:
    inside.out.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_the_second_short_order_waits_for_the_first(inside: Inside) -> None:
    application = Lane(inside, ("/ask/",))
    first = send(application, b"one")
    assert inside.came.acquire(timeout=5)
    second = send(application, b"two")
    assert not inside.came.acquire(timeout=0.3)
    end(inside, first, second)
    assert inside.bodies == [b"one", b"two"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "/ask/1/", b""), ("POST", "/orders/", b"one"), ("POST", "/ask/1/", b"x" * (SHORT + 1))],
)
def test_what_is_not_short_or_goes_elsewhere_passes_by(inside: Inside, method: str, path: str, body: bytes) -> None:
    application = Lane(inside, ("/ask/",))
    first = send(application, b"one")
    assert inside.came.acquire(timeout=5)
    other = send(application, body, method, path)
    # Sooner than patience would let it in.
    assert inside.came.acquire(timeout=2)
    end(inside, first, other)


def test_nobody_stands_for_long_behind_one_that_hangs(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "PATIENCE_S", 0.05)
    application = Lane(inside, ("/ask/",))
    first = send(application, b"one")
    assert inside.came.acquire(timeout=5)
    second = send(application, b"two")
    assert inside.came.acquire(timeout=5)
    end(inside, first, second)


def test_a_fault_inside_leaves_the_lane_free() -> None:
    def broken(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise RuntimeError

    application = Lane(broken, ("/ask/",))
    for _turn in range(2):
        with pytest.raises(RuntimeError):
            application(
                {
                    "REQUEST_METHOD": "POST",
                    "PATH_INFO": "/ask/1/",
                    "CONTENT_LENGTH": "3",
                    "wsgi.input": BytesIO(b"one"),
                },
                None,
            )
    assert application._turn.acquire(blocking=False)
