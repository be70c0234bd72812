"""An election of one body at one place in one term, the seats it is about, and what was changed with a reason."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models.term import Term
from headgoose.people.models import Order, Person, Post, Sex, Tenure
from headgoose.places.models import Place


class Body(models.TextChoices):
    """Which of the two committees is elected."""

    BRANCH = "branch", _("party branch")
    COMMITTEE = "committee", _("villagers' committee")


class ElectionState(models.TextChoices):
    """Where an election stands."""

    PLANNED = "planned", _("planned")
    LISTED = "listed", _("lists published")
    HELD = "held", _("election held")
    CONFIRMED = "confirmed", _("confirmed")
    POSTPONED = "postponed", _("postponed")
    VOID = "void", _("void")


class Cause(models.TextChoices):
    """Why there is a by-election."""

    VOID = "void", _("after a void election")
    VACANCY = "vacancy", _("for a seat that fell vacant")


OPEN = [ElectionState.PLANNED, ElectionState.LISTED, ElectionState.HELD, ElectionState.POSTPONED]


class Calendar(models.Model):
    """The day that a county plans for the elections of a body in all its villages and communities."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="calendars", db_index=False)
    county = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.CharField(max_length=10, choices=Body.choices)
    planned_on = models.DateField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        """One day for a body in a county and term; it is changed, not doubled."""

        constraints = [models.UniqueConstraint(fields=["term", "county", "body"], name="calendar_once")]

    def __str__(self) -> str:
        return f"{self.body} on {self.planned_on}"


class Election(models.Model):
    """One election.

    Args:
        number: 1 for the term's own election, then its by-elections in order.
        follows: of a by-election, the void election, or the concluded one whose seat fell vacant.
        called_on: since when it is on record as planned.
        starts_on: first day in post of who was elected, once confirmed.
        order: the document by which the tenures were written.
        afterwards: it was put on record after the fact, over tenures that stood already.
        remark: why it was postponed or is void.
        electors, ballots: who could vote, and how many did, where it was told.
    """

    term = models.ForeignKey(Term, models.PROTECT, related_name="elections", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    body = models.CharField(max_length=10, choices=Body.choices)
    number = models.PositiveSmallIntegerField(default=1)
    cause = models.CharField(max_length=8, choices=Cause.choices, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by", db_index=False)
    state = models.CharField(max_length=10, choices=ElectionState.choices, default=ElectionState.PLANNED)
    called_on = models.DateField()
    planned_on = models.DateField()
    listed_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    postponed_on = models.DateField(null=True)
    annulled_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+", db_index=False)
    afterwards = models.BooleanField(default=False)
    remark = models.CharField(max_length=200, blank=True)
    electors = models.PositiveIntegerField(null=True)
    ballots = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Each state with what it needs; one open and one concluded election of a body at a place in a term."""

        constraints = [
            models.UniqueConstraint(fields=["place", "term", "body", "number"], name="election_once"),
            models.UniqueConstraint(
                fields=["place", "term", "body"], condition=Q(state__in=OPEN), name="election_open_once"
            ),
            models.UniqueConstraint(
                fields=["place", "term", "body"],
                condition=Q(state=ElectionState.CONFIRMED) & ~Q(cause=Cause.VACANCY),
                name="election_concluded_once",
            ),
            models.CheckConstraint(
                condition=Q(number=1, cause="", follows__isnull=True)
                | Q(number__gt=1, cause__gt="", follows__isnull=False),
                name="by_election_follows",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ElectionState.HELD, ElectionState.CONFIRMED])
                | Q(held_on__isnull=False, listed_on__isnull=False, listed_on__lte=F("held_on")),
                name="election_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ElectionState.CONFIRMED)
                | Q(starts_on__gte=F("held_on"), confirmed_at__isnull=False, order__isnull=False)
                | Q(starts_on__gte=F("held_on"), confirmed_at__isnull=False, afterwards=True),
                name="election_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state=ElectionState.VOID) | Q(annulled_on__isnull=False, remark__gt=""),
                name="election_is_void_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=ElectionState.POSTPONED) | Q(postponed_on__isnull=False, remark__gt=""),
                name="election_is_postponed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ballots__isnull=True) | Q(ballots__lte=F("electors")), name="election_ballots_of_electors"
            ),
        ]

    def __str__(self) -> str:
        return f"election {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done before it is confirmed or void."""
        return self.state in OPEN


class Contest(models.Model):
    """One seat in an election: how many stood, and who was elected.

    Somebody who is not in the records yet is named by `name`, `sex` and `born_on` until the confirmation.

    Args:
        standing: how many candidates stood; one alone is uncontested.
        alike: somebody new has the name and date of birth of somebody in the records, and is another person.
        votes: for who was elected, where it was told.
        tenure: what the confirmation wrote.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="contests", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    standing = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born_on = models.DateField(null=True)
    alike = models.BooleanField(default=False)
    votes = models.PositiveIntegerField(null=True)
    tenure = models.OneToOneField(Tenure, models.PROTECT, null=True, related_name="+")

    class Meta:
        """A seat is contested once in an election; a tenure comes from one contest."""

        constraints = [
            models.UniqueConstraint(fields=["election", "post"], name="contest_once"),
            models.CheckConstraint(condition=Q(standing__gte=1), name="contest_has_candidates"),
            models.CheckConstraint(
                condition=Q(tenure__isnull=True) | Q(person__isnull=False), name="contest_seats_somebody"
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"contest {self.pk}"

    @property
    def is_contested(self) -> bool:
        """Whether more than one stood."""
        return self.standing > 1

    @property
    def elected(self) -> str:
        """The name of who was elected, "" before."""
        return self.person.name if self.person else self.name


class Change(models.Model):
    """What was changed of an election with a reason: never edited. Who did so is in the trail."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    before_on = models.DateField(null=True)
    after_on = models.DateField(null=True)
    why = models.CharField(max_length=200)

    class Meta:
        """Oldest first."""

        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} of election {self.election_id}"
