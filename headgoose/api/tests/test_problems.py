"""Whatever goes wrong is a problem, in the reader's language, and repeats nothing of what was sent."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from headgoose.api import assembly
from headgoose.api.problems import EVERY_KIND
from headgoose.api.tests.conftest import COUNTY, V1, Programme, Programmes
from headgoose.kernel.rights import Right
from headgoose.places import api as places

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(programme: Programmes) -> Programme:
    return programme("county_officer", COUNTY, Right.APPOINT)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    told: dict[str, Any] = json.loads(answer.content)
    assert (told["status"], told["code"], told["type"]) == (status, code, f"/api/#problem-{code}")
    assert told["title"]
    assert told["detail"]
    return told


def test_an_address_that_is_not_there_is_a_problem_for_anybody(client: Client, officer: Programme) -> None:
    problem(client.get(f"{V1}nothing"), 404, "not_found")
    problem(officer.get("places/231221/nothing"), 404, "not_found")
    problem(officer.get("figures/NOPE"), 404, "not_found")


def test_an_address_that_is_no_text_is_a_problem(client: Client) -> None:
    problem(client.get(f"{V1}places/%ff"), 400, "bad_request")
    problem(client.get(f"{V1}places?within=%00"), 400, "bad_request")


def test_a_method_that_is_not_offered_is_told_which_are(officer: Programme) -> None:
    answer = officer.client.delete(f"{V1}orders")
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, POST, HEAD"


def test_head_answers_like_get(officer: Programme) -> None:
    answer = officer.client.head(f"{V1}me", headers={"Authorization": f"Bearer {officer.secret}"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json; charset=utf-8")


def test_only_json_is_answered_and_taken(officer: Programme) -> None:
    problem(officer.get("me", Accept="text/html"), 406, "not_acceptable")
    assert officer.get("me", Accept="text/html, application/json;q=0.1").status_code == 200
    headers = {"Authorization": f"Bearer {officer.secret}", "Idempotency-Key": "k" * 8}
    problem(officer.client.post(f"{V1}orders", {"a": "b"}, headers=headers), 415, "unsupported_media_type")
    broken = officer.client.post(f"{V1}orders", "{", content_type="application/json", headers=headers)
    problem(broken, 400, "bad_request")
    latin = officer.client.post(f"{V1}orders", b'{"a": "\xe9"}', content_type="application/json", headers=headers)
    problem(latin, 400, "bad_request")


def test_a_body_beyond_the_limit_is_too_large(officer: Programme, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = officer.post("orders", {"title": "x" * 200}, **{"Idempotency-Key": "k" * 8})
    problem(answer, 413, "too_large")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("on=2026-02-29", "on"),
        ("on=1949-09-30", "on"),
        ("on=20260601", "on"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=+5", "limit"),
        ("limit=5_0", "limit"),
        ("level=hamlet", "level"),
        ("within=23122", "within"),
        ("after=abc", "after"),
        ("tpye=secretary", "tpye"),
        ("limit=5&limit=6", "limit"),
    ],
)
def test_a_wrong_parameter_is_named_and_its_value_is_not(officer: Programme, query: str, field: str) -> None:
    told = problem(officer.get(f"places?{query}"), 422, "invalid")
    assert [(error["where"], error["field"]) for error in told["errors"]] == [("query", field)]
    assert told["errors"][0]["reason"] != ""


def test_a_wrong_body_is_told_field_by_field(officer: Programme) -> None:
    line = {"verb": "appoint", "post_id": True, "person_id": "7", "nmae": "x", "how": "bought"}
    body = {
        "number": "1",
        "title": "任免",
        "place": COUNTY,
        "effective_on": "2026-13-01",
        "lines": [line, {"verb": "fire"}],
    }
    told = problem(officer.post("orders", body, **{"Idempotency-Key": "k" * 8}), 422, "invalid")
    assert {error["field"] for error in told["errors"]} == {
        "effective_on",
        "lines.0.post_id",
        "lines.0.person_id",
        "lines.0.nmae",
        "lines.0.how",
        "lines.1",
    }
    assert "bought" not in json.dumps(told)


@pytest.mark.parametrize(("language", "title"), [("en", "Nothing is here"), ("zh-CN", "这里什么也没有")])
def test_problems_speak_the_readers_language(officer: Programme, language: str, title: str) -> None:
    answer = officer.get(f"places/{10**5:06}", **{"Accept-Language": language})
    told = problem(answer, 404, "not_found")
    assert answer.headers["Content-Language"] == ("en" if language == "en" else "zh-hans")
    if language == "en":
        assert told["title"] == title
        assert told["detail"] == "No place has the code 100000."
    else:
        assert told["title"] != "Nothing is here"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("database or disk is full"), 507, "full"),
        (OperationalError("database is locked"), 503, "unavailable"),
        (ZeroDivisionError("secret"), 500, "broken"),
    ],
)
def test_what_breaks_inside_is_a_problem_without_a_trace(
    officer: Programme, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def break_down(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(places, "get_place_asked", break_down)
    told = problem(officer.get(f"places/{COUNTY}"), status, code)
    assert "secret" not in json.dumps(told)


def test_every_kind_of_problem_is_described_on_the_page(client: Client) -> None:
    page = client.get("/api/").content.decode()
    assert all(f'id="problem-{kind.code}"' in page for kind in EVERY_KIND)


def test_the_description_names_every_operation_and_where_to_get_a_token(client: Client) -> None:
    document = client.get(f"{V1}openapi.json").json()
    described = {path.removeprefix(V1.rstrip("/")).strip("/") for path in document["paths"]}
    assert described == {route for route, _view in assembly.operations(assembly.api)}
    assert document["security"] == [{"Bearer": []}]
    for methods in document["paths"].values():
        for operation in methods.values():
            assert {"200", "201"} & operation["responses"].keys()
            assert {"401", "403", "404", "405", "406", "422", "429", "500", "503", "507"} <= operation[
                "responses"
            ].keys()
            assert operation["summary"]
            assert operation["description"]
            assert all(parameter["description"] for parameter in operation["parameters"])
