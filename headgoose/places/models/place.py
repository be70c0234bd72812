"""A place is the address of every fact: an immutable id whose name, code and parent are dated."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Area, Level, area_of, code_of
from headgoose.kernel.clock import FOREVER
from headgoose.places.names import GRID_NAME, roman_name, short_name


class Kind(models.IntegerChoices):
    """What a place is; the tens give its level."""

    PROVINCE = 10, _("province")
    PREFECTURE = 20, _("prefecture")
    COUNTY = 30, _("county")
    TOWNSHIP = 40, _("township")
    VILLAGE = 50, _("village")
    COMMUNITY = 51, _("community")
    GRID = 60, _("grid")

    @property
    def level(self) -> Level:
        """The level of the tree that this kind stands at."""
        return Level(self.value // 10)


class Place(models.Model):
    """Nothing but an identity: all that can change about a place is in its spans."""

    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"place {self.pk}"


class SpanQuerySet(models.QuerySet["Span"]):
    """Reads of the tree, as it was on a date."""

    def on(self, day: date) -> Self:
        """The tree as it was on a date."""
        return self.filter(start_on__lte=day, end_on__gt=day)

    def within(self, areas: Iterable[Area]) -> Self:
        """Only places inside some area. No areas, no rows."""
        condition = Q(pk__in=[])
        for area in areas:
            condition |= Q(key__gte=area.low, key__lt=area.high)
        return self.filter(condition)

    def at_level(self, level: Level) -> Self:
        """Only places of one level."""
        return self.filter(kind__gte=level * 10, kind__lt=level * 10 + 10)


class Span(models.Model):
    """A place under one name, code, kind and parent, during [start_on, end_on)."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="spans")
    parent = models.ForeignKey(Place, models.PROTECT, null=True, related_name="child_spans")
    key = models.BigIntegerField()
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=200)
    initials = models.CharField(max_length=60)
    start_on = models.DateField()
    end_on = models.DateField(default=FOREVER)

    objects = SpanQuerySet.as_manager()

    class Meta:
        """Read by key range and date (areas), by place, by parent, and by initials (search)."""

        indexes = [
            models.Index(fields=["key", "kind", "end_on", "start_on", "place"], name="span_by_key"),
            models.Index(fields=["place", "end_on", "start_on", "key"], name="span_by_place"),
            models.Index(fields=["kind", "end_on", "start_on", "key", "place"], name="span_by_kind"),
            models.Index(fields=["initials"], name="span_by_initials"),
        ]
        constraints = [models.CheckConstraint(condition=Q(start_on__lt=models.F("end_on")), name="span_has_length")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def level(self) -> Level:
        """The level of the tree."""
        return Kind(self.kind).level

    @property
    def code(self) -> str:
        """The statistical code, 2 to 15 digits."""
        return code_of(self.key, self.level)

    @property
    def area(self) -> Area:
        """The place and everything below it."""
        return area_of(self.key, self.level)

    @property
    def short(self) -> str:
        """The name as people say it: 松江村 for 松江村村委会."""
        return short_name(self.name)

    @property
    def roman(self) -> str:
        """The name in Latin letters with its kind in English."""
        return roman_name(self.name, self.pinyin)

    @property
    def said(self) -> str:
        """The name for the reader: 望奎县, or in English `Wangkui County 望奎县`."""
        if (get_language() or "zh").startswith("zh"):
            return self.short
        return self.roman if GRID_NAME.match(self.name) else f"{self.roman} {self.short}"

    def covers(self, day: date) -> bool:
        """Whether the place was this on a date."""
        return self.start_on <= day < self.end_on


class MarkKind(models.TextChoices):
    """Facts of a place that the programme speaks of."""

    BORDER = "border", _("on the national border")


class Mark(models.Model):
    """A dated fact of a place and all below it, with its source."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=20, choices=MarkKind.choices)
    start_on = models.DateField()
    end_on = models.DateField(default=FOREVER)
    source = models.CharField(max_length=200)

    class Meta:
        """One mark of a kind a place; it is closed, not deleted."""

        constraints = [models.CheckConstraint(condition=Q(start_on__lt=models.F("end_on")), name="mark_has_length")]

    def __str__(self) -> str:
        return f"{self.kind} {self.place_id}"


class Outline(models.Model):
    """The shape of a place: rings of [longitude, latitude] in degrees (WGS 84), outer rings only."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="outline")
    rings: "models.JSONField[Any, Any]" = models.JSONField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"outline of {self.place_id}"
