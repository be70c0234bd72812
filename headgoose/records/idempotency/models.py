"""An answer by the key of the request that it answered."""

from django.db import models


class KeptAnswer(models.Model):
    """What was answered to a request that wrote, kept in the transaction of what it wrote.

    `digest` is SHA-256 of method, address and body: the same key with another request is a mistake of the client.
    """

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    headers: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        """A key is used once by a user."""

        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="answer_once")]
        indexes = [models.Index(fields=["kept_at"], name="answer_by_age")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
