"""An award for what somebody did in a post. Taken back it is revoked with a reason; it stays on record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Person, Tenure


class AwardLevel(models.IntegerChoices):
    """The level of who gave it."""

    NATION = 0, _("nation")
    PROVINCE = 1, _("province")
    PREFECTURE = 2, _("prefecture")
    COUNTY = 3, _("county")
    TOWNSHIP = 4, _("township")


class Award(models.Model):
    """One award. `person` is the tenure's own, held equal by the database.

    Args:
        unit: who gave it, as on the document.
        document: the number of the document that says so.
    """

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="awards", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="awards", db_index=False)
    title = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=AwardLevel.choices)
    unit = models.CharField(max_length=60)
    awarded_on = models.DateField()
    document = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    class Meta:
        """Recorded once while it stands; revoked only with a reason."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "awarded_on", "title", "unit"],
                condition=Q(revoked_at__isnull=True),
                name="award_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="") | Q(revoked_at__isnull=False) & ~Q(revoked_why=""),
                name="award_revoked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(unit="") & ~Q(document=""), name="award_has_its_document"
            ),
        ]
        indexes = [models.Index(fields=["tenure"], name="award_by_tenure")]

    def __str__(self) -> str:
        return self.title

    @property
    def stands(self) -> bool:
        """Whether it was not revoked."""
        return self.revoked_at is None
