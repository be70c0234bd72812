"""What happened to the map: a document that took effect on a date, and where each place of before lies since."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.places.models.place import Place

WHOLE_PPM = 1_000_000


class EventKind(models.TextChoices):
    """What was done to places."""

    RENAME = "rename", _("renamed")
    RECODE = "recode", _("recoded")
    MOVE = "move", _("moved")
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split")
    CLOSE = "close", _("closed")


class PlaceEvent(models.Model):
    """A change of the map by a document, from a date on. Kept as it was made; what undoes it is another event.

    `place_key` is the lowest place above all that it touches, before and after; None when only the country is.
    """

    kind = models.CharField(max_length=10, choices=EventKind.choices)
    effective_on = models.DateField()
    document = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    place_key = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)

    class Meta:
        """Read by date (lineage, lists)."""

        indexes = [models.Index(fields=["effective_on", "place_key"], name="event_by_date")]

    def __str__(self) -> str:
        return f"{self.kind} {self.effective_on} {self.document}"


class Succession(models.Model):
    """That a part of one place lies in another since an event, in parts per million of what it was.

    The shares of a place in an event sum to a million. A place that keeps its identity succeeds itself.
    """

    event = models.ForeignKey(PlaceEvent, models.PROTECT, related_name="successions", db_index=False)
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="successors", db_index=False)
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="predecessors", db_index=False)
    share_ppm = models.PositiveIntegerField()

    class Meta:
        """Read by event and by either place."""

        constraints = [
            models.UniqueConstraint(fields=["event", "from_place", "to_place"], name="succession_once"),
            models.CheckConstraint(
                condition=Q(share_ppm__gte=1, share_ppm__lte=WHOLE_PPM), name="succession_share_within_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["from_place", "event"], name="succession_by_from"),
            models.Index(fields=["to_place", "event"], name="succession_by_to"),
        ]

    def __str__(self) -> str:
        return f"{self.from_place_id} to {self.to_place_id}: {self.share_ppm}"

    @property
    def stays(self) -> bool:
        """Whether this is the part that keeps the identity of the place."""
        return self.from_place_id == self.to_place_id
