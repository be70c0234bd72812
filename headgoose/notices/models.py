"""The nouns of the room."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.encrypted import EncryptedValue
from headgoose.people.models import Person


class Service(models.TextChoices):
    """Through whom notices go out."""

    MAIL = "mail", _("Mail")
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class Wants(models.TextChoices):
    """Which notices go over a channel."""

    ALL = "all", _("all notices")
    URGENT = "urgent", _("urgent ones only")
    SOME = "some", _("those chosen below")


class State(models.TextChoices):
    """Where a delivery stands. `failed` was refused for good, `given_up` was tried until there was no use in it."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused")
    GIVEN_UP = "given_up", _("given up")


class Notice(models.Model):
    """That somebody should know something. What it says is put into words when it is read.

    `params` never hold personal data of residents: codes, names of places and counts only.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=60)
    params: "models.JSONField[Any, Any]" = models.JSONField()
    key = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        """A key tells a person once; read by person, newest first; cleared by age."""

        constraints = [models.UniqueConstraint(fields=["key", "person"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "id"], name="notice_by_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["made_at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Channel(EncryptedValue):
    """A person's own way out for notices. Nothing but its code goes there before it is confirmed.

    `failures` counts in a row; until `quiet_until` nothing is tried, so that a dead channel costs little. What its code
    is can be worked out from `code_made_at` with the keys, and from nothing in the database alone. With `ended_at` the
    address is gone.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="notice_channels")
    service = models.CharField(max_length=10, choices=Service.choices)
    wants = models.CharField(max_length=10, choices=Wants.choices, default=Wants.ALL)
    kinds: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    code_made_at = models.DateTimeField()
    code_tries = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)
    quiet_until = models.DateTimeField(null=True)

    class Meta:
        """An ended channel holds no address, every other one does."""

        indexes = [models.Index(fields=["key_name"], name="notice_channel_by_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) & ~Q(key_name="") | Q(ended_at__isnull=False) & Q(key_name=""),
                name="notice_channel_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.pk}"

    @property
    def bound_to(self) -> str:
        """The channel itself."""
        return f"headgoose.notices/{self.person_id}/{self.pk}"

    @property
    def listening(self) -> bool:
        """Whether notices go there."""
        return self.confirmed_at is not None and self.paused_at is None and self.ended_at is None


class Delivery(models.Model):
    """One notice over one channel; without a notice it is the channel's code.

    `claimed_at` and `claimed_by` are a lease: whoever sends it keeps it fresh, and one that is no longer kept fresh is
    anybody's. `last_error` is one of our own words, never what somebody answered.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        """A notice goes over a channel once; what waits is found without looking through what does not."""

        constraints = [
            models.UniqueConstraint(fields=["channel", "notice"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state="sent") & Q(sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="delivery_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "next_try_at"], condition=Q(state="waiting"), name="delivery_waiting")
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
