"""The checks, each a function of the server; its docstring says what is looked at."""

import base64
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from headgoose.casework.tests.open311_conformance.asking import (
    FORMATS,
    JSON,
    XML,
    Answer,
    Server,
    Skipped,
    expect,
)

Check = Callable[[Server], None]
CHECKS: list[Check] = []
W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
NOWHERE = "no-such-thing-4311"
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
REQUEST = {"service_request_id", "status", "service_name", "service_code", "requested_datetime", "updated_datetime"}
UPDATE = {"update_id", "service_request_id", "status", "updated_datetime", "description"}
MOST, DAYS = 1000, 90
# One white dot.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)


def check(function: Check) -> Check:
    """Put a check on the list."""
    CHECKS.append(function)
    return function


def expect_error(answer: Answer, *statuses: int) -> None:
    """An array of errors with code and description, in the form that was asked for."""
    expect(answer.status in statuses, f"{statuses} expected, not {answer.status}: {answer.body[:200]!r}")
    said = answer.said
    expect(isinstance(said, list) and said, "no array of errors")
    if answer.kind == XML:
        expect(answer.root == "errors", "the root is not <errors>")
    for error in said:
        expect({"code", "description"} <= set(error), "an error without code and description")
        expect(error["code"] == str(answer.status), "the code is not the status")
        expect(error["description"], "an empty description")


def expect_dates(row: dict[str, Any], *names: str) -> None:
    """Dates as the W3C writes them, with an offset."""
    for name in names:
        expect(W3.fullmatch(row[name]), f"{name} is no W3C date: {row[name]!r}")


@check
def discovery(server: Server) -> None:
    """The discovery document names this interface and its forms."""
    for kind in FORMATS:
        answer = server.get("discovery", kind)
        if answer.status == 404:
            raise Skipped("it lies elsewhere")
        (endpoint, *_more) = answer.said["endpoints"]
        expect("GeoReport_v2" in endpoint["specification"], "the specification is not named")
        expect(any("xml" in form for form in endpoint["formats"]), "XML is not among the formats")


@check
def services(server: Server) -> None:
    """Services have all their fields, with values of the specification, each code once."""
    for kind in FORMATS:
        rows = server.get("services", kind).rows()
        expect(rows, "no services")
        for row in rows:
            expect(set(row) >= SERVICE, f"fields are missing: {SERVICE - set(row)}")
            expect(row["metadata"] in {"true", "false"}, "metadata is no truth value")
            expect(row["type"] in {"realtime", "batch", "blackbox"}, "an unknown type")
        codes = [row["service_code"] for row in rows]
        expect(len(codes) == len(set(codes)), "a service_code twice")


@check
def one_thing_in_two_forms(server: Server) -> None:
    """XML and JSON say the same."""
    for path in ("services", "requests"):
        expect(server.get(path, XML).rows() == server.get(path, JSON).rows(), f"{path} differ")
    expect(server.get("services", XML).root == "services", "the root is not <services>")
    expect(server.get("requests", XML).root == "service_requests", "the root is not <service_requests>")


@check
def definitions(server: Server) -> None:
    """Services with metadata have a definition with whole attributes."""
    with_metadata = [row for row in server.get("services", JSON).rows() if row["metadata"] == "true"]
    if not with_metadata:
        raise Skipped("no service has metadata")
    for service in with_metadata:
        for kind in FORMATS:
            answer = server.get(f"services/{service['service_code']}", kind)
            expect(answer.status == 200, f"no definition of {service['service_code']}")
            said = answer.said
            expect(said["service_code"] == service["service_code"], "another service_code")
            orders = [attribute["order"] for attribute in said["attributes"]]
            expect(all(int(order) > 0 for order in orders) and len(orders) == len(set(orders)), "order is not one")
            for attribute in said["attributes"]:
                expect_attribute(attribute)


def expect_attribute(attribute: dict[str, Any]) -> None:
    """An attribute is whole; a list has values."""
    expect(set(attribute) >= ATTRIBUTE, f"fields are missing: {ATTRIBUTE - set(attribute)}")
    expect(attribute["datatype"] in DATATYPES, f"an unknown datatype: {attribute['datatype']}")
    expect({attribute["variable"], attribute["required"]} <= {"true", "false"}, "no truth value")
    if attribute["datatype"].endswith("valuelist"):
        expect(attribute["values"], "a list without values")
        expect(all({"key", "name"} <= set(value) for value in attribute["values"]), "a value without key and name")


