"""A yearly review: what somebody did in a post in a year, told by themself, reviewed, confirmed by a third person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.people.models import Person, Tenure


class ReviewState(models.TextChoices):
    """How far a review has come. Before the own word is written there is none."""

    WRITTEN = "written", _("own word written")
    REVIEWED = "reviewed", pgettext_lazy("a yearly review", "reviewed")
    CONFIRMED = "confirmed", pgettext_lazy("a yearly review", "confirmed")


class Grade(models.TextChoices):
    """The outcome of a review, as the rules on yearly reviews name it. Kept with the review, never listed or ranked."""

    GOOD = "good", pgettext_lazy("a yearly review", "good")
    FIT = "fit", pgettext_lazy("a yearly review", "fit")
    BASIC = "basic", pgettext_lazy("a yearly review", "basically fit")
    UNFIT = "unfit", pgettext_lazy("a yearly review", "not fit")


class Review(models.Model):
    """The review of one calendar year of a tenure. `person` is the tenure's own, held equal by the database.

    Args:
        results: what the post achieved in the year, as the reviewer puts it.
        remark: why it was given back, until it is written anew.
        version: goes up with each step; a page that shows an earlier one is out of date.
    """

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="reviews", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="reviews", db_index=False)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.WRITTEN)
    version = models.PositiveIntegerField(default=1)
    own_word = models.TextField()
    written_at = models.DateTimeField()
    results = models.TextField(blank=True)
    grade = models.CharField(max_length=8, choices=Grade.choices, blank=True)
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    reviewed_at = models.DateTimeField(null=True)
    confirmer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        """A year of a tenure is reviewed once; three different people stand behind it."""

        constraints = [
            models.UniqueConstraint(fields=["tenure", "year"], name="review_once_a_year"),
            models.CheckConstraint(condition=~Q(own_word=""), name="review_has_own_word"),
            models.CheckConstraint(
                condition=Q(state="written", reviewer__isnull=True, reviewed_at__isnull=True, results="", grade="")
                | Q(state__in=["reviewed", "confirmed"], reviewer__isnull=False, reviewed_at__isnull=False)
                & ~Q(results="")
                & ~Q(grade="")
                & ~Q(reviewer=F("person")),
                name="review_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["written", "reviewed"], confirmer__isnull=True, confirmed_at__isnull=True)
                | Q(state="confirmed", confirmer__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmer=F("person"))
                & ~Q(confirmer=F("reviewer")),
                name="review_confirmed_by_a_third",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "confirmed_at"], name="review_by_person"),
            models.Index(fields=["state", "tenure"], condition=~Q(state="confirmed"), name="review_open"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
