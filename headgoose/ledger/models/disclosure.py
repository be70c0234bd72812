"""A declared act: the books of a month or a quarter are open to everybody."""

from django.db import models
from django.db.models import F, Q

from headgoose.ledger.models.book import Book
from headgoose.people.models import Person


class Disclosure(models.Model):
    """The statements of some months, put on the notice board. What is shown is computed; the months are closed.

    Args:
        from_month, to_month: yyyymm, the same for a single month.
        declared_on: the day it was hung out.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="disclosures", db_index=False)
    from_month = models.PositiveIntegerField()
    to_month = models.PositiveIntegerField()
    declared_on = models.DateField()
    declarer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        """Once for the same months."""

        constraints = [
            models.UniqueConstraint(fields=["book", "to_month", "from_month"], name="disclosure_once"),
            models.CheckConstraint(condition=Q(from_month__lte=F("to_month")), name="disclosure_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.from_month}-{self.to_month}"
