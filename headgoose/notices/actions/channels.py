"""A person's own channels: chosen, confirmed by a code that was sent there, changed, paused, removed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from headgoose.access.models import User
from headgoose.access.queries import seats_on
from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import reserve_ids
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.encrypted import keyring_for_writing, usable_keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action, writing
from headgoose.notices.kinds import find_kind
from headgoose.notices.models import Channel, Delivery, Service, State, Wants
from headgoose.notices.queries import codes_since, open_channels, own_channel
from headgoose.notices.rules import (
    CHANNELS_MAX,
    CODE_HOLDS,
    CODE_TRIES,
    CODES_AN_HOUR,
    Address,
    code_of,
)
from headgoose.people.models import Person
from headgoose.places.names import plain_text
from headgoose.records.actions import record_act

CODE_OVER = _("This code holds no longer: have a new one sent.")
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@sensitive_variables("address")
@action
def choose_channel(*, by: Actor, at: datetime, service: Service, address: Address, language: str) -> Channel:
    """Add a channel of one's own and have its code sent there.

    Args:
        language: the one in which notices go there.
    """
    person_id = _own_person(by)
    _check_service(service)
    # Locked where rows can be, so that two at a time do not pass the most that one may have.
    Person.objects.select_for_update().get(pk=person_id)
    if open_channels(person_id).count() >= CHANNELS_MAX:
        reason = _("You have %(number)s channels already: remove one first.")
        raise Refused(reason % {"number": CHANNELS_MAX}, Because.CONFLICT)
    _check_codes(person_id, at)
    channel = Channel(
        pk=reserve_ids(Channel, 1)[0],
        person_id=person_id,
        service=service.value,
        language=language if language in LANGUAGES else settings.LANGUAGE_CODE,
        made_at=at,
        code_made_at=at,
    )
    _note(by, at, "choose_channel", channel, {"service": service.value})
    channel.enclose(address.text, keyring_for_writing(at))
    channel.save(force_insert=True)
    _send_code(channel, at)
    return channel


@action
def renew_code(*, by: Actor, at: datetime, channel_id: int) -> Channel:
    """Have another code sent; the one of before confirms nothing any more."""
    channel = _unconfirmed(by, channel_id)
    _check_service(Service(channel.service))
    Person.objects.select_for_update().get(pk=channel.person_id)
    _check_codes(channel.person_id, at)
    _note(by, at, "renew_code", channel)
    channel.code_made_at, channel.code_tries, channel.quiet_until = at, 0, None
    channel.save(update_fields=["code_made_at", "code_tries", "quiet_until"])
    _give_up_waiting([channel.pk])
    _send_code(channel, at)
    return channel


def try_code(*, by: Actor, at: datetime, channel_id: int, code: str) -> Channel:
    """Take a channel into use with the code that was sent there. A wrong one counts, though it changes nothing else."""
    channel = _unconfirmed(by, channel_id)
    with writing():
        left = Channel.objects.filter(pk=channel.pk, code_tries__lt=CODE_TRIES)
        counted = left.update(code_tries=F("code_tries") + 1)
    if not counted:
        raise Refused(CODE_OVER, Because.CONFLICT, field="code")
    return confirm_channel(by=by, at=at, channel_id=channel_id, code=code)


@action
def confirm_channel(*, by: Actor, at: datetime, channel_id: int, code: str) -> Channel:
    """Take a channel into use whose owner has read the code that was sent there."""
    channel = _unconfirmed(by, channel_id)
    keyring = usable_keyring()
    if at - channel.code_made_at > CODE_HOLDS or keyring is None:
        raise Refused(CODE_OVER, Because.CONFLICT, field="code")
    typed = plain_text(code).replace(" ", "")
    if not compare_digest(code_of(channel.pk, channel.code_made_at, keyring).encode(), typed.encode()):
        raise Refused(_("This is not the code that was sent."), field="code")
    _note(by, at, "confirm_channel", channel)
    channel.confirmed_at = at
    channel.save(update_fields=["confirmed_at"])
    return channel


@action
def change_channel(
    *, by: Actor, at: datetime, channel_id: int, wants: Wants, kinds: Sequence[str], language: str
) -> Channel:
    """Say which notices go over a channel, and in which language."""
    channel = _own(by, channel_id)
    chosen = sorted({kind for kind in kinds if find_kind(kind)}) if wants is Wants.SOME else []
    if wants is Wants.SOME and not chosen:
        raise Refused(_("Choose at least one kind of notice."), field="kinds")
    if language not in LANGUAGES:
        raise Refused(_("There is no such language."), field="language")
    before = {"wants": channel.wants, "language": channel.language}
    _note(by, at, "change_channel", channel, {"wants": wants.value, "language": language}, before)
    channel.wants, channel.kinds, channel.language = wants.value, chosen, language
    channel.save(update_fields=["wants", "kinds", "language"])
    return channel


@action
def pause_channel(*, by: Actor, at: datetime, channel_id: int) -> Channel:
    """Have nothing go over a channel for a while; what waits for it waits on."""
    channel = _own(by, channel_id)
    if channel.paused_at is not None:
        raise Refused(_("This channel is paused already."), Because.CONFLICT)
    _note(by, at, "pause_channel", channel)
    channel.paused_at = at
    channel.save(update_fields=["paused_at"])
    return channel


@action
def resume_channel(*, by: Actor, at: datetime, channel_id: int) -> Channel:
    """Use a paused channel again, and try one at once that had been failing."""
    channel = _own(by, channel_id)
    if channel.paused_at is None and not channel.failures:
        raise Refused(_("This channel is in use already."), Because.CONFLICT)
    _note(by, at, "resume_channel", channel)
    channel.paused_at = channel.quiet_until = None
    channel.save(update_fields=["paused_at", "quiet_until"])
    return channel


@action
def remove_channel(*, by: Actor, at: datetime, channel_id: int) -> None:
    """Remove a channel of one's own: its address is gone, and nothing that waits goes there."""
    channel = _own(by, channel_id)
    _note(by, at, "remove_channel", channel)
    end_channels([channel], at)


