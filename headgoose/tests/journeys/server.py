"""A demo of one county on a server of its own, in a home of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

TRIES = 1800
PAUSE_S = 0.1


@contextmanager
def serving_demo(home: Path) -> Iterator[str]:
    """Build the county demo in a home and serve it; the address. The server ends with the block."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    left_out = {"DATABASE_URL", "HEADGOOSE_PLAIN_STATIC", "HEADGOOSE_DEBUG", "HEADGOOSE_SECRET", "HEADGOOSE_TLS"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment["HEADGOOSE_HOME"] = str(home)
    command = [sys.executable, "-m", "headgoose.cli", "demo", "--scale", "county", "--port", str(port)]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_well(address, server, home)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_well(address: str, server: "subprocess.Popen[bytes]", home: Path) -> None:
    for _try in range(TRIES):
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{address}/health/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(PAUSE_S)
    raise RuntimeError(f"The demo did not come up:\n{(home / 'server.log').read_text()}")
