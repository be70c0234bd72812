"""A run: who is sent where, for how long, under which rule; and how many people the places may have."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.people.models import Batch, How, Order, Person, PostType
from headgoose.places.models import Place


class RunState(models.TextChoices):
    """Where a run stands."""

    DRAFT = "draft", _("draft")
    SOLVING = "solving", _("being solved")
    PLANNED = "planned", pgettext_lazy("dispatch run", "planned")
    INFEASIBLE = "infeasible", _("cannot be met")
    APPROVED = "approved", _("approved")
    ISSUED = "issued", _("issued")
    REVERSED = "reversed", _("reversed")
    DISCARDED = "discarded", _("discarded")


class Mode(models.TextChoices):
    """Which rule the plan follows."""

    LEAST_COST = "least_cost", _("least cost for all together")
    MERIT = "merit", _("merit: higher scores choose first")


class HomeRule(models.IntegerChoices):
    """How near to home somebody must not be sent; the value is the level (kernel.Level) that must differ."""

    NONE = 0, _("no rule")
    VILLAGE = 5, _("not to the own home village")
    TOWNSHIP = 4, _("not to the own home township")
    COUNTY = 3, _("not to the own home county")


AFTER_APPROVAL = [RunState.APPROVED, RunState.ISSUED, RunState.REVERSED]


def _two_people(first: str, second: str) -> Q:
    """Two steps were taken by two people: neither the same account nor the same person."""
    return ~Q(**{f"{first}_user_id": F(f"{second}_user_id")}) & ~Q(**{first: F(second)})


class Run(models.Model):
    """A run. `version` goes up with every change, so that a page that is out of date can be told.

    Args:
        place: the place that sends, in whose area all demand lies.
        weights: the order of criteria, or a whole number for each; see `weighing.py`.
        seed: settles ties; published with the plan.
        radius_km: how far from home people may be sent beyond what they chose; None for no further places at all.
        edges_max: with how many places beside their choices somebody is matched at most.
        home_strict: whether the home rule forbids; else breaking it costs.
        keep: the last plan was to be kept as far as possible when it was last solved.
        optimum: what the solver found; `objective` is that of the plan as it stands, after changes by hand.
        parts: what the plan costs by criterion; `explanation` is why there is none.
        envies: in a run by merit, how many people are rightly envious.
        attempts: how often it was begun to be solved since it was asked for.
    """

    number = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    type = models.ForeignKey(PostType, models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices, default=How.SENT)
    start_on = models.DateField()
    end_on = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.LEAST_COST)
    weights: "models.JSONField[Any, Any]" = models.JSONField()
    seed = models.CharField(max_length=60)
    radius_km = models.PositiveIntegerField(null=True)
    edges_max = models.PositiveSmallIntegerField(default=30)
    home_rule = models.PositiveSmallIntegerField(choices=HomeRule.choices, default=HomeRule.TOWNSHIP)
    home_strict = models.BooleanField(default=True)
    may_stay_out = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    remark = models.CharField(max_length=300, blank=True)
    keep = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    solver = models.CharField(max_length=60, blank=True)
    optimum = models.BigIntegerField(null=True)
    objective = models.BigIntegerField(null=True)
    parts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    envies = models.PositiveIntegerField(null=True)
    explanation: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    maker_user_id = models.BigIntegerField(null=True)
    maker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    changer_user_id = models.BigIntegerField(null=True)
    changer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    approver_user_id = models.BigIntegerField(null=True)
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    proposer_user_id = models.BigIntegerField(null=True)
    proposer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reverser_user_id = models.BigIntegerField(null=True)
    reverser = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        """Two people stand behind what is issued, and behind what is taken back."""

        constraints = [
            models.CheckConstraint(condition=Q(start_on__lt=F("end_on")), name="run_has_length"),
            models.CheckConstraint(condition=_two_people("maker", "approver"), name="run_two_people"),
            models.CheckConstraint(condition=_two_people("changer", "approver"), name="run_another_approves"),
            models.CheckConstraint(condition=_two_people("proposer", "reverser"), name="run_two_reversers"),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_APPROVAL) | Q(approver__isnull=False, approved_at__isnull=False),
                name="run_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_APPROVAL[1:]) | Q(order__isnull=False, issued_at__isnull=False),
                name="run_has_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.REVERSED) | Q(proposer__isnull=False, reverser__isnull=False),
                name="run_is_taken_back_by_two",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="run_by_state")]

    def __str__(self) -> str:
        return self.number


class Demand(models.Model):
    """How many people a place must and may have. `wanted` lists the skills that it asks for.

    `key` is the place's code on the day on which the run was drawn up, by which plans name it.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="demand", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()
    lower = models.PositiveSmallIntegerField()
    upper = models.PositiveSmallIntegerField()
    wanted: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    class Meta:
        """A place is named once in a run."""

        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="demand_once"),
            models.CheckConstraint(condition=Q(lower__lte=F("upper"), upper__gt=0), name="demand_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.lower}..{self.upper}"


class Bound(models.Model):
    """How many people a township, county or prefecture must and may have together."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="bounds", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    lower = models.PositiveIntegerField()
    upper = models.PositiveIntegerField()

    class Meta:
        """A place is named once in a run."""

        ordering = ["level", "key"]
        constraints = [
            models.UniqueConstraint(fields=["run", "level", "key"], name="bound_once"),
            models.CheckConstraint(condition=Q(lower__lte=F("upper")), name="bound_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.lower}..{self.upper}"
