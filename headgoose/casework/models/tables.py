"""Categories, deadlines and routes: data that a county edits. A row is never changed: it ends, and another follows."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.places.models import Place

FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)


class Urgency(models.TextChoices):
    """How soon something has to be done; each has a deadline."""

    EMERGENCY = "emergency", _("emergency")
    URGENT = "urgent", _("urgent")
    ORDINARY = "ordinary", _("ordinary")
    COMPLEX = "complex", _("complex")


class Department(models.Model):
    """A department that can be called, and the type of post whose holders answer for it."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    post_type = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()

    class Meta:
        """In the order of the file."""

        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class Dated(models.Model):
    """A row that holds during [start_at, end_at), for a county or, without a place, wherever no other row does."""

    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(default=FOR_GOOD)
    source = models.CharField(max_length=200)

    class Meta:
        """Shared columns."""

        abstract = True


class Category(Dated):
    """What a request can be about.

    Args:
        private: what is asked under it stands in no public list.
        example_zh, example_en: what a resident would recognise it by.
    """

    code = models.CharField(max_length=30)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    example_zh = models.CharField(max_length=120, blank=True)
    example_en = models.CharField(max_length=160, blank=True)
    icon = models.CharField(max_length=30, blank=True)
    private = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        """One row a code, place and instant."""

        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(place=None, end_at=FOR_GOOD), name="category_once"),
            models.UniqueConstraint(
                fields=["place", "code"], condition=Q(place__isnull=False, end_at=FOR_GOOD), name="category_once_here"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def example(self) -> str:
        """The example in the reader's language."""
        return self.example_zh if (get_language() or "zh").startswith("zh") else self.example_en


class DeadlineRule(Dated):
    """Minutes until a request must be accepted, and answered; fixed for a request when it is dispatched.

    Args:
        category: a code, or "" for every category without a row of its own.
        working: minutes run on working days only (1,440 each), else around the clock.
        escalated_minutes: what each level above gets when it is passed up.
    """

    category = models.CharField(max_length=30, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    accept_minutes = models.PositiveIntegerField()
    answer_minutes = models.PositiveIntegerField()
    escalated_minutes = models.PositiveIntegerField()
    working = models.BooleanField()

    class Meta:
        """One row in force a place, category and urgency; deadlines have a length and stay below two years."""

        constraints = [
            models.UniqueConstraint(
                fields=["category", "urgency"], condition=Q(place=None, end_at=FOR_GOOD), name="deadline_once"
            ),
            models.UniqueConstraint(
                fields=["place", "category", "urgency"],
                condition=Q(place__isnull=False, end_at=FOR_GOOD),
                name="deadline_once_here",
            ),
            models.CheckConstraint(
                condition=Q(accept_minutes__range=(1, 1_051_200))
                & Q(answer_minutes__range=(1, 1_051_200))
                & Q(escalated_minutes__range=(1, 1_051_200)),
                name="deadline_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'} {self.urgency}"


class RouteRule(Dated):
    """To which desk a category goes: a type of post at a level above where it happened."""

    category = models.CharField(max_length=30, blank=True)
    level = models.PositiveSmallIntegerField()
    post_type = models.CharField(max_length=40)

    class Meta:
        """One row in force a place and category."""

        constraints = [
            models.UniqueConstraint(fields=["category"], condition=Q(place=None, end_at=FOR_GOOD), name="route_once"),
            models.UniqueConstraint(
                fields=["place", "category"], condition=Q(place__isnull=False, end_at=FOR_GOOD), name="route_once_here"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or '*'} to {self.post_type}"
