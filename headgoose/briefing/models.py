"""The one noun that this room keeps: a briefing as it was frozen."""

from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language

from headgoose.briefing import canonical
from headgoose.places.models import Place


class FrozenBriefing(models.Model):
    """A briefing with all that went into it, signed; never edited, never deleted. An amendment is another one.

    `content` is canonical JSON: what was signed, to the byte. All else can be made from it.
    """

    number = models.CharField(max_length=40, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    on = models.DateField()
    basis = models.CharField(max_length=5)
    title = models.CharField(max_length=200)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)
    public_key = models.CharField(max_length=60)
    frozen_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=120)
    amends = models.OneToOneField("self", models.PROTECT, null=True, related_name="amended_by")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-frozen_at", "-pk"]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def said(self) -> dict[str, Any]:
        """The content, read."""
        content: dict[str, Any] = canonical.read(self.content)
        return content

    @property
    def place_said(self) -> str:
        """The name of the place for the reader, as it was called then."""
        name: str = self.said["texts"][canonical.language_of(get_language())]["place"]
        return name

    @property
    def place_code(self) -> str:
        """The code of the place on the map of the briefing."""
        code: str = self.said["place"]["code"]
        return code

    @property
    def amendment(self) -> "FrozenBriefing | None":
        """What amends it, or None."""
        return getattr(self, "amended_by", None)


class FrozenFile(models.Model):
    """A file as it came out when its briefing was frozen: handed out for good, whatever later versions make of it.

    `content` is compressed; `signature` is over the briefing's digest, the file's name and its SHA-256.
    """

    frozen = models.ForeignKey(FrozenBriefing, models.PROTECT, related_name="files", db_index=False)
    name = models.CharField(max_length=20)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=100)

    class Meta:
        """One of a name."""

        constraints = [models.UniqueConstraint(fields=["frozen", "name"], name="frozen_file_once")]

    def __str__(self) -> str:
        return f"{self.frozen_id} {self.name}"
