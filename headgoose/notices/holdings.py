"""What this room holds about a person: what they were told, and where they had it sent. Addresses stay masked."""

from typing import Any

from headgoose.notices.models import Channel, Notice
from headgoose.notices.queries import show_channels
from headgoose.notices.wording import word


def notices_held(person_id: int) -> list[dict[str, Any]]:
    """What somebody was told, and when they read it."""
    return [
        {"at": notice.made_at, "title": (said := word(notice)).title, "body": said.body, "read_at": notice.read_at}
        for notice in Notice.objects.filter(person_id=person_id).order_by("pk")
    ]


def channels_held(person_id: int) -> list[dict[str, Any]]:
    """The channels somebody has or had."""
    return [
        {
            "service": shown.channel.get_service_display(),
            "address": shown.masked,
            "wants": shown.channel.get_wants_display(),
            "since": shown.channel.made_at,
            "confirmed_at": shown.channel.confirmed_at,
            "removed_at": shown.channel.ended_at,
        }
        for shown in show_channels(Channel.objects.filter(person_id=person_id).order_by("pk"))
    ]
