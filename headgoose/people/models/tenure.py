"""A tenure: one person in one post during [start, end). Never deleted."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.clock import FOREVER
from headgoose.people.models.person import Person
from headgoose.people.models.post import Post, PostType
from headgoose.places.models import Place

# What was on record before versions were told apart.
SINCE_EVER = datetime(1949, 10, 1, tzinfo=UTC)


class How(models.TextChoices):
    """How a person came to a post."""

    ELECTED = "elected", _("elected")
    APPOINTED = "appointed", _("appointed")
    SENT = "sent", _("sent")
    RECRUITED = "recruited", _("recruited")
    HIRED = "hired", _("hired")


class EndReason(models.TextChoices):
    """Why a tenure ended, or will."""

    TERM_OVER = "term_over", _("end of term")
    TRANSFERRED = "transferred", _("transferred")
    RESIGNED = "resigned", _("resigned")
    RECALLED = "recalled", _("recalled")
    RETIRED = "retired", _("retired")
    REMOVED = "removed", _("removed")
    DIED = "died", _("died")
    PLACE_CLOSED = "place_closed", _("place merged or closed")
    VOID = "void", _("recorded by mistake")


class Order(models.Model):
    """The document that seats or unseats people, of the place that issued it."""

    number = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    issued_on = models.DateField()

    def __str__(self) -> str:
        return self.number


class Batch(models.Model):
    """People sent or recruited together: the fifth batch of first secretaries."""

    code = models.CharField(max_length=40, unique=True)
    type = models.ForeignKey(PostType, models.PROTECT, related_name="batches")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    start_on = models.DateField()

    class Meta:
        """Oldest first."""

        ordering = ["start_on"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class StandingTenures(models.Manager["Tenure"]):
    """Tenures that happened, happen or will: none that was voided."""

    def get_queryset(self) -> "models.QuerySet[Tenure]":
        """Tenures of some length."""
        return super().get_queryset().exclude(end_reason=EndReason.VOID)


class Tenure(models.Model):
    """A person in a post. `type` and `place` are the post's own, held equal by the database (decision 004).

    A tenure that was recorded by mistake is voided: its length becomes zero, so that no date lies in it. The database
    puts each version that is changed aside (TenurePast); `known_at` says since when the present one is on record.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", db_index=False)
    type = models.ForeignKey(PostType, models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    start_on = models.DateField()
    end_on = models.DateField(default=FOREVER)
    how = models.CharField(max_length=10, choices=How.choices)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="tenures", db_index=False)
    sent_by = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="tenures", db_index=False)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    ended_by = models.ForeignKey(Order, models.PROTECT, null=True, related_name="endings", db_index=False)
    known_at = models.DateTimeField(default=SINCE_EVER)

    objects = StandingTenures()
    with_voided = models.Manager()  # noqa: DJ012 - a manager too

    class Meta:
        """Read by seat, by place and type, and by type and date (figures)."""

        constraints = [
            models.CheckConstraint(
                condition=Q(start_on__lt=F("end_on")) & ~Q(end_reason="void")
                | Q(start_on=F("end_on")) & Q(end_reason="void"),
                name="tenure_has_length",
            )
        ]
        indexes = [
            models.Index(fields=["post", "end_on", "start_on"], name="tenure_by_post"),
            models.Index(fields=["place", "type", "end_on", "start_on", "person"], name="tenure_by_place"),
            models.Index(fields=["type", "end_on", "start_on", "place"], name="tenure_by_type"),
            models.Index(fields=["order"], condition=Q(order__isnull=False), name="tenure_by_order"),
            models.Index(fields=["ended_by"], condition=Q(ended_by__isnull=False), name="tenure_by_ending_order"),
        ]

    def __str__(self) -> str:
        return f"tenure {self.pk}"

    @property
    def open_ended(self) -> bool:
        """Whether no end has been set."""
        return self.end_on == FOREVER


class TenurePast(models.Model):
    """What was on record of a tenure during [known_at, known_until). Written by the database itself, never changed."""

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="past")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    type = models.ForeignKey(PostType, models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    start_on = models.DateField()
    end_on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", db_index=False)
    sent_by = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+", db_index=False)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    ended_by = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+", db_index=False)
    known_at = models.DateTimeField()
    known_until = models.DateTimeField()

    class Meta:
        """Read by the instant at which it was known."""

        indexes = [models.Index(fields=["known_until", "known_at"], name="tenure_past_by_time")]

    def __str__(self) -> str:
        return f"tenure {self.tenure_id} until {self.known_until}"
