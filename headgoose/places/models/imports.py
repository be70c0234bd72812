"""A file of places on its way into the tree."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Area


class ImportState(models.TextChoices):
    """Where an import stands."""

    PREVIEWED = "previewed", _("previewed")
    APPLIED = "applied", _("applied")
    DISCARDED = "discarded", _("discarded")


class TreeImport(models.Model):
    """An uploaded file with what it would change; applied once, and only if it would still change the same."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    effective_on = models.DateField()
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.PREVIEWED)
    content = models.BinaryField()
    summary: "models.JSONField[Any, Any]" = models.JSONField()
    user_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name

    @property
    def areas(self) -> list[Area]:
        """The areas of the top-most places that the file names."""
        return [Area(low, high) for low, high in self.summary["roots"]]

    @property
    def open(self) -> bool:
        """Whether it still waits to be applied or discarded."""
        return self.state == ImportState.PREVIEWED
