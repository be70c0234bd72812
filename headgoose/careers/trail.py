"""What this room's acts are called in the trail."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.careers.models import Award, Extension, Handover, HandoverTask, Reserve, Review
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import (
    FieldWords,
    Named,
    SubjectKind,
    about_person,
    name_fields,
    name_subject,
    name_verbs,
)
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of

VERBS = {
    "careers.write_word": _("An own word on a year was written"),
    "careers.review_year": _("A year was reviewed"),
    "careers.return_review": _("A review was given back"),
    "careers.confirm_review": _("A review was confirmed"),
    "careers.record_award": _("An award was recorded"),
    "careers.revoke_award": _("An award was revoked"),
    "careers.extend_tenure": _("A tenure was extended"),
    "careers.propose_reserve": _("Somebody was proposed for the reserve"),
    "careers.list_reserve": _("Somebody was put on the reserve list"),
    "careers.take_off_reserve": _("Somebody was taken off the reserve list"),
    "careers.open_handover": _("A handover was opened"),
    "careers.name_successor": _("It was said who takes a seat over"),
    "careers.confirm_task": _("A task of a handover was confirmed"),
    "careers.give_in_stead": _("A task was confirmed in the stead of who left"),
    "careers.drop_handover": _("A handover was called off"),
    "careers.finish_handover": _("A seat was handed over"),
    "careers.carry_over_careers": _("Reviews, awards and reserves were carried over"),
}
SIDES: dict[str, Promise] = {"give": _("who leaves"), "take": _("who comes")}
KINDS: dict[str, Promise] = {
    "review": _("yearly reviews"),
    "award": _("awards"),
    "reserve": _("reserve lists"),
    "handover": _("handovers"),
}
FIELDS = {
    "year": FieldWords(_("Year")),
    "due_on": FieldWords(_("Due on")),
    "records": FieldWords(_("Kind of records"), words=KINDS),
    "side": FieldWords(_("Side"), words=SIDES),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(
        {"year": FieldWords(_("Year")), "due_on": FieldWords(_("Due on")), "side": FieldWords(_("Side"), words=SIDES)}
    )
    tenure = "tenure__place_id"
    for noun, label, model, place in (
        ("review", _("Review"), Review, tenure),
        ("award", _("Award"), Award, tenure),
        ("extension", _("Extension"), Extension, tenure),
        ("reserve", _("Reserve"), Reserve, "place_id"),
        ("handover", _("Handover"), Handover, "left__place_id"),
        ("handovertask", _("Task of a handover"), HandoverTask, "handover__left__place_id"),
    ):
        name_subject(SubjectKind(f"careers.{noun}", label, _namer(model, place), _placer(model, place)))
    name_subject(SubjectKind("careers.career", _("Careers"), lambda ids, actor, on: {}))
    about_person.append(subjects_about)


Namer = Callable[[Sequence[int], Actor, date], Mapping[int, Named]]
PERSONS = {
    Review: "person",
    Award: "person",
    Extension: "tenure__person",
    Reserve: "person",
    Handover: "left__person",
    HandoverTask: "handover__left__person",
}


def _namer(model: Any, place: str) -> Namer:
    """Names of records at places where the actor appoints, or that are the actor's own: the person's name."""

    def name(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
        person = PERSONS[model]
        rows = list(model.objects.filter(pk__in=ids).values_list("pk", place, f"{person}_id", f"{person}__name"))
        spans = last_spans_of({row[1] for row in rows})
        known = actor.scope(Right.APPOINT)
        return {
            pk: Named(said, reverse("person-chain", args=[person_id]))
            for pk, place_id, person_id, said in rows
            if person_id == actor.person_id or is_inside(spans[place_id].key, known)
        }

    return name


def _placer(model: Any, place: str) -> Callable[[Sequence[int]], Mapping[int, Area]]:
    """The areas in which records lie."""

    def areas(ids: Sequence[int]) -> Mapping[int, Area]:
        places = dict(model.objects.filter(pk__in=ids).values_list("pk", place))
        spans = last_spans_of(set(places.values()))
        return {pk: spans[place_id].area for pk, place_id in places.items() if place_id in spans}

    return areas


def subjects_about(person_id: int) -> list[str]:
    """Reviews, awards, extensions, reserves and handovers of a person."""
    found: list[str] = []
    for model, person in PERSONS.items():
        which = Q(**{f"{person}_id": person_id})
        if model is Handover:
            which |= Q(came__person_id=person_id)
        found += _subjects(model, which)
    return found


def _subjects(model: type[models.Model], which: Q) -> list[str]:
    rows: Any = model
    name = model._meta.model_name
    return [f"careers.{name}:{pk}" for pk in rows.objects.filter(which).values_list("pk", flat=True)]
