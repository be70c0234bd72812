"""A voucher: what happened to the money, in balanced entries."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headgoose.ledger.models.book import Book
from headgoose.ledger.models.file import VoucherFile
from headgoose.people.models import Person


class VoucherState(models.TextChoices):
    """Where a voucher stands."""

    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    POSTED = "posted", _("posted")
    DISCARDED = "discarded", _("discarded")


class VoucherKind(models.TextChoices):
    """What a voucher is for; opening and closing ones lie in months of their own."""

    ORDINARY = "ordinary", _("ordinary")
    OPENING = "opening", _("opening balances")
    CLOSING = "closing", _("closing of the year")
    REVERSAL = "reversal", _("red-letter reversal")


REVIEWED = [VoucherState.REVIEWED, VoucherState.POSTED]


class Voucher(models.Model):
    """One voucher. Once posted nothing of it changes; it is corrected by a dated reversal.

    Args:
        month: yyyymm of `on`; yyyy00 for opening balances, yyyy13 for the closing of the year.
        number: gapless in book and year, given when it is posted.
        sequence: gapless in the book, the order in which vouchers were posted; the chain follows it.
        documents: how many source documents on paper are attached, as the voucher form asks.
        source, event: what caused it ("resources.contract:12", "due 2026"), once; empty for one entered by hand.
        total_fen: the sum of its debits.
        reverses: the posted voucher that it takes back.
        file: what it was brought in with.
        remark: why it was given back to its maker.
        version: goes up with every change of a draft, so that a page that is out of date can be told.
        hash: SHA-256 over the hash before it and its content, as `chain.py` says.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="vouchers", db_index=False)
    month = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=VoucherKind.choices, default=VoucherKind.ORDINARY)
    state = models.CharField(max_length=9, choices=VoucherState.choices, default=VoucherState.DRAFT)
    summary = models.CharField(max_length=120)
    documents = models.PositiveSmallIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    event = models.CharField(max_length=60, blank=True)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals")
    maker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    reviewed_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    file = models.ForeignKey(VoucherFile, models.PROTECT, null=True, related_name="vouchers", db_index=False)
    remark = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        """Two people stand behind what is posted; numbers and places in the chain are given once."""

        constraints = [
            models.UniqueConstraint(fields=["book", "year", "number"], name="voucher_number_once"),
            models.UniqueConstraint(fields=["book", "sequence"], name="voucher_sequence_once"),
            models.UniqueConstraint(fields=["source", "event"], condition=~Q(source=""), name="voucher_source_once"),
            models.UniqueConstraint(
                fields=["reverses"], condition=~Q(state=VoucherState.DISCARDED), name="voucher_reversed_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=REVIEWED)
                | (Q(maker__isnull=False, reviewer__isnull=False, reviewed_at__isnull=False) & ~Q(maker=F("reviewer"))),
                name="voucher_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=VoucherState.POSTED, number__isnull=False, sequence__isnull=False)
                & Q(posted_at__isnull=False, hash__gt="")
                | ~Q(state=VoucherState.POSTED) & Q(number__isnull=True, sequence__isnull=True),
                name="voucher_numbered_when_posted",
            ),
            models.CheckConstraint(
                condition=Q(kind=VoucherKind.REVERSAL, reverses__isnull=False)
                | ~Q(kind=VoucherKind.REVERSAL) & Q(reverses__isnull=True),
                name="voucher_reversal_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "month", "id"], name="voucher_by_month"),
            models.Index(fields=["file"], condition=Q(file__isnull=False), name="voucher_by_file"),
            models.Index(fields=["book", "state"], condition=~Q(state=VoucherState.POSTED), name="voucher_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}" if self.number else self.summary
