"""What the one who leaves a seat hands to the one who comes: a list of tasks, each confirmed by both."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Person, PostType, Tenure


class HandoverItem(models.Model):
    """A line of the template of a kind of post: books and seals, open requests, contacts."""

    type = models.ForeignKey(PostType, models.PROTECT, related_name="handover_items")
    number = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)

    class Meta:
        """In the order of the template."""

        constraints = [models.UniqueConstraint(fields=["type", "number"], name="handover_item_once")]
        ordering = ["type", "number"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en


class HandoverState(models.TextChoices):
    """How far a handover has come."""

    OPEN = "open", _("under way")
    DONE = "done", _("handed over")
    DROPPED = "dropped", _("called off")


class Handover(models.Model):
    """A seat that passes from one tenure to the next.

    Args:
        came: the tenure of who comes; None while nobody has been appointed.
        due_on: the last day on which it is in time.
    """

    left = models.ForeignKey(Tenure, models.PROTECT, related_name="handovers_left", db_index=False)
    came = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="handovers_came", db_index=False)
    state = models.CharField(max_length=8, choices=HandoverState.choices, default=HandoverState.OPEN)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        """A tenure is handed over once; called off only with a reason."""

        constraints = [
            models.UniqueConstraint(fields=["left"], condition=~Q(state="dropped"), name="handover_once"),
            models.CheckConstraint(condition=~Q(left=F("came")), name="handover_between_two"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_why="")
                | Q(state="done", closed_at__isnull=False, came__isnull=False, closed_why="")
                | Q(state="dropped", closed_at__isnull=False) & ~Q(closed_why=""),
                name="handover_closed_by_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="handover_by_state"),
            models.Index(fields=["came"], condition=Q(came__isnull=False), name="handover_by_came"),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class HandoverTask(models.Model):
    """One thing to hand over.

    Args:
        given_by: who confirms that it was given: who leaves, or an officer in their stead, who says why.
        taken_by: who comes.
    """

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="tasks", db_index=False)
    item = models.ForeignKey(HandoverItem, models.PROTECT, related_name="+", db_index=False)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    given_at = models.DateTimeField(null=True)
    given_why = models.CharField(max_length=200, blank=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        """Each line of the template once, each side whole."""

        constraints = [
            models.UniqueConstraint(fields=["handover", "item"], name="handover_task_once"),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True, given_at__isnull=True, given_why="")
                | Q(given_by__isnull=False, given_at__isnull=False),
                name="handover_task_given_whole",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="handover_task_taken_whole",
            ),
        ]
        ordering = ["item__number"]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def done(self) -> bool:
        """Whether both sides have confirmed it."""
        return self.given_at is not None and self.taken_at is not None
