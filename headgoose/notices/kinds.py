"""The kinds of notices: each room declares its own, in `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

LONGEST_KIND = 60
Params = Mapping[str, Any]


class _Gaps(dict[str, str]):
    """Stands in for values that are not known: each is an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(frozen=True)
class Kind:
    """One kind of notice, in words that are filled in when somebody reads it, in their language."""

    code: str
    title: Promise
    body: Promise
    url: Callable[[Params], str]
    urgent: bool = False

    def title_of(self, params: Params) -> str:
        """One line."""
        return str(self.title) % params

    def body_of(self, params: Params) -> str:
        """A sentence or two."""
        return str(self.body) % params

    @property
    def label(self) -> str:
        """What the kind is called where one chooses among kinds: its title with gaps."""
        return str(self.title) % _Gaps()


@dataclass
class _Declared:
    kinds: dict[str, Kind] = field(default_factory=dict)


_declared = _Declared()


def declare(kind: str, *, title: Promise, body: Promise, url: Callable[[Params], str], urgent: bool = False) -> None:
    """Say what a kind of notice says and where it leads.

    Args:
        kind: "room.what_happened".
        title, body: lazy translations with placeholders %(name)s, filled from the params of each notice.
        url: `url(params)` gives an address on this site.
        urgent: it also goes to channels that take urgent notices only.
    """
    if not 0 < len(kind) <= LONGEST_KIND:
        raise ValueError(f"a kind of notice has 1 to {LONGEST_KIND} characters: {kind!r}")
    _declared.kinds[kind] = Kind(kind, title, body, url, urgent)


def find_kind(code: str) -> Kind | None:
    """A kind by its code; None for one that is declared no longer."""
    return _declared.kinds.get(code)


def get_kind(code: str) -> Kind:
    """A kind by its code. Raises ValueError for one that nobody declared."""
    kind = find_kind(code)
    if kind is None:
        raise ValueError(f"nobody declared the notice {code!r}")
    return kind


def all_kinds() -> list[Kind]:
    """All of them by code."""
    return [_declared.kinds[code] for code in sorted(_declared.kinds)]
