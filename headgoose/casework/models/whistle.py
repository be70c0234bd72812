"""A whistle: a village or township calls departments, each of which reports for duty and answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.casework.models.request import Request
from headgoose.casework.models.tables import Department
from headgoose.people.models import Person
from headgoose.places.models import Place


class WhistleKind(models.TextChoices):
    """What it is blown for."""

    ENFORCEMENT = "enforcement", _("joint enforcement")
    BEYOND = "beyond", _("beyond our own power")
    EMERGENCY = "emergency", _("emergency")


class WhistleState(models.TextChoices):
    """Where a whistle stands."""

    BLOWN = "blown", pgettext_lazy("whistle", "blown")
    CLOSED = "closed", pgettext_lazy("whistle", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("whistle", "withdrawn")


class LegState(models.TextChoices):
    """Where a department's part stands."""

    CALLED = "called", pgettext_lazy("department", "called")
    REPORTED = "reported", pgettext_lazy("department", "reported for duty")
    ANSWERED = "answered", pgettext_lazy("department", "answered")
    RATED = "rated", pgettext_lazy("department", "rated")
    EXCUSED = "excused", pgettext_lazy("department", "let go")


OPEN_LEGS = [LegState.CALLED, LegState.REPORTED, LegState.ANSWERED]


class Whistle(models.Model):
    """One call of departments by the grass roots.

    Args:
        place: the village or township that blew it; `key` is its key on the newest map.
        county: whose departments are called.
        request: the request that it is blown for, where there is one.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    county = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=WhistleKind.choices)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=2000)
    request = models.ForeignKey(Request, models.PROTECT, null=True, related_name="whistles")
    state = models.CharField(max_length=10, choices=WhistleState.choices, default=WhistleState.BLOWN)
    blown_at = models.DateTimeField()
    blown_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    client_id = models.UUIDField(null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Read by area and time, and the open ones."""

        indexes = [
            models.Index(fields=["key", "blown_at"], name="whistle_by_key"),
            models.Index(fields=["county", "blown_at"], name="whistle_by_county"),
            models.Index(fields=["key"], condition=Q(state="blown"), name="whistle_open"),
        ]

    def __str__(self) -> str:
        return self.title


class Leg(models.Model):
    """One department's part in a whistle: called, reports for duty, answers, is rated by who blew it.

    Args:
        lead: the department that leads; each whistle has exactly one.
        rating: 1 to 5, by the grass roots.
        remark: why it was rated so, or let go.
    """

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="legs", db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    lead = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=LegState.choices, default=LegState.CALLED)
    called_at = models.DateTimeField()
    report_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)
    rated_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        """A department is called once a whistle; one leads."""

        constraints = [
            models.UniqueConstraint(fields=["whistle", "department"], name="leg_once"),
            models.UniqueConstraint(fields=["whistle"], condition=Q(lead=True), name="leg_one_leads"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="leg_rating"),
            models.CheckConstraint(
                condition=~Q(state="rated") | Q(rating__isnull=False, rated_at__isnull=False), name="leg_rated"
            ),
        ]
        indexes = [
            models.Index(fields=["department", "report_by"], condition=Q(state__in=OPEN_LEGS), name="leg_open"),
        ]

    def __str__(self) -> str:
        return f"leg {self.pk}"


class WhistleEvent(models.Model):
    """One line of a whistle's log, never edited.

    Args:
        client_id, digest: a client's own id for the step, once, and the SHA-256 of all that came with it.
    """

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, related_name="events")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=2000, blank=True)
    client_id = models.UUIDField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """Numbered within the whistle."""

        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["whistle", "number"], name="whistle_event_once")]

    def __str__(self) -> str:
        return f"{self.verb} of whistle {self.whistle_id}"
