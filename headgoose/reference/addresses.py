"""All addresses, and which of them anybody may call."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from headgoose.reference.table import table

TITLE = "Addresses"


def lines() -> Iterator[str]:
    """The short list of public addresses, then the others."""
    found = sorted((route, pattern.name or "", gate) for route, pattern, gate in _walk(get_resolver().url_patterns))
    for gate, sentence in (
        ("public", "Anybody may call these:"),
        ("signed-in", "These are for signed-in users, and show what lies within the user's posts:"),
        ("token", "These are for programmes that bring a token, and answer within what its user's posts allow:"),
    ):
        yield sentence
        yield ""
        yield from table(["address", "name"], ([f"`/{route}`", name] for route, name, own in found if own == gate))
        yield ""


def _walk(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern, getattr(pattern.callback, "gate", "no gate")
