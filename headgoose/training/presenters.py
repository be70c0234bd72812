"""How those in post, classes and places in them are shown as the records behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.registries import Hit
from headgoose.look.wording import day_text
from headgoose.people.models import Tenure
from headgoose.places.wording import dated
from headgoose.training.models import Enrolment, TrainingClass
from headgoose.training.wording import hours_text


def present_cadres(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Who, in which post since when, and their classes on the person's page."""
    rows = Tenure.objects.filter(pk__in=ids).select_related("person", "type")
    return {
        row.pk: Hit(
            row.person.name,
            _("%(post)s since %(day)s") % {"post": row.type.name, "day": day_text(row.start_on)},
            f"{dated(reverse('person', args=[row.person_id]), on)}#training",
        )
        for row in rows
    }


def present_classes(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """The title of each class, its track and days."""
    rows = TrainingClass.objects.filter(pk__in=ids).select_related("track")
    return {
        row.pk: Hit(
            row.title,
            f"{row.track.name} · {day_text(row.start_on)} – {day_text(row.end_on)}",
            reverse("training-class", args=[row.pk]),
        )
        for row in rows
    }


def present_enrolments(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Who was in which class, and for how long."""
    rows = Enrolment.objects.filter(pk__in=ids).select_related("person", "training_class")
    return {
        row.pk: Hit(
            row.person.name,
            f"{row.training_class.title} · {hours_text(row.minutes or 0)}",
            reverse("training-class", args=[row.training_class_id]),
        )
        for row in rows
    }
