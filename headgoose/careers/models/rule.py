"""How long somebody may stay on in a kind of post, as data, and how long each who was let stay on was."""

from django.db import models
from django.db.models import F, Q

from headgoose.people.models import PostType, Tenure


class SuccessionRule(models.Model):
    """What holds when a term in a kind of post ends.

    Args:
        terms_most: how many terms one person may serve in it at one place; None for any number.
        months_most: by how many months in all a tenure may be extended beyond the end first set.
        handover_days: within how many days after the end of the tenure everything is handed over.
        source: where the rule comes from.
    """

    type = models.OneToOneField(PostType, models.PROTECT, related_name="succession")
    terms_most = models.PositiveSmallIntegerField(null=True)
    months_most = models.PositiveSmallIntegerField()
    handover_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        """Within reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(months_most__lte=36, handover_days__gte=1, handover_days__lte=180),
                name="succession_rule_within_reason",
            )
        ]

    def __str__(self) -> str:
        return f"succession in {self.type_id}"


class Extension(models.Model):
    """A tenure that was given a later end. Never changed: what it says happened then.

    Args:
        base_on: the end that was set before the first extension.
        limit_on: the last end that the rule allowed.
    """

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="extensions", db_index=False)
    base_on = models.DateField()
    from_on = models.DateField()
    to_on = models.DateField()
    limit_on = models.DateField()
    why = models.CharField(max_length=200)
    document = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        """Later than it was, and never beyond the limit."""

        constraints = [
            models.UniqueConstraint(fields=["tenure", "from_on"], name="extension_once"),
            models.CheckConstraint(
                condition=Q(base_on__lte=F("from_on"), from_on__lt=F("to_on"), to_on__lte=F("limit_on")),
                name="extension_within_its_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"
