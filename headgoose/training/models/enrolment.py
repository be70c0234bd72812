"""Places in a class: handed out down the tree, taken by persons, and what came of it."""

from django.db import models
from django.db.models import Q

from headgoose.people.models import Person, Tenure
from headgoose.places.models import Place
from headgoose.training.models.training_class import TrainingClass


class Quota(models.Model):
    """Seats of a class that an area may fill. The organiser's own has all seats; each other is cut out of one above."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="quotas", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    seats = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        """An area has one quota in a class, and a class one that all others come from."""

        constraints = [
            models.UniqueConstraint(fields=["training_class", "place"], name="quota_once"),
            models.UniqueConstraint(fields=["training_class"], condition=Q(parent__isnull=True), name="quota_one_root"),
        ]

    def __str__(self) -> str:
        return f"quota {self.pk}"


class Enrolment(models.Model):
    """A person named for a class, in a seat of a quota, by a post of the track. Withdrawn rows are kept.

    Args:
        turn: 1, and one more each time that the person was named again after withdrawing.
        seat: from 1; free again when somebody withdraws.
        tenure: the post that makes them one of the track.
        minutes: approved; None until then. What they were before a correction stands in HoursPast.
        answered: has evaluated the class. When, and what they said, is not on record with them.
    """

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="enrolments", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", db_index=False)
    turn = models.PositiveSmallIntegerField(default=1)
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="enrolments", db_index=False)
    seat = models.PositiveSmallIntegerField()
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+", db_index=False)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    corrected_at = models.DateTimeField(null=True)
    corrected_why = models.CharField(max_length=200, blank=True)
    corrected_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    answered = models.BooleanField(default=False)

    class Meta:
        """Read by class, and by person with their minutes (figures)."""

        constraints = [
            models.UniqueConstraint(fields=["training_class", "person", "turn"], name="enrolment_once"),
            models.UniqueConstraint(
                fields=["quota", "seat"], condition=Q(withdrawn_at__isnull=True), name="enrolment_one_in_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_why__gt="", minutes__isnull=True),
                name="enrolment_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True, corrected_why="")
                | Q(corrected_at__isnull=False, corrected_why__gt="", minutes__isnull=False),
                name="enrolment_corrected_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["person", "training_class", "minutes"], name="enrolment_by_person")]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class HoursPast(models.Model):
    """What was on record of somebody's minutes until it was corrected. Written by the database itself."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="past")
    minutes = models.PositiveSmallIntegerField()
    corrected_at = models.DateTimeField(null=True)
    corrected_why = models.CharField(max_length=200, blank=True)
    corrected_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    known_until = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.minutes} until {self.known_until}"


class Certificate(models.Model):
    """A certificate that was asked for, by a number that cannot be guessed. What it says is read when it is shown."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=24, unique=True)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
