"""A file of rows that was brought into a run."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.models.run import Run


class FileKind(models.TextChoices):
    """What a file holds."""

    POOL = "pool", _("people")
    DEMAND = "demand", _("places")


class RunFile(models.Model):
    """What is kept of a file: its fingerprint, and the rows with a fault as they stood there.

    `faulty` has one [row, cells, [[message, words], ...]] for each. `settled` once they were left out or sent anew.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=6, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField()
    taken = models.PositiveIntegerField()
    header: "models.JSONField[Any, Any]" = models.JSONField()
    faulty: "models.JSONField[Any, Any]" = models.JSONField()
    settled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
