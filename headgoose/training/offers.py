"""Which classes an actor can name somebody for, with one click: of their track, with a free seat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.people.models import Tenure
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of
from headgoose.training.models import Enrolment, Quota, TrackType, TrainingClass
from headgoose.training.queries import free_seats, open_classes


@dataclass(frozen=True)
class Offer:
    """A class with seats that the actor may fill, and whom for: the areas, the types of post, how many seats."""

    training_class: TrainingClass
    areas: tuple[Area, ...]
    types: frozenset[int]
    free: int

    def suits(self, type_id: int, key: int) -> bool:
        """Whether the holder of a post of a type at a place can be named."""
        return type_id in self.types and is_inside(key, self.areas)


def open_offers(actor: Actor, on: date) -> list[Offer]:
    """All classes with free seats that the actor may fill, the next first."""
    classes = list(open_classes(on))
    quotas = list(Quota.objects.filter(training_class__in=[one.pk for one in classes]))
    areas = {place: span.area for place, span in last_spans_of(quota.place_id for quota in quotas).items()}
    mine = [quota for quota in quotas if actor.may(Right.TRAIN, areas[quota.place_id])]
    free = free_seats(mine)
    types: dict[int, set[int]] = {}
    for track, type_ in TrackType.objects.values_list("track", "type"):
        types.setdefault(track, set()).add(type_)
    offers = []
    for one in classes:
        of_class = [quota for quota in mine if quota.training_class_id == one.pk and free[quota.pk] > 0]
        if of_class:
            within = tuple(areas[quota.place_id] for quota in of_class)
            seats = sum(free[quota.pk] for quota in of_class)
            offers.append(Offer(one, within, frozenset(types.get(one.track_id, ())), seats))
    return offers


def offers_for(actor: Actor, person_id: int, on: date) -> list[Offer]:
    """The classes that the actor can name a person for now."""
    tenures = Tenure.objects.filter(person_id=person_id, start_on__lte=on, end_on__gt=on)
    return without_those_in(suiting(open_offers(actor, on), list(tenures)), person_id)


def suiting(offers: Iterable[Offer], tenures: Sequence[Tenure]) -> list[Offer]:
    """Offers for the holder of some posts."""
    spans = last_spans_of(tenure.place_id for tenure in tenures)
    return [
        offer
        for offer in offers
        if any(
            offer.suits(tenure.type_id, spans[tenure.place_id].key)
            for tenure in tenures
            if tenure.end_on > offer.training_class.start_on and tenure.place_id in spans
        )
    ]


def without_those_in(offers: Sequence[Offer], person_id: int) -> list[Offer]:
    """Offers of classes that the person is not in."""
    ids = [offer.training_class.pk for offer in offers]
    rows = Enrolment.objects.filter(person_id=person_id, withdrawn_at=None, training_class__in=ids)
    inside = set(rows.values_list("training_class_id", flat=True))
    return [offer for offer in offers if offer.training_class.pk not in inside]
