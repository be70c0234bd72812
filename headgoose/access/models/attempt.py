"""Tries at the door, kept for a time to know when to stop listening."""

from django.db import models

from headgoose.access.models.user import User


class SignInAttempt(models.Model):
    """One try to sign in.

    `name` is a digest: what people type as a user name is now and then their password. `device` tells browsers in
    which the account was used before from all others. `counts` holds for a failure until a success, or until somebody
    unlocks the account.
    """

    at = models.DateTimeField()
    name = models.CharField(max_length=32)
    device = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=64)
    failed = models.BooleanField()
    counts = models.BooleanField()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="attempts")

    class Meta:
        """Read by name and by address, newest first; thrown away by age."""

        indexes = [
            models.Index(fields=["name", "device", "at"], name="attempt_by_name"),
            models.Index(fields=["address", "at"], name="attempt_by_address"),
            models.Index(fields=["at"], name="attempt_by_age"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
