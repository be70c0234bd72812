"""An account: one of the shared chart, or a detail that a village has set up below one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.ledger.models.book import Book


class AccountKind(models.TextChoices):
    """What an account is, which decides where it stands in the statements and what the year's end does with it."""

    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    EQUITY = "equity", _("equity")
    COST = "cost", _("cost")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")


class Side(models.TextChoices):
    """The side on which an account normally stands."""

    DEBIT = "debit", _("debit")
    CREDIT = "credit", _("credit")
    BOTH = "both", _("either side")


class Account(models.Model):
    """An account by code. Without a book it belongs to the shared chart and is one of its 42.

    Args:
        top: the three-digit code of the shared chart that it is, or lies below.
        initials: of the pinyin of its Chinese name, for typing.
    """

    book = models.ForeignKey(Book, models.PROTECT, null=True, related_name="accounts", db_index=False)
    code = models.CharField(max_length=12)
    top = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    side = models.CharField(max_length=6, choices=Side.choices)

    class Meta:
        """One account a code: in the shared chart, and in a book."""

        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(book__isnull=True), name="account_shared_once"),
            models.UniqueConstraint(fields=["book", "code"], condition=Q(book__isnull=False), name="account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language; details have only the one that was typed."""
        chinese = (get_language() or "").startswith("zh")
        return self.name_zh if chinese or not self.name_en else self.name_en
