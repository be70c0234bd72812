"""The audit trail."""

from typing import Any

from django.db import models


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
        """Read by room and date (figure freshness), by subject and by place (trail)."""

        indexes = [
            models.Index(fields=["room", "touches_from", "id"], name="act_by_room"),
            models.Index(fields=["subject"], name="act_by_subject"),
            models.Index(fields=["place_key", "id"], name="act_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
