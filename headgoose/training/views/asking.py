"""What the pages of the room read from a form, strictly."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right

DIGITS_MOST = 18


def number_of(text: str, field: str) -> int:
    """A whole number from 0. Refuses anything else."""
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS_MOST:
        raise Refused(_("This is not a whole number."), field=field)
    return int(text)


def number_in(request: HttpRequest, name: str) -> int:
    """A number that a form sent."""
    return number_of(request.POST.get(name, "").strip(), name)


def numbers_in(request: HttpRequest, name: str) -> list[int]:
    """The numbers that a form sent under one name."""
    return [number_of(text, name) for text in request.POST.getlist(name)]


def check_trains(actor: Actor) -> None:
    """Classes are organised by those who train somewhere."""
    if not actor.scope(Right.TRAIN):
        raise Refused(_("Your posts do not let you organise classes."), Because.FORBIDDEN)
