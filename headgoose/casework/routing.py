"""To which desk a request goes, and why: a pure choice over rules, the places above, and who is in post."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from headgoose.casework.desks import Chain, Desk, general_type
from headgoose.casework.models import RouteRule
from headgoose.kernel.area import Level
from headgoose.people.models import PostType
from headgoose.places.models import Span

# What stood against a desk on the way.
NO_PLACE, COMPLAINED_OF, VACANT = "no_place", "complained_of", "vacant"


@dataclass(frozen=True)
class Against:
    """The unit that a request complains of: a desk, or with no type the whole office of a place."""

    place_id: int | None = None
    type_id: int | None = None

    def meets(self, desk: Desk) -> bool:
        """Whether a desk belongs to the unit."""
        return self.place_id is not None and desk[0] == self.place_id and self.type_id in (None, desk[1])


NOBODY = Against()


@dataclass(frozen=True)
class Route:
    """A desk with the reasons for it.

    Args:
        skipped: desks that came first, each with its level, type and what stood against it.
    """

    place: Span
    type: PostType
    rule: RouteRule | None
    skipped: list[dict[str, Any]] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.place.place_id, self.type.pk

    @property
    def why(self) -> dict[str, Any]:
        """What an event keeps of it."""
        rule = self.rule
        said = {"rule": rule.pk, "category": rule.category, "level": rule.level} if rule else {}
        return {**said, "skipped": self.skipped}


def find_route(
    chain: Chain,
    rule: RouteRule,
    types: dict[str, PostType],
    is_held: Callable[[Desk], bool],
    against: Against = NOBODY,
) -> Route:
    """The desk that a rule names, or the next general one above that is in post and not complained of."""
    skipped: list[dict[str, Any]] = []
    wanted = rule.post_type
    for level in sorted(Level, reverse=True):
        if level > rule.level:
            continue
        span = chain.spans.get(level)
        code = wanted if level == rule.level and wanted in types else general_type(span) if span else ""
        if span is None:
            skipped.append({"level": int(level), "why": NO_PLACE})
            continue
        # A rule for villages names the secretary; a community has one of its own.
        if level == Level.VILLAGE and code == "secretary":
            code = general_type(span)
        against_it = _below_complained_of(chain, level, against) or _hindrance(span, types[code], is_held, against)
        if not against_it:
            return Route(span, types[code], rule, skipped)
        skipped.append({"level": int(level), "type": code, "why": against_it})
    return _last_resort(chain, types, rule, skipped)


def _below_complained_of(chain: Chain, level: Level, against: Against) -> str:
    """A complaint of a whole office is not for those who work under it."""
    if against.place_id is None or against.type_id is not None:
        return ""
    office = chain.level_of(against.place_id)
    return COMPLAINED_OF if office is not None and level >= office else ""


def _hindrance(span: Span, type_: PostType, is_held: Callable[[Desk], bool], against: Against) -> str:
    desk = (span.place_id, type_.pk)
    if against.meets(desk):
        return COMPLAINED_OF
    return "" if is_held(desk) else VACANT


def _last_resort(
    chain: Chain, types: dict[str, PostType], rule: RouteRule | None, skipped: list[dict[str, Any]]
) -> Route:
    """Nobody is in post all the way up: it waits at the county for whoever comes into post there."""
    level = Level.COUNTY if Level.COUNTY in chain.spans else min(chain.spans)
    span = chain.spans[level]
    return Route(span, types[general_type(span)], rule, skipped)


def find_above(
    chain: Chain,
    desk_level: Level,
    types: dict[str, PostType],
    is_held: Callable[[Desk], bool],
    against: Against = NOBODY,
) -> Route | None:
    """The general desk of the next level above that can take an escalation; None from the prefecture on."""
    skipped: list[dict[str, Any]] = []
    for level in sorted(Level, reverse=True):
        span = chain.spans.get(level)
        if level >= desk_level or level < Level.PREFECTURE or span is None:
            continue
        type_ = types[general_type(span)]
        against_it = _hindrance(span, type_, is_held, against)
        if not against_it:
            return Route(span, type_, None, skipped)
        skipped.append({"level": int(level), "type": type_.code, "why": against_it})
    return None
