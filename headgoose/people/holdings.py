"""What this room holds about a person, as plain values."""

from typing import Any

from django.forms import model_to_dict

from headgoose.people.models import Kinship, Person, Tenure, TenurePast
from headgoose.places.models import Span
from headgoose.records.models import Act

TENURE_COLUMNS = ("start_on", "end_on", "how", "end_reason", "known_at")


def person_held(person_id: int) -> list[dict[str, Any]]:
    """The row of the person."""
    return [model_to_dict(person) for person in Person.objects.filter(pk=person_id)]


def tenures_held(person_id: int) -> list[dict[str, Any]]:
    """Every tenure, voided ones too."""
    tenures = Tenure.with_voided.filter(person_id=person_id).order_by("start_on", "pk")
    return [_tenure(tenure, tenure.pk) for tenure in tenures.select_related("type", "order", "batch", "ended_by")]


def past_tenures_held(person_id: int) -> list[dict[str, Any]]:
    """What was on record of tenures before it was put right."""
    versions = TenurePast.objects.filter(person_id=person_id).order_by("tenure_id", "known_at")
    versions = versions.select_related("type", "order", "batch", "ended_by")
    return [{**_tenure(past, past.tenure_id), "known_until": past.known_until} for past in versions]


def kin_held(person_id: int) -> list[dict[str, Any]]:
    """Kin on record, whose posts must not meet; the other's name is the other's."""
    kin = Kinship.objects.filter(person_a_id=person_id) | Kinship.objects.filter(person_b_id=person_id)
    return [
        {"person": one.person_b_id if one.person_a_id == person_id else one.person_a_id, "kind": one.kind}
        for one in kin
    ]


def acts_held(person_id: int) -> list[dict[str, Any]]:
    """What was done about the person and their tenures; the address that somebody else came from is theirs."""
    tenures = Tenure.with_voided.filter(person_id=person_id).values_list("pk", flat=True)
    subjects = [f"people.person:{person_id}", *(f"people.tenure:{pk}" for pk in tenures)]
    return [
        {
            "at": act.at,
            "by": act.actor_label,
            "verb": act.verb,
            "subject": act.subject,
            "before": act.before,
            "after": act.after,
        }
        for act in Act.objects.filter(subject__in=subjects).order_by("pk")
    ]


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
