"""A class with its sessions and materials."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.people.models import Person
from headgoose.places.models import Place
from headgoose.records.models import Attachment
from headgoose.training.models.track import Track


class ClassState(models.TextChoices):
    """Where a class stands."""

    PLANNED = "planned", pgettext_lazy("class", "planned")
    ANNOUNCED = "announced", _("announced")
    UNDER_WAY = "under_way", _("under way")
    APPROVED = "approved", _("hours approved")
    CANCELLED = "cancelled", _("cancelled")


class TrainingClass(models.Model):
    """A class that a province, prefecture or county organises for one track.

    Args:
        approved_at: when its hours were approved; they count from then on, in the year in which the class ends.
        carried: taken over from earlier lists: the hours are on record, how each session was attended need not be.
    """

    track = models.ForeignKey(Track, models.PROTECT, related_name="classes")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    start_on = models.DateField()
    end_on = models.DateField()
    state = models.CharField(max_length=12, choices=ClassState.choices, default=ClassState.PLANNED)
    cancel_why = models.CharField(max_length=200, blank=True)
    carried = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    maker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True)
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        """Read by its last day: hours count in that year."""

        constraints = [
            models.CheckConstraint(condition=Q(start_on__lte=F("end_on")), name="class_has_length"),
            models.CheckConstraint(
                condition=Q(~Q(state=ClassState.CANCELLED), cancel_why="")
                | Q(state=ClassState.CANCELLED, cancel_why__gt=""),
                name="class_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(~Q(state=ClassState.APPROVED), approved_at__isnull=True)
                | Q(state=ClassState.APPROVED, approved_at__isnull=False),
                name="class_approved_at_some_time",
            ),
        ]
        indexes = [models.Index(fields=["end_on"], name="class_by_end")]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """A part of a class at one time in one room. `salt` goes into the key that its codes are signed with."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="sessions", db_index=False)
    number = models.PositiveSmallIntegerField()
    start_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    room = models.CharField(max_length=80)
    salt = models.CharField(max_length=32)

    class Meta:
        """Numbered within the class."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "number"], name="session_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=720), name="session_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"session {self.number} of class {self.training_class_id}"

    @property
    def end_at(self) -> datetime:
        """When it is over."""
        return self.start_at + timedelta(minutes=self.minutes)


class Material(models.Model):
    """A document for those in a class. Taken away it is no longer shown, and kept."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="materials")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """In the order in which they came."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
