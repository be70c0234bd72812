"""A real `headgoose serve` that can be killed, with all its processes, and started again."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil

from headgoose.cli.tests.conftest import Operator

PATIENCE_S = 20.0


def _free_port() -> int:
    """A port that nobody takes while a server is down: below those that connections going out get by themselves."""
    while True:
        port = random.randrange(20_000, 32_000)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """One server on one home and one port."""

    def __init__(self, operator: Operator, extra: Mapping[str, str] | None = None, log: Path | None = None) -> None:
        self.port = _free_port()
        self._log = log or operator.home.with_name("server.log")
        # Of the demo it takes only the sign-in by one click. All that is asked comes from one address.
        own = {"HEADGOOSE_DEMO": "1", "HEADGOOSE_PUBLIC_LIMITS": "0"}
        self._environment = {**operator.environment, **own, **(extra or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; the seconds from the command to the first answer."""
        command = [sys.executable, "-m", "headgoose.cli", "serve", "--port", str(self.port)]
        began = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        while not self.answers():
            if self._process.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                raise RuntimeError(f"The server did not come up:\n{self.words()}")
            time.sleep(0.01)
        return time.perf_counter() - began

    def processor_s(self) -> float:
        """Seconds of processor that it and its worker have used."""
        if self._process is None:
            return 0.0
        top = psutil.Process(self._process.pid)
        times = [process.cpu_times() for process in (top, *top.children(recursive=True))]
        return sum(spent.user + spent.system for spent in times)

    def answers(self) -> bool:
        """Whether it answers, and well."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
                connection.request("GET", "/health/")
                return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def kill(self) -> None:
        """Kill it with its worker: neither gets to say goodbye."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ask it to end; nothing of it outlives the test."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=20)
            self.kill()

    def words(self) -> str:
        """All that it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""


@contextmanager
def serving(operator: Operator, extra: Mapping[str, str] | None = None, log: Path | None = None) -> Iterator[Server]:
    """A server that has given its first answer; it ends with the block."""
    server = Server(operator, extra, log)
    try:
        server.start()
        yield server
    finally:
        server.stop()
