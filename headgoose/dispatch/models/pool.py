"""The people that may be sent, and where each of them may go."""

from typing import Any

from django.db import models
from django.db.models import Q

from headgoose.dispatch.models.run import Run
from headgoose.people.models import Person, Sex


class Candidate(models.Model):
    """Somebody in the pool: somebody on record (`person`), or somebody new by name, sex and date of birth.

    Args:
        mark: what tells the candidate apart in the solver, made of name, sex and date of birth, never of the row.
        home_key: the code of the home village, township, county or prefecture; None when it was not said.
        choices: the keys of the places chosen, the first choice first.
        score: of the merit, in hundredths; higher chooses first.
        kept_key: where the former plan had them, when the run was last solved to keep it.
        row: where it stood in the file that it came from.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="candidates", db_index=False)
    number = models.PositiveIntegerField()
    mark = models.CharField(max_length=32)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=40)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    born_on = models.DateField()
    home_key = models.BigIntegerField(null=True)
    home_level = models.PositiveSmallIntegerField(null=True)
    skills: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    score = models.IntegerField(default=0)
    kept_key = models.BigIntegerField(null=True)
    withdrawn = models.BooleanField(default=False)
    row = models.PositiveIntegerField(null=True)

    class Meta:
        """Numbered within the run, and in it once."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="candidate_numbered"),
            models.UniqueConstraint(fields=["run", "mark"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(home_key__isnull=True, home_level__isnull=True)
                | Q(home_key__isnull=False, home_level__isnull=False),
                name="candidate_home_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Edge(models.Model):
    """A place where a candidate may go, and what that costs by criterion.

    Args:
        rank: 0 for the first choice; for a place that was not chosen as many as there can be choices.
        km: how far from home; `skill`: wanted skills that the candidate lacks; `home`: 1 where a rule is broken.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="edges", db_index=False)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="edges", db_index=False)
    key = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField()
    km = models.PositiveIntegerField()
    skill = models.PositiveSmallIntegerField()
    home = models.PositiveSmallIntegerField()

    class Meta:
        """Each pair once."""

        constraints = [models.UniqueConstraint(fields=["run", "candidate", "key"], name="edge_once")]

    def __str__(self) -> str:
        return f"{self.candidate_id} to {self.key}"
