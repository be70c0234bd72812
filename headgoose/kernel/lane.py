"""Short orders one after the other: threads that share an interpreter do more when they do not take turns within them.

A thread that writes lets go of the interpreter at each statement and gets it back when another has had its turn. Who
waits here instead costs nothing, and whoever reads pages meanwhile goes on.
"""

import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
# Bytes; what is longer brings pictures, comes in slowly, and goes beside.
SHORT = 65_536
# Nobody stands behind something that hangs.
PATIENCE_S = 5.0


class Lane:
    """An application that answers short POSTs under some addresses one at a time."""

    def __init__(self, inner: Application, starts: tuple[str, ...]) -> None:
        self._inner, self._starts, self._turn = inner, starts, threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer; the body is read whole before anybody waits, for its sender may be slow."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not (self._is_for(environ) and length.isdecimal() and int(length) <= SHORT):
            return self._inner(environ, start_response)
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))
        mine = self._turn.acquire(timeout=PATIENCE_S)
        try:
            return self._inner(environ, start_response)
        finally:
            if mine:
                self._turn.release()

    def _is_for(self, environ: dict[str, Any]) -> bool:
        path: str = environ["PATH_INFO"]
        return environ["REQUEST_METHOD"] == "POST" and path.startswith(self._starts)
