"""Reads of one's own notices and channels; nobody reads anybody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.cipher import Unreadable
from headgoose.kernel.encrypted import usable_keyring
from headgoose.kernel.keyring import Keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.notices.models import Channel, Delivery, Notice, Service, State
from headgoose.notices.rules import address_from, is_broken, mask_address


def own_notices(person_id: int | None) -> QuerySet[Notice]:
    """Somebody's notices, newest first; of an account without a person there are none."""
    return Notice.objects.filter(person_id=person_id).order_by("-pk") if person_id else Notice.objects.none()


def own_notice(person_id: int | None, notice_id: int) -> Notice:
    """One of them. Raises Refused (NOT_FOUND), alike for what is not there and for what is somebody else's."""
    notice = own_notices(person_id).filter(pk=notice_id).first()
    if notice is None:
        raise Refused(_("You have no such notice."), Because.NOT_FOUND)
    return notice


def count_unread(person_id: int | None) -> int:
    """How many somebody has not read."""
    return own_notices(person_id).filter(read_at__isnull=True).count()


def open_channels(person_id: int | None) -> QuerySet[Channel]:
    """Somebody's channels, oldest first."""
    own = Channel.objects.filter(ended_at__isnull=True).order_by("pk")
    return own.filter(person_id=person_id) if person_id else own.none()


def own_channel(person_id: int | None, channel_id: int, lock: bool = False) -> Channel:
    """One of them. Raises Refused (NOT_FOUND), alike for what is not there and for what is somebody else's."""
    channels = open_channels(person_id).filter(pk=channel_id)
    channel = (channels.select_for_update() if lock else channels).first()
    if channel is None:
        raise Refused(_("You have no such channel."), Because.NOT_FOUND)
    return channel


def codes_since(person_id: int, at: datetime) -> int:
    """How many codes were asked for on behalf of somebody since an instant."""
    return Delivery.objects.filter(notice__isnull=True, channel__person_id=person_id, made_at__gt=at).count()


@dataclass(frozen=True)
class Shown:
    """A channel as its owner sees it."""

    channel: Channel
    masked: str

    @property
    def label(self) -> str:
        """The service and the masked address."""
        return f"{Service(self.channel.service).label} {self.masked}".strip()

    @property
    def broken(self) -> bool:
        """Whether it does not work."""
        return is_broken(self.channel.failures, self.channel.last_error)

    @property
    def off(self) -> bool:
        """Whether the operator has switched the service off."""
        return self.channel.service not in settings.NOTICE_SERVICES

    @cached_property
    def waiting(self) -> int:
        """How many notices wait to go out."""
        return self.channel.deliveries.filter(state=State.WAITING, notice__isnull=False).count()

    @cached_property
    def code(self) -> Delivery | None:
        """The newest sending of its code."""
        return self.channel.deliveries.filter(notice__isnull=True).order_by("-pk").first()


def show_channels(channels: Iterable[Channel]) -> list[Shown]:
    """Channels with masked addresses; "" for one that cannot be read on this server."""
    keyring = usable_keyring()
    return [Shown(channel, _masked(channel, keyring)) for channel in channels]


def _masked(channel: Channel, keyring: Keyring | None) -> str:
    try:
        return mask_address(Service(channel.service), address_from(channel.disclose(keyring)))
    except Unreadable:
        return ""


def broken_channels(person_id: int | None) -> list[Shown]:
    """Those that do not work, to be told where notices are read."""
    failing = open_channels(person_id).filter(failures__gt=0, paused_at__isnull=True)
    return [shown for shown in show_channels(failing) if shown.broken]
