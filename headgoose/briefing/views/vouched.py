"""What stands in the place of a frozen briefing that is not as it was signed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.queries import get_frozen
from headgoose.briefing.vouching import NotGenuine
from headgoose.kernel.gate import get_actor

View = Callable[[HttpRequest, str], HttpResponseBase]


def as_signed(view: View) -> View:
    """Instead of a briefing that does not fit its signature show a plain page that says so, and nothing of it."""

    @wraps(view)
    def shown(request: HttpRequest, number: str) -> HttpResponseBase:
        try:
            return view(request, number)
        except NotGenuine as refusal:
            frozen = get_frozen(number, get_actor(request))
            context = {"frozen": frozen, "trail": trail_of(frozen)}
            return render(request, "briefing/not_genuine.html", context, status=refusal.status)

    return shown


def trail_of(frozen: FrozenBriefing, last: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a frozen briefing."""
    trail = [(_("Frozen briefings"), reverse("frozen-briefings"))]
    if last:
        return [*trail, (frozen.number, reverse("frozen-briefing", args=[frozen.number])), (last, "")]
    return [*trail, (frozen.number, "")]
