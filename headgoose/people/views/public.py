"""Who serves a village or township: what hangs on its notice board, for anybody, without signing in.

Names and posts, and nothing else of a person: no birth, no sex, no number, no link into the records.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.answers import kept_answer
from headgoose.kernel.area import Level
from headgoose.kernel.clock import today
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import public_panels
from headgoose.look.shell import Shell
from headgoose.people.models import Post, PostType, Tenure
from headgoose.places.models import Span
from headgoose.places.queries import ancestors, children, get_span, plain_code
from headgoose.records.queries import latest_act_touching

# Offices whose holders are made known where they serve. Officers of the party's organisation departments, accountants,
# graduates and members of work teams are not listed: nobody need know them to ask for something.
OWN_OFFICES = (
    "secretary",
    "committee_director",
    "community_secretary",
    "community_director",
    "collective_head",
    "supervisory_member",
    "first_secretary",
    "township_deputy",
)
GRID_OFFICE = "grid_worker"
# Of each village, a township's page names these.
VILLAGE_OFFICES = ("secretary", "community_secretary", "first_secretary")
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass
class Office:
    """A post at a place, with those who hold it; nobody when it is empty."""

    type: PostType
    holders: list[str] = field(default_factory=list)


@dataclass
class Below:
    """A grid of a village, or a village of a township, with its offices."""

    span: Span
    offices: list[Office]
    url: str = ""


class PublicShell(Shell):
    """The frame of a page that is the same for everybody: it knows no reader, and holds no form."""

    @property
    def pages(self) -> dict[str, str]:
        """Addresses of the shell's pages, but for the language: that form is its reader's own."""
        return {**super().pages, "language": ""}


@public
@require_safe
def open_place(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a village or township, in the reader's language or in the one asked for."""
    language = LANGUAGES.get(request.GET.get("in", ""), get_language() or settings.LANGUAGE_CODE)
    if code != (plain := plain_code(code)):
        return redirect("open-place", plain)
    on = today()
    newest = latest_act_touching(["people", "places"], on)
    with translation.override(language):
        return kept_answer(request, ("open", code, language, on, newest), lambda: draw(code, on, language))


def draw(code: str, on: date, language: str) -> str:
    """The page. Raises Refused for what is no village or township."""
    span = get_span(code, on)
    if span.level not in {Level.VILLAGE, Level.TOWNSHIP}:
        raise Refused(
            _("Only villages, communities and townships have a page for everybody."), Because.NOT_FOUND, field="code"
        )
    above, below = ancestors(span, on), children(span, on)
    in_village = span.level is Level.VILLAGE
    own = offices_at([span], OWN_OFFICES, on)[span.place_id]
    found = offices_at(below, (GRID_OFFICE,) if in_village else VILLAGE_OFFICES, on)
    context: dict[str, Any] = {
        "shell": PublicShell(_url(span), None, language, "", settings.DEMO, ()),
        "span": span,
        "on": on,
        "in_village": in_village,
        "above": " · ".join(place.said for place in above if place.level < Level.TOWNSHIP),
        "trail": [*((place.said, _url(place)) for place in above if place.level is Level.TOWNSHIP), (span.said, "")],
        "own": own,
        "below": [Below(child, found[child.place_id], "" if in_village else _url(child)) for child in below],
        "panels": [html for panel in public_panels if (html := panel.render(span, on))],
        "other": "zh" if language == "en" else "en",
    }
    return render_to_string("people/open.html", context)


def _url(span: Span) -> str:
    return reverse("open-place", args=[span.code])


def offices_at(spans: list[Span], types: tuple[str, ...], on: date) -> dict[int, list[Office]]:
    """The offices of some places in the order of the programme, by place id, with who holds them; two queries."""
    places = [span.place_id for span in spans]
    posts = (
        Post.objects.filter(place_id__in=places, type__code__in=types, start_on__lte=on, end_on__gt=on)
        .select_related("type")
        .order_by("type__order", "seat")
    )
    held = Tenure.objects.filter(place_id__in=places, type__code__in=types, start_on__lte=on, end_on__gt=on)
    holders = dict(held.values_list("post_id", "person__name"))
    found: dict[int, dict[int, Office]] = {place_id: {} for place_id in places}
    for post in posts:
        office = found[post.place_id].setdefault(post.type_id, Office(post.type))
        if post.pk in holders:
            office.holders.append(holders[post.pk])
    return {place_id: list(offices.values()) for place_id, offices in found.items()}