@check
def what_is_unknown(server: Server) -> None:
    """What is not there is answered 404, as an error of the form that was asked for."""
    for kind in FORMATS:
        expect_error(server.get(f"services/{NOWHERE}", kind), 404)
        expect_error(server.get("requests/999999999999", kind), 404)
        expect_error(server.get(f"tokens/{NOWHERE}", kind), 404)


@check
def unknown_jurisdictions(server: Server) -> None:
    """A jurisdiction_id that is not there is answered 404."""
    if not server.jurisdiction:
        raise Skipped("it serves one jurisdiction: name one with --jurisdiction")
    for path in ("services", "requests"):
        expect_error(server.get(path, XML, jurisdiction_id=NOWHERE), 404)


@check
def requests(server: Server) -> None:
    """Requests have their fields, a status and dates, at most 1,000 at once, none older than 90 days."""
    for kind in FORMATS:
        rows = server.get("requests", kind).rows()
        expect(len(rows) <= MOST, "more than 1,000")
        for row in rows:
            expect(set(row) >= REQUEST, f"fields are missing: {REQUEST - set(row)}")
            expect(row["status"] in {"open", "closed"}, f"an unknown status: {row['status']}")
            expect_dates(row, "requested_datetime", "updated_datetime")
        dates = sorted(datetime.fromisoformat(row["requested_datetime"]) for row in rows)
        expect(not dates or dates[-1] - dates[0] <= timedelta(days=DAYS + 1), "more than 90 days")


def _some(server: Server) -> list[dict[str, Any]]:
    rows = server.get("requests", JSON).rows()
    if not rows:
        raise Skipped("there is no request")
    return rows


@check
def one_request(server: Server) -> None:
    """A request by itself is a list of one and says what the list says."""
    row = _some(server)[0]
    for kind in FORMATS:
        expect(server.get(f"requests/{row['service_request_id']}", kind).rows() == [row], "not the same request")


@check
def several_by_id(server: Server) -> None:
    """service_request_id takes several between commas, and overrides everything else."""
    wanted = [row["service_request_id"] for row in _some(server)[:3]]
    found = server.get("requests", JSON, service_request_id=",".join(wanted), service_code=NOWHERE).rows()
    expect({row["service_request_id"] for row in found} == set(wanted), "others came back")


@check
def filters(server: Server) -> None:
    """status, service_code, start_date and end_date each leave only what they name."""
    row = _some(server)[0]
    for status in ("open", "closed"):
        rows = server.get("requests", JSON, status=status).rows()
        expect(all(one["status"] == status for one in rows), "another status")
    code, at = row["service_code"], row["requested_datetime"]
    rows = server.get("requests", JSON, service_code=code).rows()
    expect(rows and all(one["service_code"] == code for one in rows), "another service_code")
    rows = server.get("requests", JSON, start_date=at).rows()
    start = datetime.fromisoformat(at)
    expect(all(datetime.fromisoformat(one["requested_datetime"]) >= start for one in rows), "one before start_date")
    rows = server.get("requests", JSON, end_date=at).rows()
    end = start + timedelta(seconds=1)
    expect(all(datetime.fromisoformat(one["requested_datetime"]) <= end for one in rows), "one after end_date")


@check
def empty_is_absent(server: Server) -> None:
    """An optional parameter that is empty is as if it were absent."""
    bare = server.get("requests", JSON).rows()
    expect(server.get("requests", JSON, status="", service_code="", start_date="").rows() == bare, "not the same")


@check
def bad_filters(server: Server) -> None:
    """What is no date and no status is answered 400."""
    for kind in FORMATS:
        expect_error(server.get("requests", kind, start_date="yesterday"), 400)
        expect_error(server.get("requests", kind, status="sleeping"), 400)


@check
def pages(server: Server) -> None:
    """Parameters page and page_size walk the list without a gap (extension)."""
    rows = _some(server)
    if len(server.get("requests", JSON, page_size="1").rows()) != 1:
        raise Skipped("pages are not offered")
    walked = [server.get("requests", JSON, page_size="1", page=str(turn)).rows() for turn in (1, 2)]
    expect([one for page in walked for one in page] == rows[:2], "the pages are not the list")


@check
def updates(server: Server) -> None:
    """Updates have their fields (extension)."""
    for kind in FORMATS:
        answer = server.get("servicerequestupdates", kind)
        if answer.status == 404:
            raise Skipped("updates are not offered")
        for row in answer.rows():
            expect(set(row) >= UPDATE, f"fields are missing: {UPDATE - set(row)}")
            expect_dates(row, "updated_datetime")


