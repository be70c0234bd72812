"""The audit trail and the seals upon it."""

from typing import Any

from django.db import models
from django.db.models import F

from headgoose.kernel.area import Level
from headgoose.records.idempotency.models import KeptAnswer as KeptAnswer


class Act(models.Model):
    """One thing that somebody did: who, when, verb, object, before and after, from where.

    `subject` is "room.noun:id". `room` and `touches_from` say which figures an act can change: those of that room at
    that date or later; the figure cache reads them.
    """

    at = models.DateTimeField()
    actor_label = models.CharField(max_length=120)
    user_id = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=64)
    room = models.CharField(max_length=20)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    place_key = models.BigIntegerField(null=True)
    touches_from = models.DateField()
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True)

    class Meta:
        """Read by room and date (figure freshness), by subject and by place (trail).

        The trail of an area is read newest first. A place down to the township is one value of an index, so that its
        newest acts are found without sorting, however many it has; smaller places have few. There is no index by time
        alone: PostgreSQL would walk it through all that happened elsewhere since.
        """

        indexes = [
            models.Index(fields=["room", "touches_from", "id"], name="act_by_room"),
            models.Index(fields=["subject"], name="act_by_subject"),
            models.Index(fields=["place_key", "id"], name="act_by_place"),
            models.Index(F("place_key") / Level.PROVINCE.divisor, "at", "id", name="act_by_province"),
            models.Index(F("place_key") / Level.PREFECTURE.divisor, "at", "id", name="act_by_prefecture"),
            models.Index(F("place_key") / Level.COUNTY.divisor, "at", "id", name="act_by_county"),
            models.Index(F("place_key") / Level.TOWNSHIP.divisor, "at", "id", name="act_by_township"),
            models.Index(fields=["verb", "at", "id"], name="act_by_verb"),
            models.Index(fields=["user_id", "at", "id"], name="act_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Seal(models.Model):
    """A batch of acts that can no longer be changed unseen: their hashes, and the hash of the seal before.

    `leaves` holds, act by act, its number in 8 bytes and the hash of its content. `root` is the hash of `leaves`,
    `hash` that of the seal's own line with `previous` in it, so that each seal stands on all before it.
    """

    number = models.BigIntegerField(primary_key=True)
    first_act = models.BigIntegerField()
    last_act = models.BigIntegerField()
    count = models.IntegerField()
    algorithm = models.CharField(max_length=10)
    leaves = models.BinaryField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seal {self.number}"


class Attachment(models.Model):
    """A picture or a PDF by the hash of its content: kept once, never changed, served as a download."""

    sha256 = models.CharField(max_length=64, unique=True)
    media = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]
