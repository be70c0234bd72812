"""What pages of careers share: the place asked for, the tabs, numbers out of forms."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType
from headgoose.places.models import Span
from headgoose.places.queries import ancestors, get_span, top_places

ON_PAGE = 50
DIGITS_MOST = 18


@dataclass(frozen=True)
class Overseen:
    """A place that the actor oversees, as it is today."""

    actor: Actor
    span: Span
    on: date

    def context(self, page: str) -> dict[str, Any]:
        """What every page of the place shows around its matter."""
        return {
            "span": self.span,
            "on": self.on,
            "trail": self._trail(page),
            "tabs": [
                {"label": label, "url": reverse(name, args=[self.span.code]), "on": name == page}
                for name, label in labelled_tabs()
            ],
            "section": "careers",
        }

    def _trail(self, page: str) -> list[tuple[str, str]]:
        """The places above whose pages of the same kind the actor may open."""
        above = [
            (one.said, reverse(page, args=[one.code]) if self.actor.may(Right.APPOINT, one.area) else "")
            for one in ancestors(self.span, self.on)
        ]
        return [*above, (self.span.said, "")]


def labelled_tabs() -> list[tuple[str, str]]:
    """The pages of a place, in the reader's language."""
    return [
        ("place-chains", _("Chain")),
        ("place-reviews", _("Reviews")),
        ("place-ending", _("Terms that end")),
        ("place-reserve", _("Reserve")),
        ("place-handovers", _("Handovers")),
    ]


def overseen_place(request: HttpRequest, code: str) -> Overseen:
    """The place of an address. Raises Refused unless the actor appoints in its whole area."""
    actor, on = get_actor(request), today()
    span = get_span(code, on)
    actor.require(Right.APPOINT, span.area)
    return Overseen(actor, span, on)


def find_top(actor: Actor) -> Span | None:
    """The largest place in which the actor appoints."""
    return next(iter(top_places(actor.scope(Right.APPOINT), today())), None)


def type_asked(request: HttpRequest) -> PostType | None:
    """The kind of post in `?type=`, if there is such a one."""
    return PostType.objects.filter(code=request.GET.get("type", "")[:40]).first()


def number_sent(request: HttpRequest, name: str) -> int:
    """A number of a record out of a form. Raises Refused where there is none."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST):
        raise Refused(_("Choose one of them."), Because.INVALID, field=name)
    return int(text)