@check
def keys(server: Server) -> None:
    """Without a key, or with a wrong one, nothing is taken: 403."""
    server.sending()
    for kind in FORMATS:
        expect_error(server.post("requests", kind, server.wish(api_key="")), 403)
        expect_error(server.post("requests", kind, server.wish(api_key=NOWHERE)), 403)


@check
def wanting(server: Server) -> None:
    """What lacks a service or a place is answered 400, an unknown service 404."""
    server.sending()
    nowhere = dict.fromkeys(server.place, "")
    for kind in FORMATS:
        expect_error(server.post("requests", kind, server.wish(service_code="")), 400)
        expect_error(server.post("requests", kind, server.wish(service_code=NOWHERE)), 404, 400)
        expect_error(server.post("requests", kind, server.wish(**nowhere)), 400)
        expect_error(server.post("requests", kind, server.wish(lat="46.8")), 400)
        expect_error(server.post("requests", kind, server.wish(lat="north", long="126.5")), 400)


@check
def sending(server: Server) -> None:
    """What is sent gets a number, or a token, and is found again word for word, without who sent it."""
    server.sending()
    hidden = {"first_name": "Zyxwv", "last_name": "Qponm", "phone": "13900004311", "email": "zyxwv@example.org"}
    for kind in FORMATS:
        wish = server.wish(**hidden)
        (made,) = server.post("requests", kind, wish).rows_made()
        expect(("service_request_id" in made) != ("token" in made), "a number and a token, or neither")
        if "token" in made:
            continue
        answer = server.get(f"requests/{made['service_request_id']}", kind)
        if answer.status == 404:
            raise Skipped("what is sent is not public at once")
        (row,) = answer.rows()
        expect(row["description"] == dict(wish)["description"], "other words came back")
        expect(row["service_code"] == dict(wish)["service_code"], "another service")
        expect(row["status"] == "open", "it is not open")
        for value in hidden.values():
            expect(value.encode() not in answer.body, "who sent it is told")


@check
def attributes(server: Server) -> None:
    """A required attribute that is missing, and a value that is not on its list, are answered 400."""
    server.sending()
    looked = 0
    for service in server.get("services", JSON).rows():
        if service["metadata"] != "true":
            continue
        code = service["service_code"]
        for attribute in server.get(f"services/{code}", JSON).said["attributes"]:
            name = f"attribute[{attribute['code']}]"
            if attribute["required"] == "true":
                looked += 1
                expect_error(server.post("requests", XML, server.wish(service_code=code)), 400)
            elif attribute["datatype"].endswith("valuelist"):
                looked += 1
                wish = [*server.wish(service_code=code), (name, NOWHERE)]
                expect_error(server.post("requests", XML, wish), 400)
    if not looked:
        raise Skipped("no attribute is required or a list")


@check
def sending_twice(server: Server) -> None:
    """With the same Idempotency-Key the same is answered once more, and other words are refused (extension)."""
    server.sending()
    key = str(uuid.uuid4())
    first, again = (server.post("requests", JSON, server.wish(), Idempotency_Key=key).rows_made() for _turn in "ab")
    if first != again:
        raise Skipped("Idempotency-Key is not known")
    other = server.wish(description="Conformance: something else.")
    expect_error(server.post("requests", JSON, other, Idempotency_Key=key), 409, 422)


@check
def extensions(server: Server) -> None:
    """With extensions=true the same requests come, each with all that it had and perhaps more (extension)."""
    rows = _some(server)
    for kind in FORMATS:
        plain_rows = server.get("requests", kind).rows()
        extended = server.get("requests", kind, extensions="true").rows()
        expect(len(extended) == len(plain_rows) == len(rows), "other requests")
        for row, more in zip(plain_rows, extended, strict=True):
            expect({name: more.get(name) for name in row} == row, "what stood there is gone or changed")


@check
def pictures(server: Server) -> None:
    """A picture sent along is taken, and what is none is answered 400 (extension)."""
    server.sending()
    taken = server.send("requests", JSON, server.wish(), PICTURE)
    if taken.status == 415:
        raise Skipped("pictures are not taken")
    expect(len(taken.rows_made()) == 1, "not one request")
    for kind in FORMATS:
        expect_error(server.send("requests", kind, server.wish(), b"no picture"), 400)
