"""What a form offers: desks to send to, places to take a request down at, units to complain of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headgoose.casework.desks import Chain, chain_of_key, general_type
from headgoose.casework.forms_office import DESK_SIGN
from headgoose.casework.models import Category, Request
from headgoose.casework.routing import NOBODY, Against
from headgoose.casework.rules import against_of
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level, parent_code
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType, Tenure
from headgoose.places.models import Span

# A post with one of these can have a request on its desk.
AT_DESKS = {Right.ANSWER_REQUESTS.value, Right.DIRECT_REQUESTS.value, Right.ANSWER_WHISTLES.value}
PLACES_MOST = 600
WORKER = "worker"
AGAINST_LEVELS = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)

Group = tuple[str, list[tuple[str, str]]]


def desk_types(types: Iterable[PostType]) -> list[PostType]:
    """The types of post that can have a request on their desk, in the order of the programme."""
    return sorted((type_ for type_ in types if AT_DESKS & set(type_.may)), key=lambda type_: type_.order)


def desks_for(request: Request, on: date, leave_present: bool = False) -> list[Group]:
    """The desks that a request can be sent to, by place from its own upward; empty ones say so."""
    chain = chain_of_key(request.key, on)
    held = set(
        Tenure.objects.filter(place_id__in=chain.place_ids, start_on__lte=on, end_on__gt=on).values_list(
            "place_id", "type_id"
        )
    )
    against, present = against_of(request), (request.desk_place_id, request.desk_type_id)
    groups: list[Group] = []
    for level in sorted(chain.spans, reverse=True):
        span, offered = chain.spans[level], []
        for type_ in desk_types(tables().types.values()):
            desk = (span.place_id, type_.pk)
            if int(span.kind) not in type_.kinds or against.meets(desk) or (leave_present and desk == present):
                continue
            label = type_.name if desk in held else _("%(post)s (nobody in post)") % {"post": type_.name}
            offered.append((f"{span.code}{DESK_SIGN}{type_.code}", label))
        if offered:
            groups.append((span.said, offered))
    return groups


def categories_for(request: Request, on: date) -> list[tuple[str, str]]:
    """The other categories that a request can be put under."""
    chain = chain_of_key(request.key, on)
    found = tables().categories_at(chain.place_ids)
    return [(one.code, one.name) for one in found if one.code != request.category.code]


@dataclass(frozen=True)
class Offered:
    """What the form of a new request offers.

    Args:
        places: None where the actor's area is too large to list: a place has to be chosen first.
    """

    places: Sequence[Group] | None
    categories: Sequence[Category]
    against: Sequence[tuple[str, str]]

    @property
    def choices(self) -> dict[str, Any]:
        """Choices by field."""
        categories = [(one.code, one.name) for one in self.categories]
        return {"place": self.places or [], "category": categories, "against": self.against}


def offered_to(actor: Actor, on: date, within: Span | None = None) -> Offered:
    """What an actor may take down: at the villages and grids of their areas, or of one place within them."""
    areas = actor.scope(Right.ANSWER_REQUESTS)
    if within is not None:
        areas = tuple(common for area in areas if (common := area.overlap(within.area)))
    spans = Span.objects.on(on).within(areas).filter(kind__gte=50).order_by("key", "kind")
    found = list(spans[: PLACES_MOST + 1]) if areas else []
    first = chain_of_key(found[0].key, on) if found else None
    categories = tables().categories_at(first.place_ids) if first else []
    places = None if len(found) > PLACES_MOST else _by_village(found)
    return Offered(places, categories, _against(first))


def _by_village(spans: Sequence[Span]) -> list[Group]:
    groups: dict[str, Group] = {}
    above = {span.code: span.said for span in spans if span.level is Level.VILLAGE}
    for span in spans:
        village = span.code if span.level is Level.VILLAGE else parent_code(span.code) or ""
        title = above.get(village, village)
        groups.setdefault(village, (title, []))[1].append((span.code, span.said))
    return list(groups.values())


def _against(chain: Chain | None) -> list[tuple[str, str]]:
    """The units that a request can complain of, by level: what they are called is known when the place is."""
    if chain is None:
        return [("", _("nobody"))]
    labels = {
        Level.VILLAGE: _("the office of the village or community"),
        Level.TOWNSHIP: _("the office of the township"),
        Level.COUNTY: _("the office of the county"),
    }
    offices = [(level.name.lower(), labels[level]) for level in AGAINST_LEVELS]
    return [("", _("nobody")), (WORKER, _("the grid worker")), *offices]


def read_against(text: str, chain: Chain) -> Against:
    """The unit that a choice stands for at a place."""
    level = Level.GRID if text == WORKER else next((one for one in AGAINST_LEVELS if one.name.lower() == text), None)
    span = chain.spans.get(level) if level is not None else None
    if span is None:
        return NOBODY
    return Against(span.place_id, tables().types[general_type(span)].pk if text == WORKER else None)
