"""Default deny: every address says who may call it."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from headgoose.kernel.gate import public, signed_in
from headgoose.tests.architecture.source import walk

GATES = {"public", "signed-in", "token"}


def ungated(patterns: list[URLPattern | URLResolver]) -> list[str]:
    return [route for route, pattern, _ in walk(patterns) if getattr(pattern.callback, "gate", None) not in GATES]


def test_every_address_has_a_gate() -> None:
    assert ungated(get_resolver().url_patterns) == []


def test_there_are_addresses_to_look_at() -> None:
    assert len(list(walk(get_resolver().url_patterns))) > 5


def test_a_planted_view_without_a_gate_is_found() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    planted: list[URLPattern | URLResolver] = [
        path("open/", signed_in(view)),
        path("bare/", lambda request: HttpResponse()),
        path("all/", public(view)),
    ]
    assert ungated(planted) == ["bare/"]
