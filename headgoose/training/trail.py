"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import (
    FieldWords,
    Named,
    SubjectKind,
    about_person,
    fields,
    name_fields,
    name_subject,
    name_verbs,
)
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of
from headgoose.training.models import Enrolment, TrainingClass

VERBS = {
    "training.plan_class": _("A class was planned"),
    "training.change_class": _("A planned class was changed"),
    "training.add_session": _("A session was added to a class"),
    "training.remove_session": _("A session was taken from a class"),
    "training.announce_class": _("A class was announced"),
    "training.begin_class": _("A class began"),
    "training.cancel_class": _("A class was cancelled"),
    "training.hand_out_seats": _("Seats in a class were handed out"),
    "training.name_person": _("Somebody was named for a class"),
    "training.withdraw_person": _("Somebody withdrew from a class"),
    "training.scan_code": _("Somebody scanned the code of a session"),
    "training.enter_sheet": _("The sheet of a session was entered"),
    "training.take_list": _("A list of a class's roll was taken"),
    "training.repeat_list": _("A list of a class's roll was sent once more; it had been taken already"),
    "training.approve_hours": _("The hours of a class were approved"),
    "training.correct_hours": _("Approved hours were corrected"),
    "training.issue_certificate": _("A certificate was given its number"),
    "training.evaluate_class": _("A participant evaluated a class"),
    "training.add_material": _("A document was put under a class"),
    "training.remove_material": _("A document was taken from a class"),
    "training.carry_over_classes": _("Classes of former years were carried over"),
}
FIELDS = {
    "track": FieldWords(_("Track")),
    "seats": FieldWords(pgettext_lazy("of a class", "Seats")),
    "class": FieldWords(_("Class"), noun="training.class"),
    "session": FieldWords(_("Session")),
    "minutes": FieldWords(_("Minutes")),
    "marks": FieldWords(_("Marks on the roll")),
    "present": FieldWords(_("Onto the roll")),
    "absent": FieldWords(_("Off the roll")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields({name: words for name, words in FIELDS.items() if name not in fields})
    name_subject(SubjectKind("training.class", _("Class"), name_classes, areas_of_classes))
    name_subject(SubjectKind("training.enrolment", _("Place in a class"), name_enrolments, areas_of_enrolments))
    about_person.append(subjects_about)


def subjects_about(person_id: int) -> list[str]:
    """The places in classes that a person had."""
    rows = Enrolment.objects.filter(person_id=person_id).values_list("pk", flat=True)
    return [f"training.enrolment:{pk}" for pk in rows]


def name_classes(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Classes by their titles: they are no secret."""
    rows = TrainingClass.objects.filter(pk__in=ids)
    return {row.pk: Named(row.title, reverse("training-class", args=[row.pk])) for row in rows}


def name_enrolments(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Who in which class, of those in post inside the actor's areas."""
    rows = list(Enrolment.objects.filter(pk__in=ids).select_related("person", "training_class", "tenure"))
    spans = last_spans_of(row.tenure.place_id for row in rows)
    known = [*actor.scope(Right.READ), *actor.scope(Right.READ_TRAIL)]
    return {
        row.pk: Named(
            f"{row.person.name} · {row.training_class.title}", reverse("training-class", args=[row.training_class_id])
        )
        for row in rows
        if row.tenure.place_id in spans and is_inside(spans[row.tenure.place_id].key, known)
    }


def areas_of_classes(ids: Sequence[int]) -> Mapping[int, Area]:
    """The places that organise classes."""
    return _areas(dict(TrainingClass.objects.filter(pk__in=ids).values_list("pk", "place_id")))


def areas_of_enrolments(ids: Sequence[int]) -> Mapping[int, Area]:
    """The places of the posts by which people were named."""
    return _areas(dict(Enrolment.objects.filter(pk__in=ids).values_list("pk", "tenure__place_id")))


def _areas(places: Mapping[int, int]) -> dict[int, Area]:
    spans = last_spans_of(places.values())
    return {pk: spans[place].area for pk, place in places.items() if place in spans}
