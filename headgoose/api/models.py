"""A token: stands for its user towards machines, for a time, and for no more than its user's posts give."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from headgoose.access.models import User


class AccessToken(models.Model):
    """`digest` is SHA-256 of the secret, which holds 256 random bits; `prefix` is its beginning, to tell tokens apart.

    `rights` lists what the token may use of what the posts give (kernel.Right).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    rights: "models.JSONField[Any, Any]" = models.JSONField()
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; a token lasts at least a day."""

        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")), name="token_ends"
            )
        ]

    def __str__(self) -> str:
        return self.prefix
