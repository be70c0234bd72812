"""A person who holds or held a post. Nobody else has a row here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As in the personal file."""

    FEMALE = "f", _("woman")
    MALE = "m", _("man")


class Person(models.Model):
    """What a post needs to know of its holder, and no more."""

    name = models.CharField(max_length=40)
    initials = models.CharField(max_length=40)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    born_on = models.DateField()

    class Meta:
        """Found by name and by pinyin initials."""

        indexes = [
            models.Index(fields=["name"], name="person_by_name"),
            models.Index(fields=["initials"], name="person_by_initials"),
        ]

    def __str__(self) -> str:
        return self.name
