"""A post exists when nobody holds it: a seat of one type at one place, during [start, end)."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from headgoose.kernel.clock import FOREVER
from headgoose.places.models import Place


class PostType(models.Model):
    """A kind of post, as data: where it sits, how many seats, what it lets its holder do, who may fill it.

    `kinds` lists the kinds of place (places.Kind) it exists at; `may` lists rights (kernel.Right); `appointer_level`
    is the lowest level (kernel.Level) whose officers may fill it.
    """

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    kinds: "models.JSONField[Any, Any]" = models.JSONField()
    seats_min = models.PositiveSmallIntegerField()
    seats_max = models.PositiveSmallIntegerField()
    term_years = models.PositiveSmallIntegerField(null=True)
    may: "models.JSONField[Any, Any]" = models.JSONField()
    appointer_level = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        """Listed in the order of the programme."""

        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class Post(models.Model):
    """One seat."""

    type = models.ForeignKey(PostType, models.PROTECT, related_name="posts")
    place = models.ForeignKey(Place, models.PROTECT, related_name="posts")
    seat = models.PositiveSmallIntegerField(default=1)
    start_on = models.DateField()
    end_on = models.DateField(default=FOREVER)

    class Meta:
        """A seat number is used once at a place."""

        constraints = [
            models.UniqueConstraint(fields=["place", "type", "seat"], name="post_once"),
            models.CheckConstraint(condition=Q(start_on__lt=F("end_on")), name="post_has_length"),
        ]
        indexes = [models.Index(fields=["type", "place"], name="post_by_type")]

    def __str__(self) -> str:
        return f"post {self.pk}"
