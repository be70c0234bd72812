"""Who is held in reserve for a kind of post in an area: proposed by one officer, put on the list by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Person, PostType
from headgoose.places.models import Place


class ReserveState(models.TextChoices):
    """Where somebody stands."""

    PROPOSED = "proposed", _("proposed")
    LISTED = "listed", _("on the list")
    OFF = "off", _("off the list")


class Reserve(models.Model):
    """One person for one kind of post in the area of a place.

    Args:
        why: what speaks for the person.
        off_why: why they are off the list, or never came on it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="reserves")
    type = models.ForeignKey(PostType, models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=ReserveState.choices, default=ReserveState.PROPOSED)
    why = models.CharField(max_length=200)
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    lister = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    listed_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=200, blank=True)

    class Meta:
        """On a list once; two officers stand behind it; off it with a reason."""

        constraints = [
            models.UniqueConstraint(fields=["place", "type", "person"], condition=~Q(state="off"), name="reserve_once"),
            models.CheckConstraint(
                condition=Q(lister__isnull=True, listed_at__isnull=True) & ~Q(state="listed")
                | Q(lister__isnull=False, listed_at__isnull=False)
                & ~Q(state="proposed")
                & ~Q(lister=F("proposer"))
                & ~Q(lister=F("person")),
                name="reserve_listed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(off_at__isnull=True, off_why="") & ~Q(state="off")
                | Q(off_at__isnull=False, state="off") & ~Q(off_why=""),
                name="reserve_off_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(proposer=F("person")), name="reserve_not_by_oneself"),
        ]
        indexes = [models.Index(fields=["place", "type", "state"], name="reserve_by_place")]

    def __str__(self) -> str:
        return f"reserve {self.pk}"
