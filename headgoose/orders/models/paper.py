"""An order while it is drawn up, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Order, Person
from headgoose.places.models import Place


class PaperState(models.TextChoices):
    """Where a paper stands."""

    DRAFTED = "drafted", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", _("approved")
    ISSUED = "issued", _("issued")
    REVERSING = "reversing", _("reversal proposed")
    REVERSED = "reversed", _("reversed")
    DISCARDED = "discarded", _("discarded")


AFTER_APPROVAL = [PaperState.APPROVED, PaperState.ISSUED, PaperState.REVERSING, PaperState.REVERSED]


def _two_people(first: str, second: str) -> Q:
    """Two steps were taken by two people: neither the same account nor the same person."""
    return ~Q(**{f"{first}_user_id": F(f"{second}_user_id")}) & ~Q(**{first: F(second)})


class OrderPaper(models.Model):
    """A paper with lines. `version` goes up with every change, so that a page that is out of date can be told.

    Args:
        effective_on: the day on which its lines take effect where they do not say another.
        outcome: what the approver saw it would do, packed; issuing it must do the same.
    """

    number = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    effective_on = models.DateField()
    state = models.CharField(max_length=12, choices=PaperState.choices, default=PaperState.DRAFTED)
    version = models.PositiveIntegerField(default=0)
    remark = models.CharField(max_length=300, blank=True)
    maker_user_id = models.BigIntegerField(null=True)
    maker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approver_user_id = models.BigIntegerField(null=True)
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    outcome = models.BinaryField(null=True)
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    proposer_user_id = models.BigIntegerField(null=True)
    proposer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reverser_user_id = models.BigIntegerField(null=True)
    reverser = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        """Two people stand behind what is issued, and behind what is taken back."""

        constraints = [
            models.CheckConstraint(condition=_two_people("maker", "approver"), name="paper_two_people"),
            models.CheckConstraint(condition=_two_people("proposer", "reverser"), name="paper_two_reversers"),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_APPROVAL) | Q(approver__isnull=False, approved_at__isnull=False),
                name="paper_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.REVERSED) | Q(proposer__isnull=False, reverser__isnull=False),
                name="paper_is_taken_back_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_APPROVAL[1:]) | Q(order__isnull=False, issued_at__isnull=False),
                name="paper_has_its_document",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="paper_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        """Whether its lines can still be changed."""
        return self.state == PaperState.DRAFTED

    @property
    def was_returned(self) -> bool:
        """Whether it came back from approval and waits to be put right."""
        return self.is_draft and bool(self.remark)
