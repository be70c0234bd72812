"""What this room holds about a person, as plain values: all of it, or what lies inside some areas on the newest map."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Q
from django.forms import model_to_dict

from headgoose.kernel.area import Area
from headgoose.people.models import Kinship, Person, Tenure, TenurePast
from headgoose.people.queries import is_inside
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of
from headgoose.records.models import Act

TENURE_COLUMNS = ("start_on", "end_on", "how", "end_reason", "known_at")
Areas = Sequence[Area] | None
AnyTenure = TypeVar("AnyTenure", Tenure, TenurePast)


def person_held(person_id: int, areas: Areas = None) -> list[dict[str, Any]]:
    """The row of the person: whoever may have a file of them may have it whole."""
    return [model_to_dict(person) for person in Person.objects.filter(pk=person_id)]


def tenures_held(person_id: int, areas: Areas = None) -> list[dict[str, Any]]:
    """Every tenure, voided ones too."""
    tenures = Tenure.with_voided.filter(person_id=person_id).order_by("start_on", "pk")
    found = _inside(tenures.select_related("type", "order", "batch", "ended_by"), areas)
    return [_tenure(tenure, tenure.pk) for tenure in found]


def past_tenures_held(person_id: int, areas: Areas = None) -> list[dict[str, Any]]:
    """What was on record of tenures before it was put right."""
    versions = TenurePast.objects.filter(person_id=person_id).order_by("tenure_id", "known_at")
    found = _inside(versions.select_related("type", "order", "batch", "ended_by"), areas)
    return [{**_tenure(past, past.tenure_id), "known_until": past.known_until} for past in found]


def kin_held(person_id: int, areas: Areas = None) -> list[dict[str, Any]]:
    """Kin on record, whose posts must not meet; the other's name is the other's.

    Inside areas those who serve or served there: of others it is not said that they are kin.
    """
    kin = Kinship.objects.filter(person_a_id=person_id) | Kinship.objects.filter(person_b_id=person_id)
    others = [(one.person_b_id if one.person_a_id == person_id else one.person_a_id, one.kind) for one in kin]
    if areas is not None:
        tenures = Tenure.with_voided.filter(person_id__in=[other for other, _kind in others])
        seen = {tenure.person_id for tenure in _inside(tenures, areas)}
        others = [(other, kind) for other, kind in others if other in seen]
    return [{"person": other, "kind": kind} for other, kind in others]


def acts_held(person_id: int, areas: Areas = None) -> list[dict[str, Any]]:
    """What was done about the person and their tenures; the address that somebody else came from is theirs.

    Inside areas: this room's own acts. Who else was shown values, and why, is between them and the person.
    """
    tenures = _inside(Tenure.with_voided.filter(person_id=person_id), areas)
    about_tenures = Q(subject__in=[f"people.tenure:{tenure.pk}" for tenure in tenures])
    about_person = Q(subject=f"people.person:{person_id}")
    if areas is not None:
        near = Q(pk__in=[])
        for area in areas:
            near |= Q(place_key__gte=area.low, place_key__lt=area.high)
        about_tenures, about_person = about_tenures & Q(room="people"), about_person & Q(room="people") & near
    return [
        {
            "at": act.at,
            "by": act.actor_label,
            "verb": act.verb,
            "subject": act.subject,
            "before": act.before,
            "after": act.after,
        }
        for act in Act.objects.filter(about_tenures | about_person).order_by("pk")
    ]


def _inside(tenures: Iterable[AnyTenure], areas: Areas) -> list[AnyTenure]:
    """Those at places inside the areas on the newest map; without areas all."""
    found = list(tenures)
    if areas is None:
        return found
    spans = last_spans_of(tenure.place_id for tenure in found)
    return [one for one in found if one.place_id in spans and is_inside(spans[one.place_id].key, areas)]


def _tenure(tenure: Tenure | TenurePast, number: int) -> dict[str, Any]:
    place = Span.objects.filter(place_id=tenure.place_id, start_on__lte=tenure.start_on).order_by("-start_on").first()
    return {
        "tenure": number,
        "post": tenure.type.name,
        "place": place.said if place else tenure.place_id,
        **{column: getattr(tenure, column) for column in TENURE_COLUMNS},
        "batch": tenure.batch.name if tenure.batch else None,
        "order": tenure.order.number if tenure.order else None,
        "ended_by": tenure.ended_by.number if tenure.ended_by else None,
    }
