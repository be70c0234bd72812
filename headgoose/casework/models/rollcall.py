"""A roll-call: every grid of an area is called, and answers a short form."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Person
from headgoose.places.models import Place
from headgoose.records.models import Attachment


class RollKind(models.TextChoices):
    """What the grids are called for."""

    FLOOD = "flood", _("flood")
    SNOW = "snow", _("snow")
    EPIDEMIC = "epidemic", _("epidemic")
    FIRE = "fire", _("fire")
    DRILL = "drill", _("drill")
    OTHER = "other", _("other")


class RollCall(models.Model):
    """One roll-call.

    Args:
        place: everything below it is called; `low` and `high` are its area on the day.
        form: the fields of the short form, as `rollforms.py` describes them.
        called: how many grids were called.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=RollKind.choices)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=500, blank=True)
    form: "models.JSONField[Any, Any]" = models.JSONField()
    called = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    report: "models.JSONField[Any, Any]" = models.JSONField(null=True)

    class Meta:
        """Read by area and time."""

        constraints = [
            models.CheckConstraint(condition=Q(low__lt=models.F("high")), name="roll_call_area"),
            models.CheckConstraint(condition=Q(answer_by__gt=models.F("opened_at")), name="roll_call_has_length"),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="roll_call_by_time"),
            models.Index(fields=["low", "high"], condition=Q(closed_at=None), name="roll_call_open"),
        ]

    def __str__(self) -> str:
        return self.title


class Called(models.Model):
    """That a grid was called, and when it first answered."""

    roll_call = models.ForeignKey(RollCall, models.PROTECT, related_name="grids", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField(null=True)
    needs = models.BooleanField(default=False)

    class Meta:
        """A grid is called once; summed by key."""

        constraints = [models.UniqueConstraint(fields=["roll_call", "place"], name="called_once")]
        indexes = [
            models.Index(fields=["roll_call", "key", "answered_at", "status", "needs", "count"], name="called_by_key"),
            models.Index(fields=["place", "roll_call"], name="called_by_place"),
        ]

    def __str__(self) -> str:
        return f"grid {self.place_id} in roll-call {self.roll_call_id}"


class Answer(models.Model):
    """What a grid answered; a later answer of the same grid stands above the one before.

    Args:
        number: from 1 within roll-call and grid.
        client_id, digest: the id that a phone made for it, once, and the SHA-256 of what came with it.
        given: values by field of the form.
        for_grid: taken down by the township or the village on behalf of the grid.
    """

    called = models.ForeignKey(Called, models.PROTECT, related_name="answers", db_index=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    client_id = models.UUIDField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    for_grid = models.BooleanField(default=False)
    given: "models.JSONField[Any, Any]" = models.JSONField()
    photo = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    class Meta:
        """Numbered within the grid."""

        constraints = [models.UniqueConstraint(fields=["called", "number"], name="answer_once_a_number")]

    def __str__(self) -> str:
        return f"answer {self.number} of {self.called_id}"
