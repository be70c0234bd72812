"""The book of one village collective."""

from django.db import models
from django.db.models import F, Q

from headgoose.places.models import Place


class Book(models.Model):
    """One book. Its months are open, closed or locked; the two marks say up to which.

    Args:
        since: the first month, yyyymm; opening balances lie in yyyy00 of its year.
        closed_to: every month up to this one is closed; 0 when none is. yyyy13 closes the year.
        locked_to: every month up to this one is locked, for good.
    """

    place = models.OneToOneField(Place, models.PROTECT, related_name="book")
    name = models.CharField(max_length=80)
    since = models.PositiveIntegerField()
    closed_to = models.PositiveIntegerField(default=0)
    locked_to = models.PositiveIntegerField(default=0)

    class Meta:
        """What is locked is closed."""

        constraints = [
            models.CheckConstraint(condition=Q(locked_to__lte=F("closed_to")), name="book_locked_is_closed"),
            models.CheckConstraint(condition=Q(since__gte=190001, since__lte=299912), name="book_since_is_a_month"),
        ]

    def __str__(self) -> str:
        return self.name
