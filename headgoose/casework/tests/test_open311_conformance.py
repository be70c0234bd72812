"""Our server keeps to the specification, and one that does not is found out."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from headgoose.casework.actions.client_keys import make_client_key
from headgoose.casework.tests.conftest import COUNTY, GRID, Net
from headgoose.casework.tests.open311_conformance.__main__ import run
from headgoose.casework.tests.open311_conformance.asking import Server
from headgoose.casework.tests.open311_conformance.checks import CHECKS


@pytest.mark.django_db(transaction=True)
def test_our_server_keeps_to_the_specification(net: Net, live_server: Any, system: Any) -> None:
    net.ask()
    net.ask(category="waste", text="垃圾堆了一周没人清")
    _key, secret = make_client_key(by=system, at=net.at, name="conformance", place=COUNTY)
    server = Server(f"{live_server.url}/open311/v2", secret, COUNTY, {"address_id": GRID})
    found = run(server)
    assert len(found) == len(CHECKS)
    assert {name: said for name, said in found.items() if said} == {}


class Careless(BaseHTTPRequestHandler):
    """A server as there are many: one element for a list, errors as a page, dates without an offset."""

    def do_GET(self) -> None:
        row = {"service_request_id": 1, "status": "OPEN", "requested_datetime": "2026-06-01 10:00:00"}
        self._say(200, "application/json", json.dumps(row))

    def do_POST(self) -> None:
        self._say(500, "text/html", "<h1>Sorry</h1>")

    def _say(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_said: Any) -> None:
        """Nothing."""


@pytest.fixture
def careless() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Careless) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_careless_server_fails_every_check(careless: str) -> None:
    found = run(Server(careless, "key", "231221", {"address_id": GRID}))
    assert [name for name, said in found.items() if not said.startswith("FAILED")] == []
