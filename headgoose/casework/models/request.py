"""A request: something at a place that a resident asks for, its log, and what is kept of who asked."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.casework.models.tables import Category, Urgency
from headgoose.kernel.cipher import Sealed
from headgoose.people.models import Person, PostType
from headgoose.places.models import Place

__all__ = [
    "CallBack",
    "Channel",
    "ClientKey",
    "Event",
    "Joiner",
    "Petitioner",
    "Photo",
    "Request",
    "RequestState",
    "Urgency",
    "are_public",
]


def are_public(of: str = "") -> Q:
    """Requests that stand in public lists; `of` leads to them, "request__".

    One that was asked openly may have been sent on under a category that is private by itself.
    """
    return Q(**{f"{of}private": False, f"{of}category__private": False})


class RequestState(models.TextChoices):
    """Where a request stands."""

    NEW = "new", _("new")
    ACCEPTED = "accepted", _("accepted")
    IN_HAND = "in_hand", _("in hand")
    PAUSED = "paused", _("paused")
    ANSWERED = "answered", _("answered")
    REOPENED = "reopened", _("reopened")
    CLOSED = "closed", pgettext_lazy("request", "closed")
    REJECTED = "rejected", _("rejected")
    TRANSFERRED = "transferred", _("passed to an office outside")
    MERGED = "merged", _("merged")


OPEN_STATES = [
    RequestState.NEW,
    RequestState.ACCEPTED,
    RequestState.IN_HAND,
    RequestState.PAUSED,
    RequestState.REOPENED,
]
# A deadline runs in these.
RUNNING_STATES = [RequestState.NEW, RequestState.ACCEPTED, RequestState.IN_HAND, RequestState.REOPENED]


class Channel(models.TextChoices):
    """How a request came in."""

    WEB = "web", _("public form")
    WORKER = "worker", _("taken down by a worker")
    API = "api", _("by a programme")
    OPEN311 = "open311", _("Open311")


class ClientKey(models.Model):
    """A key with which a programme may send requests through Open311. Only its hash is kept."""

    name = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """One request. Everything below `received_at` follows from its events.

    Args:
        code: what the resident follows it by, and may rate and reopen it with: it cannot be guessed, and no office is
            ever shown it; offices call a request by its number, which is its id.
        client_id, digest: the id that a client made for it, once, and the SHA-256 of what came with it.
        village: the village or community in or below which it lies.
        key: of `place`, on the newest map.
        where_text: where exactly, in words.
        lat_e6, long_e6: of the thing, in millionths of a degree (WGS 84), where somebody gave them.
        desk_place, desk_type: whose it is now.
        holder: the person who accepted it and leads.
        respond_by: until when somebody had to accept it first, as fixed when it came in.
        dispatches: how often it was sent to a desk; escalations are not counted.
        level: up to which level (kernel.Level) it has been escalated; 0 when never.
        against_place, against_type: the unit that it complains of; the whole office of the place without a type.
        version: the number of its last event.
    """

    code = models.CharField(max_length=12, unique=True)
    client_id = models.UUIDField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    client_key = models.ForeignKey(ClientKey, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    village = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    key = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    text = models.CharField(max_length=2000, blank=True)
    where_text = models.CharField(max_length=200, blank=True)
    lat_e6 = models.IntegerField(null=True)
    long_e6 = models.IntegerField(null=True)
    attributes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    against_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    against_type = models.ForeignKey(PostType, models.PROTECT, null=True, related_name="+", db_index=False)
    private = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    state = models.CharField(max_length=12, choices=RequestState.choices)
    desk_place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    desk_type = models.ForeignKey(PostType, models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    dispatches = models.PositiveSmallIntegerField()
    designated = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    dispatched_at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True)
    accept_by = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Read by area and time, by desk, by village and month (figures), and by what is due."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="request_merged_names_it",
            ),
            models.CheckConstraint(
                condition=Q(lat_e6=None, long_e6=None)
                | Q(lat_e6__range=(-90_000_000, 90_000_000), long_e6__range=(-180_000_000, 180_000_000)),
                name="request_on_earth",
            ),
        ]
        indexes = [
            models.Index(
                fields=["key", "received_at", "private", "state", "category", "urgency", "channel"],
                name="request_by_key",
            ),
            models.Index(fields=["received_at", "id"], name="request_by_time"),
            models.Index(
                fields=["village", "received_at", "state", "accepted_at", "respond_by"], name="request_by_village"
            ),
            models.Index(fields=["desk_place", "desk_type", "received_at"], name="request_by_desk"),
            models.Index(
                fields=["desk_place", "desk_type", "answer_by"],
                condition=Q(state__in=OPEN_STATES),
                name="request_open_by_desk",
            ),
            models.Index(
                fields=["key", "answer_by", "accept_by", "private", "state"],
                condition=Q(state__in=OPEN_STATES),
                name="request_open_by_key",
            ),
            models.Index(fields=["answered_at", "key", "private"], name="request_by_answer"),
            models.Index(fields=["accept_by"], condition=Q(state="new"), name="request_to_accept"),
            models.Index(fields=["answer_by"], condition=Q(state__in=RUNNING_STATES), name="request_to_answer"),
            models.Index(fields=["answered_at"], condition=Q(state="answered"), name="request_to_close"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def kept_private(self) -> bool:
        """Whether it stands in no public list: as it was asked, or by its category of today."""
        return self.private or self.category.private


class Event(models.Model):
    """One line of a request's log: what was done, by whom, with what came of it. Never edited but for an erasure.

    Args:
        number: from 1 without a gap within the request.
        label: who it was, where it was no person in post: "resident", "system".
        text: what was said; emptied by an erasure.
        outcome: what the event fixed: desk, deadlines' minutes, reasons of a route, the request merged into.
        open: whether the resident reads `text`.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=RequestState.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    outcome: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    open = models.BooleanField(default=True)
    level = models.PositiveSmallIntegerField(default=0)
    client_id = models.UUIDField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """Numbered within the request; a level is reached by escalation once. Read by time (what is new everywhere)."""

        ordering = ["number"]
        indexes = [models.Index(fields=["at"], name="event_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="event_once"),
            models.UniqueConstraint(
                fields=["request", "level"], condition=Q(verb="escalate"), name="event_escalated_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} of request {self.request_id}"


class Petitioner(models.Model):
    """Who asked, where they chose to say so: name and telephone, encrypted in one. Gone after an erasure.

    Args:
        agrees: the unit complained of may see it.
    """

    request = models.OneToOneField(Request, models.PROTECT, related_name="petitioner")
    ciphertext = models.BinaryField()
    key_name = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=20)
    agrees = models.BooleanField(default=False)

    class Meta:
        """Found by key (rotation)."""

        indexes = [models.Index(fields=["key_name"], name="petitioner_by_key")]

    def __str__(self) -> str:
        return f"petitioner of request {self.request_id}"

    @property
    def bound_to(self) -> str:
        """What the ciphertext is bound to: in any other row it does not open."""
        return f"headgoose.casework/{self.request_id}/petitioner"

    @property
    def sealed(self) -> Sealed:
        """The ciphertext with what is needed to open it."""
        return Sealed(bytes(self.ciphertext), self.key_name, self.algorithm)


class CallBack(models.Model):
    """That the petitioner was asked after an answer, and what they said. No reply is no reply, never "satisfied".

    Args:
        round: from 1; another round after each reopening.
        asked_by: None where the tracking page asked.
        satisfaction: 1 (very bad) to 5 (very good).
        excluded_why, excluded_by: left out of the rates, with the reason and who said so.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="call_backs", db_index=False)
    round = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=500, blank=True)
    excluded_why = models.CharField(max_length=200, blank=True)
    excluded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        """One a round; a reply says whether it was solved."""

        constraints = [
            models.UniqueConstraint(fields=["request", "round"], name="call_back_once"),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="call_back_satisfaction"
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None, solved=None, satisfaction=None)
                | Q(replied_at__isnull=False, solved__isnull=False),
                name="call_back_replied",
            ),
        ]

    def __str__(self) -> str:
        return f"call-back {self.round} of request {self.request_id}"


class Joiner(models.Model):
    """A desk that helps with a request that another one leads."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="joiners", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    type = models.ForeignKey(PostType, models.PROTECT, related_name="+", db_index=False)
    joined_at = models.DateTimeField()

    class Meta:
        """A desk joins once; read by desk."""

        constraints = [models.UniqueConstraint(fields=["request", "place", "type"], name="joiner_once")]
        indexes = [models.Index(fields=["place", "type", "request"], name="joiner_by_desk")]

    def __str__(self) -> str:
        return f"joiner of request {self.request_id}"


class Photo(models.Model):
    """A picture under an event of a request, without what a camera adds.

    It lies here, apart from receipts, which stay for good: an erasure removes it.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="photos", db_index=False)
    sha256 = models.CharField(max_length=64)
    media = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        """A picture lies once under an event."""

        constraints = [models.UniqueConstraint(fields=["event", "sha256"], name="photo_once")]

    def __str__(self) -> str:
        return f"photo of event {self.event_id}"
