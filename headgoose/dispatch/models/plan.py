"""The plan: who goes where; and what officers have ruled about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.models.pool import Candidate
from headgoose.dispatch.models.run import Run
from headgoose.people.models import Tenure


class RulingKind(models.TextChoices):
    """What is ruled about a candidate and a place."""

    PIN = "pin", _("must go there")
    FORBID = "forbid", _("must not go there")


class Ruling(models.Model):
    """A candidate must, or must not, go to a place."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="rulings", db_index=False)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="rulings", db_index=False)
    key = models.BigIntegerField()
    kind = models.CharField(max_length=6, choices=RulingKind.choices)

    class Meta:
        """About each pair one."""

        constraints = [models.UniqueConstraint(fields=["run", "candidate", "key"], name="ruling_once")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.kind} {self.key}"


class Placement(models.Model):
    """A line of the plan, with what it costs, as the edge had it.

    Args:
        by_hand: an officer put the candidate there, not the solver.
        tenure: what the line became when the run was issued.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="placements", db_index=False)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="placements", db_index=False)
    key = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField()
    km = models.PositiveIntegerField()
    skill = models.PositiveSmallIntegerField()
    home = models.PositiveSmallIntegerField()
    by_hand = models.BooleanField(default=False)
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        """Nobody is placed twice."""

        constraints = [models.UniqueConstraint(fields=["run", "candidate"], name="placement_once")]
        indexes = [models.Index(fields=["run", "key"], name="placement_by_place")]

    def __str__(self) -> str:
        return f"{self.candidate_id} at {self.key}"