def shut_channels(by: Actor, at: datetime, user_id: int) -> int:
    """Hold back what goes out for an account that is made safe; remove it for one that is closed. How many channels.

    Who stole a password may have added a way out. Inside an action that asked whether one may.
    """
    user = User.objects.filter(pk=user_id).first()
    channels = list(open_channels(user.person_id)) if user and user.person_id else []
    if not user or not channels:
        return 0
    seats = seats_on(user, at)
    verb = "notices.pause_channels" if user.is_active else "notices.remove_channels"
    place_key = seats[0].span.key if seats else None
    after = {"count": len(channels)}
    record_act(by=by, at=at, verb=verb, subject=f"access.user:{user_id}", place_key=place_key, after=after)
    if user.is_active:
        Channel.objects.filter(pk__in=[one.pk for one in channels], paused_at__isnull=True).update(paused_at=at)
    else:
        end_channels(channels, at)
    return len(channels)


def end_channels(channels: Iterable[Channel], at: datetime) -> None:
    """Wipe addresses; what waits for them is given up. Part of an action that says why."""
    ids = [channel.pk for channel in channels]
    _give_up_waiting(ids)
    Channel.objects.filter(pk__in=ids).update(ended_at=at, ciphertext=b"", key_name="", algorithm="", quiet_until=None)


def _give_up_waiting(channel_ids: Sequence[int]) -> None:
    waiting = Delivery.objects.filter(channel_id__in=channel_ids, state=State.WAITING)
    waiting.update(state=State.GIVEN_UP, last_error="gone", claimed_at=None, claimed_by="")


def _own_person(by: Actor) -> int:
    if by.person_id is None:
        raise Refused(_("This account is of no person, so nothing is sent to it."), Because.FORBIDDEN)
    return by.person_id


def _own(by: Actor, channel_id: int) -> Channel:
    return own_channel(by.person_id, channel_id, lock=True)


def _unconfirmed(by: Actor, channel_id: int) -> Channel:
    channel = own_channel(by.person_id, channel_id)
    if channel.confirmed_at is not None:
        raise Refused(_("This channel is confirmed already."), Because.CONFLICT)
    return channel


def _check_service(service: Service) -> None:
    if service.value not in settings.NOTICE_SERVICES:
        raise Refused(_("The operator of this server has not switched this service on."), Because.CONFLICT)


def _check_codes(person_id: int, at: datetime) -> None:
    """A code goes to an address that may be somebody else's: there are few of them in an hour."""
    if codes_since(person_id, at - timedelta(hours=1)) >= CODES_AN_HOUR:
        reason = _("%(number)s codes were sent within the hour: try again later.")
        raise Refused(reason % {"number": CODES_AN_HOUR}, Because.TOO_MANY)


def _send_code(channel: Channel, at: datetime) -> None:
    Delivery.objects.create(channel=channel, made_at=at, next_try_at=at)


def _note(
    by: Actor,
    at: datetime,
    name: str,
    channel: Channel,
    after: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    record_act(
        by=by,
        at=at,
        verb=f"notices.{name}",
        subject=f"notices.channel:{channel.pk}",
        touches_from=FOREVER,
        before=before,
        after=after,
    )
