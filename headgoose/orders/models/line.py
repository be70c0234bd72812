"""A line of an order: somebody takes a seat, leaves one, or moves from one to another."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.orders.models.paper import OrderPaper
from headgoose.people.models import Batch, EndReason, How, Person, Post, Sex, Tenure


class Verb(models.TextChoices):
    """What a line does."""

    APPOINT = "appoint", _("appoint")
    END = "end", _("end a tenure")
    TRANSFER = "transfer", _("transfer")


class OrderLine(models.Model):
    """One line. Somebody who is not in the records yet is named by `name`, `sex` and `born_on`, without a `person`.

    Args:
        post: the seat that is taken; of a line that ends a tenure, the seat that is left.
        tenure: the tenure that is ended, or left behind by a transfer.
        start_on: the first day in the seat; of a transfer also the day on which the old tenure ends.
        made: the tenure that the line wrote when the order was issued, or the one it ended.
        alike: somebody new has the name and date of birth of somebody in the records, and is another person.
        row: where it stood in the file that it came from.
    """

    paper = models.ForeignKey(OrderPaper, models.PROTECT, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=8, choices=Verb.choices)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born_on = models.DateField(null=True)
    alike = models.BooleanField(default=False)
    start_on = models.DateField(null=True)
    end_on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    row = models.PositiveIntegerField(null=True)
    made = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        """Numbered within the paper; each verb with what it needs."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="line_once"),
            models.CheckConstraint(
                condition=Q(verb=Verb.APPOINT, tenure__isnull=True) | Q(~Q(verb=Verb.APPOINT), tenure__isnull=False),
                name="line_has_its_tenure",
            ),
            models.CheckConstraint(
                condition=Q(verb=Verb.END) | Q(start_on__isnull=False, how__gt=""), name="line_has_its_start"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(name__gt="", born_on__isnull=False, sex__gt=""),
                name="line_has_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of paper {self.paper_id}"
