"""What is elected for, and how long somebody may be: data, with the law or rule it comes from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from headgoose.people.models import PostType


class Term(models.Model):
    """A term of the village committees, [start_on, end_on); elections for it may be held in the year before it."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    start_on = models.DateField(unique=True)
    end_on = models.DateField()

    class Meta:
        """Newest first."""

        constraints = [models.CheckConstraint(condition=Q(start_on__lt=F("end_on")), name="term_has_length")]
        ordering = ["-start_on"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class TermLimit(models.Model):
    """How long one person may hold a kind of post without a break.

    Args:
        terms_in_row: how many terms one after another; None where they are not counted.
        years_in_row: how many years; None where they are not counted.
    """

    type = models.OneToOneField(PostType, models.PROTECT, related_name="+")
    terms_in_row = models.PositiveSmallIntegerField(null=True)
    years_in_row = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        """A limit limits something."""

        constraints = [
            models.CheckConstraint(condition=Q(terms_in_row__gte=1) | Q(years_in_row__gte=1), name="term_limit_limits")
        ]
        ordering = ["type__order"]

    def __str__(self) -> str:
        return f"limit of {self.type_id}"
