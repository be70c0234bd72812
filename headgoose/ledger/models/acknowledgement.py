"""Somebody has looked at what a check found, and says why it is as it is."""

from django.db import models

from headgoose.ledger.models.book import Book
from headgoose.people.models import Person


class Acknowledgement(models.Model):
    """One finding of one check, acknowledged. The finding itself is computed and stays in the list, marked.

    Args:
        check_code: of the check ("negative_cash").
        subject: what it found, as the check names it ("2025-07", "voucher:12"), stable over time.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="acknowledgements", db_index=False)
    check_code = models.CharField(max_length=30)
    subject = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        """Once for a finding."""

        constraints = [
            models.UniqueConstraint(fields=["book", "check_code", "subject"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.subject}"
