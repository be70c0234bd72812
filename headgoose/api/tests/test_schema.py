"""The description is exact: programmes made up from it, well-formed and not, find no answer that it does not describe.

Every check and every phase that schemathesis has is on. The data come from a fixed seed, so that a run is like the one
before it.
"""

import re
import threading
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from conftest import AT, TODAY, TREE_SINCE
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.api.description import document
from headgoose.api.queries import bearer_of
from headgoose.api.tests.conftest import COUNTY, TOWNSHIP, V1, VILLAGE, Programme, Programmes
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.models import Channel
from headgoose.kernel.actor import system_actor
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.books import open_book
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_by_code
from headgoose.orders.actions.drafting import draft_order
from headgoose.orders.actions.steps import approve_order, submit_order
from headgoose.orders.models import OrderPaper
from headgoose.orders.resolving import DraftLine
from headgoose.people.models import Person, Post, PostType, Tenure
from headgoose.places.queries import get_span
from headgoose.records.idempotency.answering import KEY_FORM
from headgoose.settings import PACKAGE

EXAMPLES_AN_OPERATION = 30
EXAMPLES_AT_LEAST = 2_000
CHECKS_AT_LEAST = 14
SEED = 20_260_601
OFTEN = 0.8
NETWORK = {"max_redirects", "verify", "cert", "proxies"}
KNOWN = {
    "path.code": "places",
    "query.within": "places",
    "body.place": "places",
    "path.post_id": "posts",
    "body.lines[*].post_id": "posts",
    "path.person_id": "persons",
    "body.lines[*].person_id": "persons",
    "path.tenure_id": "tenures",
    "body.lines[*].tenure_id": "tenures",
    "path.paper_id": "papers",
    "path.village": "villages",
    "path.request_id": "requests",
    "body.category": "categories",
    "path.voucher_id": "vouchers",
    "body.lines[*].account": "accounts",
    "body.on": "open_days",
    "query.period": "periods",
    "body.effective_on": "days",
    "body.lines[*].start_on": "days",
}


