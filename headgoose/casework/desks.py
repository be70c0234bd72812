"""Desks: a type of post at a place. Who holds such a post today sits at the desk; nobody else does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import LEVEL_OF_DIGITS, Level, key_of
from headgoose.kernel.prepared import Prepared, run_prepared
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import PostType, Tenure
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span, plain_code

# Whose desk it is at each level where no rule names another.
GENERAL = {
    Level.GRID: "grid_worker",
    Level.VILLAGE: "secretary",
    Level.TOWNSHIP: "township_officer",
    Level.COUNTY: "county_officer",
    Level.PREFECTURE: "prefecture_officer",
    Level.PROVINCE: "province_officer",
}
COMMUNITY_DESK = "community_secretary"

Desk = tuple[int, int]

# A place with all above it, by their keys; every request begins with it.
CHAIN = Prepared(
    lambda province, prefecture, county, township, village, grid, on: (
        Span.objects.on(on)
        .filter(
            Q(key=province, kind=Kind.PROVINCE)
            | Q(key=prefecture, kind=Kind.PREFECTURE)
            | Q(key=county, kind=Kind.COUNTY)
            | Q(key=township, kind=Kind.TOWNSHIP)
            | Q(key=village, kind__gte=Kind.VILLAGE, kind__lt=Kind.GRID)
            | Q(key=grid, kind=Kind.GRID)
        )
        .order_by("kind")
    ),
    province=int,
    prefecture=int,
    county=int,
    township=int,
    village=int,
    grid=int,
    on=date,
)
IN_FORCE = "SELECT count(*) FROM places_span WHERE id IN ({ids}) AND start_on <= %s AND end_on > %s".format(
    ids=", ".join(["%s"] * len(Level))
)
HOLDERS = Prepared(
    lambda place, type_id, on: Tenure.objects.filter(
        place_id=place, type_id=type_id, start_on__lte=on, end_on__gt=on
    ).order_by("pk"),
    place=int,
    type_id=int,
    on=date,
)


@dataclass(frozen=True)
class Chain:
    """A place and what lies above it on a day, by level."""

    spans: Mapping[Level, Span]

    @property
    def lowest(self) -> Span:
        """The place itself."""
        return self.spans[max(self.spans)]

    @property
    def village(self) -> Span:
        """The village or community in which it lies."""
        return self.spans[Level.VILLAGE]

    @property
    def place_ids(self) -> list[int]:
        """From the place itself upward."""
        return [self.spans[level].place_id for level in sorted(self.spans, reverse=True)]

    def level_of(self, place_id: int) -> Level | None:
        """At which level a place stands in it."""
        return next((level for level, span in self.spans.items() if span.place_id == place_id), None)


def chain_of_key(key: int, on: date) -> Chain:
    """The chain of the place with a key on a day; empty where there is none."""
    keys = {level.name.lower(): key - key % level.divisor for level in Level}
    spans = {span.level: span for span in CHAIN.all(**keys, on=on)}
    return Chain({level: span for level, span in spans.items() if span.key <= key})


def get_chain(code: str, on: date) -> Chain:
    """The chain of a village, community or grid. Raises Refused (NOT_FOUND, INVALID)."""
    chain = find_chain(code, on)
    if chain is not None:
        return chain
    # It is none; the longer way says why.
    span = get_span(code, on)
    if span.level < Level.VILLAGE:
        raise Refused(_("A request belongs to a village, a community or a grid."), field="place")
    return chain_of_key(span.key, on)


def find_chain(code: str, on: date) -> Chain | None:
    """The chain of a village, community or grid, or None for any other code."""
    plain = plain_code(code)
    if len(plain) < Level.VILLAGE.digits or len(plain) not in LEVEL_OF_DIGITS:
        return None
    if not (plain.isascii() and plain.isdigit()):
        return None
    chain = chain_of_key(key_of(plain), on)
    return chain if chain.spans and chain.lowest.code == plain else None


def still_stands(chain: Chain, on: date) -> bool:
    """Whether a chain that was looked up before is still what the map says on a day."""
    ids = [span.pk for span in chain.spans.values()]
    ids += ids[-1:] * (len(Level) - len(ids))
    return run_prepared(IN_FORCE, [*ids, on.isoformat(), on.isoformat()]) == [(len(chain.spans),)]


def general_type(span: Span) -> str:
    """The type of post whose desk is the general one of a place."""
    return COMMUNITY_DESK if span.kind == Kind.COMMUNITY else GENERAL[span.level]


def get_type(code: str) -> PostType:
    """A type of post by its code. Raises Refused (NOT_FOUND)."""
    found = types_by_code().get(code)
    if found is None:
        raise Refused(_("There is no such type of post."), Because.NOT_FOUND, field="post_type")
    return found


def types_by_code() -> dict[str, PostType]:
    """Every type of post."""
    return {type_.code: type_ for type_ in PostType.objects.all()}


def holders_of(desk: Desk, on: date) -> list[int]:
    """The persons who sit at a desk on a day."""
    place_id, type_id = desk
    return [tenure.person_id for tenure in HOLDERS.all(place=place_id, type_id=type_id, on=on)]


def desks_of(actor: Actor, on: date) -> frozenset[Desk]:
    """The desks at which an actor sits on a day."""
    if actor.person_id is None:
        return frozenset()
    held = Tenure.objects.filter(person_id=actor.person_id, start_on__lte=on, end_on__gt=on)
    return frozenset(held.values_list("place_id", "type_id"))


def at_desks(desks: Iterable[Desk], place: str, type_: str) -> Q:
    """A condition on two columns: they name one of the desks. No desks, no rows."""
    condition = Q(pk__in=[])
    for place_id, type_id in sorted(desks):
        condition |= Q(**{place: place_id, type_: type_id})
    return condition
