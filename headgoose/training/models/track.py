"""Whom a class is for: a track and the kinds of post that belong to it. Both come from `data/tracks.csv`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.look.wording import reads_chinese
from headgoose.people.models import PostType


class Family(models.TextChoices):
    """Which figure a track is counted in."""

    CADRES = "cadres", _("village cadres")
    GOVERNANCE = "governance", _("governance workers")


class Track(models.Model):
    """A track of training."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    family = models.CharField(max_length=12, choices=Family.choices)
    order = models.PositiveSmallIntegerField()

    class Meta:
        """In the order of the file."""

        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if reads_chinese() else self.name_en


class TrackType(models.Model):
    """A kind of post whose holders may be named for classes of a track.

    `home` marks the one track in which its holders are counted as trained or not.
    """

    track = models.ForeignKey(Track, models.PROTECT, related_name="types")
    type = models.ForeignKey(PostType, models.PROTECT, related_name="+")
    home = models.BooleanField(default=False)

    class Meta:
        """A kind of post is counted in one track."""

        constraints = [
            models.UniqueConstraint(fields=["track", "type"], name="track_type_once"),
            models.UniqueConstraint(fields=["type"], condition=Q(home=True), name="track_type_one_home"),
        ]

    def __str__(self) -> str:
        return f"{self.track_id} {self.type_id}"
