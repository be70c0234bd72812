"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.trail_words import (
    FieldWords,
    Named,
    SubjectKind,
    about_person,
    name_fields,
    name_subject,
    name_verbs,
)
from headgoose.notices.models import Channel, Service, Wants

VERBS = {
    "notices.choose_channel": _("A channel for notices was added"),
    "notices.renew_code": _("The code of a channel for notices was sent anew"),
    "notices.confirm_channel": _("A channel for notices was confirmed"),
    "notices.change_channel": _("A channel for notices was changed"),
    "notices.pause_channel": _("A channel for notices was paused"),
    "notices.resume_channel": _("A channel for notices was taken up again"),
    "notices.remove_channel": _("A channel for notices was removed"),
    "notices.pause_channels": _("Channels for notices of an account were paused"),
    "notices.remove_channels": _("Channels for notices of an account were removed"),
    "notices.clear_notices": _("Old notices were cleared"),
    "notices.clear_unconfirmed": _("Addresses that nobody confirmed were cleared"),
}
FIELDS = {
    "language": FieldWords(_("Language"), words=dict(settings.LANGUAGES)),
    "service": FieldWords(_("Service"), words={str(one.value): one.label for one in Service}),
    "wants": FieldWords(_("Notices that go there"), words={str(one.value): one.label for one in Wants}),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("notices.channel", _("Channel for notices"), name_channels))
    name_subject(SubjectKind("notices.notice", _("Notices"), name_nobodys))
    about_person.append(subjects_about)


def subjects_about(person_id: int) -> list[str]:
    """The channels of a person."""
    ids = Channel.objects.filter(person_id=person_id).values_list("pk", flat=True)
    return [f"notices.channel:{pk}" for pk in ids]


def name_nobodys(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Notices have no name that others may know."""
    return {}


def name_channels(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """One's own channels by their service; those of others have no name."""
    own = Channel.objects.filter(pk__in=ids, person_id=actor.person_id) if actor.person_id else Channel.objects.none()
    return {channel.pk: Named(str(channel.get_service_display())) for channel in own}
