"""Asks a server, and reads what it answers into the same plain values whether it came as XML or as JSON."""

import json
import re
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

XML, JSON = "xml", "json"
FORMATS = (XML, JSON)
TYPES = {XML: "text/xml", JSON: "application/json"}
LISTS = {
    "services",
    "service_requests",
    "service_request_updates",
    "errors",
    "attributes",
    "values",
    "notes",
    "endpoints",
    "formats",
}
DECLARATION = re.compile(rb"<\?xml version=.1\.0. encoding=.utf-8.\s*\?>", re.I)
SECONDS = 30


class Failed(AssertionError):
    """The server does not keep to the specification."""


class Skipped(Exception):
    """The server offers nothing on which this could be looked at."""


def expect(holds: object, words: str) -> None:
    """Fail unless something holds."""
    if not holds:
        raise Failed(words)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    kind: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        """The body as lists, mappings and text; truth values and numbers as text, as XML has them."""
        expect(self.headers.get("content-type", "").lower().startswith(TYPES[self.kind]), f"no {TYPES[self.kind]}")
        expect("charset=utf-8" in self.headers["content-type"].lower().replace(" ", ""), "no charset=utf-8")
        text = self.body.decode("utf-8")
        if self.kind == JSON:
            return plain(json.loads(text))
        expect(DECLARATION.match(self.body), "no XML declaration with its encoding")
        return from_xml(ElementTree.fromstring(self.body))

    @property
    def root(self) -> str:
        """The outermost element of XML."""
        return ElementTree.fromstring(self.body).tag

    def rows(self, status: int = 200) -> list[dict[str, Any]]:
        """The body where it is a list, under the status that is expected."""
        expect(self.status == status, f"{status} expected, not {self.status}: {self.body[:200]!r}")
        said = self.said
        expect(isinstance(said, list), "not a list")
        return list(said)

    def rows_made(self) -> list[dict[str, Any]]:
        """The body of what was made; the specification does not say whether that is 200 or 201."""
        return self.rows(201 if self.status == 201 else 200)


def plain(value: Any) -> Any:
    """JSON as the same values in XML would be read."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def from_xml(element: ElementTree.Element) -> Any:
    """An element: a list, a mapping or its text."""
    if element.tag in LISTS:
        return [from_xml(child) for child in element]
    if len(element):
        return {child.tag: from_xml(child) for child in element}
    return element.text or ""


@dataclass
class Server:
    """The server under test.

    Args:
        url: up to the version: `https://host/open311/v2`.
        key: api_key for sending; "" leaves the checks that send out.
        place: what a location is given as, such as {"address_id": "231221100200001"}.
        service: service_code for sending; the first that asks nothing if not said.
    """

    url: str
    key: str = ""
    jurisdiction: str = ""
    place: dict[str, str] = field(default_factory=dict)
    service: str = ""

    def get(self, path: str, kind: str, **asked: str) -> Answer:
        """GET a resource in a form."""
        query = urlencode({"jurisdiction_id": self.jurisdiction, **asked} if self.jurisdiction else asked)
        return self._ask(urllib.request.Request(f"{self.url}/{path}.{kind}{'?' + query if query else ''}"), kind)

    def post(self, path: str, kind: str, said: Sequence[tuple[str, str]], **headers: str) -> Answer:
        """POST a form."""
        own = [("jurisdiction_id", self.jurisdiction)] if self.jurisdiction else []
        body = urlencode([*own, *said]).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self._ask(urllib.request.Request(f"{self.url}/{path}.{kind}", body, headers), kind)

    def send(self, path: str, kind: str, said: Sequence[tuple[str, str]], media: bytes) -> Answer:
        """POST a form with a file in `media`."""
        own = [("jurisdiction_id", self.jurisdiction)] if self.jurisdiction else []
        edge = uuid.uuid4().hex
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in [*own, *said]]
        parts.append(b'name="media"; filename="seen.png"\r\nContent-Type: image/png\r\n\r\n' + media)
        head = f"--{edge}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(head + part + b"\r\n" for part in parts) + f"--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(urllib.request.Request(f"{self.url}/{path}.{kind}", body, headers), kind)

    @staticmethod
    def _ask(request: urllib.request.Request, kind: str) -> Answer:
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return Answer(kind, answer.status, _headers(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(kind, error.code, _headers(error.headers), error.read())

    def wish(self, **said: str) -> list[tuple[str, str]]:
        """A whole request: with a service and a place, and what else is said."""
        found = {"api_key": self.key, "service_code": self.service or self.plain_service(), **self.place}
        found |= {"description": "Conformance: a lamp < & > “路灯” is dark.", **said}
        return list(found.items())

    def plain_service(self) -> str:
        """A service that asks nothing more."""
        for service in self.get("services", JSON).rows():
            if service["metadata"] == "false" and service["type"] == "realtime":
                return str(service["service_code"])
        raise Skipped("every service asks for attributes: name one with --service")

    def sending(self) -> None:
        """Leave out what sends, without a key."""
        if not self.key or not self.place:
            raise Skipped("sending needs --key and a place")


def _headers(found: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in found.items()}
