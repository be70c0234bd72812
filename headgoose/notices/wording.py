"""Notices in words: of their kind, with their params, in the language of whoever reads."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from headgoose.kernel.keyring import Keyring
from headgoose.kernel.registries import Words
from headgoose.notices.kinds import find_kind
from headgoose.notices.models import Channel, Notice, State
from headgoose.notices.rules import code_of


@dataclass(frozen=True)
class Worded:
    """What a notice says, and where it leads on this site."""

    title: str
    body: str
    url: str
    urgent: bool = False


def word(notice: Notice) -> Worded:
    """A notice in the present language. One of a kind that is declared no longer says so."""
    kind = find_kind(notice.kind)
    try:
        if kind is not None:
            params = notice.params
            return Worded(kind.title_of(params), kind.body_of(params), _local(kind.url(params)), kind.urgent)
    except (KeyError, ValueError, TypeError):
        # A newer version of the product asks for what this older notice does not have.
        pass
    return Worded(_("A notice of before"), _("What it said can be shown no longer."), reverse("notices"))


def _local(url: str) -> str:
    """An address on this site, whatever was declared."""
    local = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if local else reverse("notices")


def letter_words(notice: Notice, language: str) -> tuple[str, str]:
    """Title and body of what goes out, with the address where one is known."""
    with translation.override(language):
        worded = word(notice)
        lines = [worded.body]
        if settings.NOTICE_SITE:
            lines.append(f"{settings.NOTICE_SITE}{worded.url}")
        lines.append(_("You chose this channel yourself, and can change that in Headgoose under Notices, Channels."))
        return worded.title, "\n".join(lines)


def code_words(channel: Channel, keyring: Keyring) -> tuple[str, str]:
    """Title and body of what confirms a channel."""
    code = code_of(channel.pk, channel.code_made_at, keyring)
    with translation.override(channel.language):
        title = _("%(code)s is your code for notices of Headgoose") % {"code": code}
        body = _(
            "Type it on the page of the channel within half an hour. Nothing else comes here before you do. If you did "
            "not ask for it, do nothing."
        )
        return title, body


def error_words(error: str) -> str:
    """Why something did not go out, for the owner of the channel."""
    word_of, _space, number = error.partition(" ")
    said: dict[str, Words] = {
        "timeout": _("The service did not answer in time."),
        "unreachable": _("The service could not be reached."),
        "busy": _("The service takes no more for the moment."),
        "server": _("The service has a fault of its own."),
        "not": _("The service did not take it."),
        "refused": _("The service refused it (%(number)s): the robot is gone, or takes other messages only.")
        % {"number": number},
        "unreadable": _("The address cannot be read on this server: its key is missing."),
        "expired": _("It waited too long."),
        "gone": _("The channel was removed."),
    }
    return str(said.get(word_of, said["not"])) if error else ""


def state_words(state: str) -> str:
    """Where a delivery stands."""
    return str(State(state).label)
