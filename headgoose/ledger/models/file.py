"""A file of vouchers that was brought into a book."""

from django.db import models

from headgoose.ledger.models.book import Book
from headgoose.people.models import Person


class VoucherFile(models.Model):
    """What is kept of a file: its fingerprint, by which it is taken once, and how many vouchers came of it."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="files", db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    maker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        """The same file once a book."""

        constraints = [models.UniqueConstraint(fields=["book", "sha256"], name="voucher_file_once")]

    def __str__(self) -> str:
        return self.name
