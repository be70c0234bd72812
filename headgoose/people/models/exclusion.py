"""Which posts one person must not hold together, and who is near to whom: data, with the law or rule it comes from."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.clock import FOREVER
from headgoose.people.models.person import Person
from headgoose.people.models.post import PostType


class ExcludedPair(models.Model):
    """Two types of post that exclude each other.

    Args:
        anywhere: wherever the two posts are; else only at the same place.
        kin: near relatives must not hold the two either.
    """

    type_a = models.ForeignKey(PostType, models.PROTECT, related_name="+")
    type_b = models.ForeignKey(PostType, models.PROTECT, related_name="+")
    anywhere = models.BooleanField(default=False)
    kin = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        """A pair is named once."""

        constraints = [models.UniqueConstraint(fields=["type_a", "type_b"], name="excluded_pair_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.type_a_id} x {self.type_b_id}"


class Kin(models.TextChoices):
    """Near relatives, as the rules on avoidance name them."""

    SPOUSE = "spouse", _("spouses")
    PARENT = "parent", _("parent and child")
    SIBLING = "sibling", _("siblings")
    IN_LAW = "in_law", _("near relatives by marriage")


class Kinship(models.Model):
    """Two persons who are near relatives, told by one of them or found by an officer, during [start_on, end_on)."""

    person_a = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_b = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kin.choices)
    start_on = models.DateField()
    end_on = models.DateField(default=FOREVER)

    class Meta:
        """Two persons are kin once; the lower id comes first."""

        constraints = [
            models.UniqueConstraint(fields=["person_a", "person_b"], name="kinship_once"),
            models.CheckConstraint(condition=Q(person_a__lt=F("person_b")), name="kinship_in_order"),
            models.CheckConstraint(condition=Q(start_on__lte=F("end_on")), name="kinship_has_length"),
        ]

    def __str__(self) -> str:
        return f"kinship {self.pk}"
