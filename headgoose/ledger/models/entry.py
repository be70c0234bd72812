"""The entries of vouchers, and the sums kept of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.ledger.models.account import Account
from headgoose.ledger.models.book import Book
from headgoose.ledger.models.voucher import Voucher

AMOUNT_MOST_FEN = 10**15


class Payee(models.TextChoices):
    """Whose account money was paid into."""

    NONE = "", _("no payment")
    UNIT = "unit", _("account of a unit")
    PERSON = "person", _("personal account")


class Entry(models.Model):
    """One line of a voucher: an amount in fen on one side of an account. Negative amounts are red letters.

    Args:
        payee, payee_kind: who was paid, and into whose account, where the line is a payment.
    """

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="entries", db_index=False)
    line = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", db_index=False)
    debit_fen = models.BigIntegerField(default=0)
    credit_fen = models.BigIntegerField(default=0)
    summary = models.CharField(max_length=120, blank=True)
    payee = models.CharField(max_length=60, blank=True)
    payee_kind = models.CharField(max_length=6, choices=Payee.choices, blank=True)

    class Meta:
        """Numbered within the voucher; an amount on one side, of a size that sums stay exact."""

        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["voucher", "line"], name="entry_once"),
            models.CheckConstraint(
                condition=Q(debit_fen=0) & ~Q(credit_fen=0) | ~Q(debit_fen=0) & Q(credit_fen=0),
                name="entry_on_one_side",
            ),
            models.CheckConstraint(
                condition=Q(debit_fen__range=(-AMOUNT_MOST_FEN, AMOUNT_MOST_FEN))
                & Q(credit_fen__range=(-AMOUNT_MOST_FEN, AMOUNT_MOST_FEN)),
                name="entry_amount_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line} of voucher {self.voucher_id}"


class MonthTotal(models.Model):
    """The sums of posted entries by book, month and account, written with them; `verify_books` counts them anew.

    Args:
        top: of the account, so that sums over many books need no other table.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="totals", db_index=False)
    month = models.PositiveIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    top = models.PositiveSmallIntegerField()
    debit_fen = models.BigIntegerField()
    credit_fen = models.BigIntegerField()

    class Meta:
        """One row a book, month and account; read by book, and by account over all books."""

        constraints = [models.UniqueConstraint(fields=["book", "month", "account"], name="total_once")]
        indexes = [
            models.Index(fields=["top", "month", "book", "debit_fen", "credit_fen"], name="total_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.month} of account {self.account_id} in book {self.book_id}"