def config(known: dict[str, list[Any]], token: str) -> SchemathesisConfig:
    """All checks, good and bad data, and among the good often what the records hold."""
    shipped = tomllib.loads((PACKAGE.parent / "schemathesis.toml").read_text())
    return SchemathesisConfig.from_dict(
        {
            **shipped,
            "seed": SEED,
            "workers": 1,
            "continue-on-failure": True,
            # The client in process does not unpack.
            "headers": {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
            "generation": {
                "mode": "all",
                "deterministic": True,
                "database": "none",
                "max-examples": EXAMPLES_AN_OPERATION,
            },
            "checks": {"enabled": True, "max_response_time": 5},
            "phases": {"stateful": {"generation": {"max-examples": 20}}},
            "dictionaries": {name: {"values": values} for name, values in known.items()},
            "parameters": {where: {"dictionary": name, "probability": OFTEN} for where, name in KNOWN.items()},
            "suppress-health-check": ["all"],
        }
    )


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out settings of the network, which schemathesis 4.32 hands to its probes of an application in process.

    Its threads end without a word, so that what they opened to the database is closed here.
    """
    send, opened = WSGITransport.send, {}

    def sent(transport: Any, case: Any, **settings: Any) -> Any:
        try:
            return send(transport, case, **{name: value for name, value in settings.items() if name not in NETWORK})
        finally:
            if threading.current_thread() is not threading.main_thread():
                opened[id(connection.connection)] = connection.connection

    monkeypatch.setattr(WSGITransport, "send", sent)
    yield
    for each in opened.values():
        if each is not None:
            each.close()


keys = count(1)


def fresh_key(context: Any, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    """Four of five well-formed keys made new: one key for many requests would have all but the first refused."""
    key = (headers or {}).get("Idempotency-Key")
    number = next(keys)
    if headers and isinstance(key, str) and re.fullmatch(KEY_FORM, key) and number % 5:
        return {**headers, "Idempotency-Key": f"request-{number}"}
    return headers


def draw_up(bearer: Programme, number: int) -> OrderPaper:
    """A draft that ends a tenure; the fourth is handed over, those after it approved."""
    tenure = Tenure.objects.filter(type__code="graduate").get()
    by = bearer_of(bearer.token, TODAY, "test")
    line = DraftLine("end", tenure_id=tenure.pk, end_on=date(2026, 7, number), reason="resigned")
    place_id = get_span(COUNTY, TODAY).place_id
    paper = draft_order(
        by=by, at=AT, number=str(number), title="任免", place_id=place_id, effective_on=TODAY, lines=[line]
    )
    if number > 3:
        submit_order(by=by, at=AT, paper_id=paper.pk)
    if number > 4:
        second = User.objects.exclude(pk=bearer.token.user_id).get(person__tenures__type__code="county_officer")
        approve_order(by=actor_of(second, TODAY, "test"), at=AT, paper_id=paper.pk)
    return paper


def both_officers(user_at: Callable[..., User]) -> User:
    """Somebody who appoints in a county and keeps the books of a township."""
    user, kind = user_at("county_officer", COUNTY), PostType.objects.get(code="township_accountant")
    said: dict[str, Any] = {"type": kind, "place_id": get_span(TOWNSHIP, TODAY).place_id, "start_on": TREE_SINCE}
    post = Post.objects.create(seat=1, **said)
    Tenure.objects.create(post=post, person_id=user.person_id or 0, how="appointed", **said)
    return user


def keep_book(bearer: Programme) -> list[int]:
    """The vouchers of a village's new book: a draft, and one that is posted."""
    by = bearer_of(bearer.token, TODAY, "test")
    place_id = get_span(VILLAGE, TODAY).place_id
    book = open_book(by=system_actor("operator", "cli"), at=AT, place_id=place_id, since=202601)
    ids = accounts_by_code(book.pk, ["102", "501"])
    lines = [Posting(ids["102"].pk, "102", debit_fen=100), Posting(ids["501"].pk, "501", credit_fen=100)]
    said: dict[str, Any] = {
        "by": by,
        "at": AT,
        "book_id": book.pk,
        "on": date(2026, 3, 2),
        "summary": "承包费",
        "entries": lines,
    }
    made = [draft_voucher(**said).pk for _ in range(2)]
    second = User.objects.exclude(pk=bearer.token.user_id).get(person__tenures__type__code="secretary")
    reviewer = replace(system_actor("reviewer", "test"), person_id=second.person_id)
    post_voucher(by=reviewer, at=AT, voucher_id=made[0])
    return made


def take_down() -> list[int]:
    """New requests at the villages' desks and beyond."""
    said: dict[str, Any] = {"place": VILLAGE, "category": "road", "channel": Channel.API}
    asked = [Asked(text=f"第{number}盏路灯坏了", **said) for number in range(1, 13)]
    return [receive_request(by=system_actor("resident", "test"), at=AT, asked=each).pk for each in asked]


@pytest.fixture
def api(
    transactional_db: None, in_process: None, programme: Programmes, user_at: Callable[..., User], settings: Any
) -> Any:
    """The API in process, on the small tree with a few people in post."""
    settings.API_REQUESTS_A_MINUTE = settings.API_FAILURES_A_MINUTE = 1_000_000
    for post_type, code in [("secretary", VILLAGE), ("graduate", VILLAGE), ("county_officer", COUNTY)]:
        user_at(post_type, code)
    token = programme(both_officers(user_at), "", Right.APPOINT, Right.KEEP_BOOKS, Right.ANSWER_REQUESTS)
    papers = [draw_up(token, number) for number in range(1, 8)]
    known: dict[str, list[Any]] = {
        "places": [COUNTY, COUNTY, VILLAGE, TOWNSHIP, "231221100200001", "231222", "2312"],
        "posts": list(Post.objects.values_list("pk", flat=True)),
        "persons": list(Person.objects.values_list("pk", flat=True)),
        "tenures": list(Tenure.objects.values_list("pk", flat=True)),
        "papers": [paper.pk for paper in papers],
        "days": ["2026-06-01", "2026-07-01", "2027-01-01"],
        "villages": [VILLAGE, VILLAGE, "231221100201", "231222100200"],
        "vouchers": keep_book(token),
        "accounts": ["102", "101", "501", "513"],
        "open_days": ["2026-01-15", "2026-05-31"],
        "requests": take_down(),
        "categories": ["road", "water"],
        "periods": ["2026", "2026-Q1", "2026-03"],
    }
    schemathesis.openapi.format("date", st.dates(date(1949, 10, 1), date(2099, 12, 31)).map(str))
    schema = schemathesis.openapi.from_wsgi(f"{V1}openapi.json", WSGIHandler(), config=config(known, token.secret))
    schema.hook("map_headers")(fresh_key)
    return schema


def fault_of(event: events.ScenarioFinished, check: Any) -> str:
    """What a check found, and how to ask the same again."""
    info = check.failure_info
    return f"{event.label}: {check.name}: {info.failure}\n{info.code_sample}"


def labels_of_success(event: events.ScenarioFinished) -> list[str]:
    """The operations that a scenario asked with success."""
    sent, cases = event.recorder.interactions, event.recorder.cases
    return [
        cases[number].value.operation.label
        for number, interaction in sent.items()
        if interaction.response and interaction.response.status_code < 300
    ]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_every_answer_is_as_described(api: Any) -> None:
    examples, checks, succeeded, found = 0, set(), Counter[str](), []
    for event in from_schema(api).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            examples += len(event.recorder.cases)
            succeeded.update(labels_of_success(event))
            for done in event.recorder.checks.values():
                checks |= {check.name for check in done}
                found += [fault_of(event, check) for check in done if check.failure_info]
    assert sorted(set(found)) == []
    assert examples >= EXAMPLES_AT_LEAST
    assert len(checks) >= CHECKS_AT_LEAST
    operations = {f"{method.upper()} {path}" for path, methods in document()["paths"].items() for method in methods}
    # An order takes each step once, and by chance, and a request only from its desk; that they succeed is tested by
    # hand, in test_orders and test_requests.
    steps = {
        operation for operation in operations if re.match(r"POST .*(?:\{paper_id\}|\{request_id\}/steps)", operation)
    }
    assert succeeded.keys() >= operations - steps
