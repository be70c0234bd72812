"""The server starts on an empty home, says where it is, and refuses politely when it cannot."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from headgoose.cli.tests.conftest import Operator


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(operator: Operator, port: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "headgoose.cli", "serve", "--port", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=operator.environment, text=True, **pipes) as server:  # type: ignore[call-overload]
        try:
            assert server.stdout is not None
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
            wait_until_it_listens(port)
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_until_it_listens(port: int) -> None:
    for _ in range(200):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def get(port: int, path: str) -> http.client.HTTPResponse:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer


def test_it_answers_serves_static_files_for_long_and_stops_when_asked(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEADGOOSE_PLAIN_STATIC")
    port = free_port()
    with serving(operator, port) as server:
        page = get(port, "/no-such-page/")
        assert page.status == 404
        styles = [
            path for path in (operator.home / "static").rglob("*") if re.search(r"\.[0-9a-f]{12}\.css$", path.name)
        ]
        assert styles
        answer = get(port, f"/static/{styles[0].relative_to(operator.home / 'static')}")
        assert answer.status == 200
        assert "31536000" in (answer.getheader("cache-control") or "")
    assert server.returncode == 0


def test_a_second_server_on_the_same_home_is_refused(laid: Operator) -> None:
    with serving(laid, free_port()):
        assert "Another headgoose is at work" in laid.fail("serve", "--port", str(free_port()))


def test_after_a_kill_the_next_server_starts_at_once(laid: Operator) -> None:
    with serving(laid, free_port()) as server:
        server.kill()
        server.wait()
        with serving(laid, port := free_port()):
            assert get(port, "/no-such-page/").status == 404


def test_a_port_that_is_taken_is_said_plainly(laid: Operator) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Cannot listen on 127.0.0.1 port {port}" in laid.fail("serve", "--port", str(port))


def test_a_database_that_is_not_there_is_said_plainly(operator: Operator) -> None:
    lost = Operator(operator.home, "postgresql://nobody@127.0.0.1:1/nothing")
    assert "The database cannot be used" in lost.fail("check")
    wrong = Operator(operator.home, "mysql://localhost/headgoose")
    assert "DATABASE_URL must begin with" in wrong.fail("check")
