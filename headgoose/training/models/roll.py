"""Who was there, how that is known, and what those who were there say of the class."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Person
from headgoose.training.models.enrolment import Enrolment
from headgoose.training.models.training_class import Session, TrainingClass


class MarkHow(models.TextChoices):
    """How it is known that somebody was there."""

    CODE = "code", _("scanned the code")
    SHEET = "sheet", _("entered from the signed sheet")
    LIST = "list", _("from a list filled in without a network")


class RollList(models.Model):
    """A list that was filled in without a network and sent: its fingerprint, and its rows with a fault.

    `faulty` has one [row, cells, [[message, words], ...]] for each.
    """

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="lists", db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    taken = models.PositiveIntegerField()
    already = models.PositiveIntegerField()
    header: "models.JSONField[Any, Any]" = models.JSONField()
    faulty: "models.JSONField[Any, Any]" = models.JSONField()

    class Meta:
        """The same list is taken once."""

        constraints = [models.UniqueConstraint(fields=["training_class", "sha256"], name="roll_list_once")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Mark(models.Model):
    """Somebody was at a session, or was not after all: the last one by `number` holds. Marks are only added.

    The first says that they were there, the second takes it back, the third gives it again.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="marks", db_index=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="marks", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)
    present = models.BooleanField(default=True)
    how = models.CharField(max_length=5, choices=MarkHow.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    roll_list = models.ForeignKey(RollList, models.PROTECT, null=True, related_name="marks", db_index=False)

    class Meta:
        """Numbered for each person and session."""

        constraints = [
            models.UniqueConstraint(fields=["enrolment", "session", "number"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(how=MarkHow.LIST, roll_list__isnull=False)
                | Q(~Q(how=MarkHow.LIST), roll_list__isnull=True),
                name="mark_of_a_list_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Evaluation(models.Model):
    """What somebody says of a class; who and when is nowhere. The number is drawn, so that it tells no order."""

    id = models.BigIntegerField(primary_key=True)
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="evaluations")
    content = models.PositiveSmallIntegerField()
    teaching = models.PositiveSmallIntegerField()
    use = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        """Marks from 1 to 5."""

        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__range=(1, 5), teaching__range=(1, 5), use__range=(1, 5)),
                name="evaluation_from_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return f"evaluation of class {self.training_class_id}"
