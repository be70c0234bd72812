"""The description is exact: programmes made up from it, well-formed and not, find no answer that it does not describe.

Every check and every phase that schemathesis has is on. The data come from a fixed seed, so that a run is like the one
before it.
"""

import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from headgoose.access.models import User
from headgoose.api.tests.conftest import COUNTY, TOWNSHIP, V1, VILLAGE, Programmes
from headgoose.kernel.rights import Right
from headgoose.people.models import Person, Post, Tenure
from headgoose.settings import PACKAGE

EXAMPLES_AN_OPERATION = 30
EXAMPLES_AT_LEAST = 2_000
CHECKS_AT_LEAST = 14
SEED = 20_260_601
NETWORK = {"max_redirects", "verify", "cert", "proxies"}
KNOWN = {"code": "path", "post_id": "path", "person_id": "path", "tenure_id": "path", "within": "query"}


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
            "parameters": {
                f"{where}.{name}": {"dictionary": name, "probability": 0.7} for name, where in KNOWN.items()
            },
            "suppress-health-check": ["all"],
        }
    )


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out settings of the network, which schemathesis 4.32 hands to its probes of an application in process."""
    send = WSGITransport.send

    def sent(transport: Any, case: Any, **settings: Any) -> Any:
        return send(transport, case, **{name: value for name, value in settings.items() if name not in NETWORK})

    monkeypatch.setattr(WSGITransport, "send", sent)


@pytest.fixture
def api(
    transactional_db: None, in_process: None, programme: Programmes, user_at: Callable[..., User], settings: Any
) -> Any:
    """The API in process, on the small tree with a few people in post."""
    settings.API_REQUESTS_A_MINUTE = settings.API_FAILURES_A_MINUTE = 1_000_000
    for post_type, code in [("secretary", VILLAGE), ("graduate", VILLAGE), ("township_officer", TOWNSHIP)]:
        user_at(post_type, code)
    token = programme("county_officer", COUNTY, Right.APPOINT)
    known: dict[str, list[Any]] = {
        "code": [COUNTY, VILLAGE, TOWNSHIP, "231221100200001", "231222", "2312"],
        "within": [COUNTY, VILLAGE, "231222"],
        "post_id": list(Post.objects.values_list("pk", flat=True)),
        "person_id": list(Person.objects.values_list("pk", flat=True)),
        "tenure_id": list(Tenure.objects.values_list("pk", flat=True)),
    }
    schemathesis.openapi.format("date", st.dates(date(1949, 10, 1), date(2099, 12, 31)).map(str))
    return schemathesis.openapi.from_wsgi(f"{V1}openapi.json", WSGIHandler(), config=config(known, token.secret))


def fault_of(event: events.ScenarioFinished, check: Any) -> str:
    """What a check found, and how to ask the same again."""
    info = check.failure_info
    return f"{event.label}: {check.name}: {info.failure}\n{info.code_sample}"


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_every_answer_is_as_described(api: Any) -> None:
    examples, checks, statuses, found = 0, set(), Counter[int](), []
    for event in from_schema(api).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            examples += len(event.recorder.cases)
            statuses.update(sent.response.status_code for sent in event.recorder.interactions.values() if sent.response)
            for done in event.recorder.checks.values():
                checks |= {check.name for check in done}
                found += [fault_of(event, check) for check in done if check.failure_info]
    assert sorted(set(found)) == []
    assert examples >= EXAMPLES_AT_LEAST
    assert len(checks) >= CHECKS_AT_LEAST
