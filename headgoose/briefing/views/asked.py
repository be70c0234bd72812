"""What a figure's address names: the figure, the place inside the actor's scope, the date, the map, what was known."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from headgoose.briefing.engine import Reader
from headgoose.briefing.reading import get_place, path_to
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import date_asked, read_date
from headgoose.kernel.clock import today
from headgoose.kernel.figures import Basis, Figure, figures
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.known import end_of
from headgoose.places.models import Span


@dataclass(frozen=True)
class Asked:
    """A figure at a place on a date, asked for by an actor who may read there.

    Args:
        basis: the map that was asked for; None when the address leaves it open.
        known_on: count what was on record at the end of this day; None for the present.
    """

    figure: Figure
    span: Span
    on: date
    actor: Actor
    basis: Basis | None = None
    known_on: date | None = None

    @property
    def map_on(self) -> date:
        """The date of the map that the place, and all that is counted, lies on."""
        return map_date(self.basis, self.on)

    @property
    def later_map(self) -> bool:
        """Whether that is a later map than the date's own."""
        return self.map_on > self.on

    @property
    def places_anew(self) -> bool:
        """Whether facts are placed elsewhere than they lay: on a later map, or one that changed since the period."""
        return self.later_map or self.reader.ground_of(self.figure).placement is not None

    @cached_property
    def reader(self) -> Reader:
        """A reader for the date."""
        return Reader(self.on, self.map_on, end_of(self.known_on) if self.known_on else None)

    @property
    def query(self) -> dict[str, str]:
        """What an address of the same standpoint carries beside place and date."""
        return carried(self.basis, self.known_on)

    def url(self, name: str = "figure-on", span: Span | None = None, figure: Figure | None = None) -> str:
        """The address of a page of this figure, perhaps at another place or of another figure there."""
        path = reverse(name, args=[(figure or self.figure).code, (span or self.span).code, self.on.isoformat()])
        return with_query(path, self.query)

    @property
    def file_name(self) -> str:
        """A name for files taken away."""
        later = f"-on-map-of-{self.map_on}" if self.later_map else ""
        known = f"-known-{self.known_on}" if self.known_on else ""
        return f"{self.figure.code}-{self.span.code}-{self.on}{later}{known}"


def map_date(basis: Basis | None, on: date) -> date:
    """The date of the map that a basis means for facts of a date."""
    return max(on, today()) if basis is Basis.TODAY else on


def carried(basis: Basis | None, known_on: date | None) -> dict[str, str]:
    """The query parameters of a standpoint."""
    query = {"basis": basis.value} if basis else {}
    return query | ({"known": known_on.isoformat()} if known_on else {})


def with_query(path: str, query: dict[str, str]) -> str:
    """An address with parameters, if there are any."""
    return f"{path}?{urlencode(query)}" if query else path


def read_basis(text: str) -> Basis | None:
    """`then` or `today`; None for nothing. Raises Refused (INVALID)."""
    if not text:
        return None
    try:
        return Basis(text)
    except ValueError:
        reason = _("This is not a map to count on: write then (as it was) or today (on today's map).")
        raise Refused(reason, Because.INVALID, field="basis") from None


def read_known(text: str) -> date | None:
    """The day in `?known=`; None for nothing, and for today or later, as nothing later is known. Raises Refused."""
    day = read_date(text.strip()) if text.strip() else None
    return day if day and day < today() else None


def asked(request: HttpRequest, code: str, place: str, period: str = "") -> Asked:
    """Read an address. Raises Refused for an unknown figure or place, a bad date, or a place out of scope."""
    actor = get_actor(request)
    on = read_date(period) if period else date_asked(request)
    basis, known_on = read_basis(request.GET.get("basis", "")), read_known(request.GET.get("known", ""))
    span = get_place(place, map_date(basis, on), actor)
    return Asked(figures.get(code), span, on, actor, basis, known_on)


def trail(page: Asked, url_name: str) -> list[tuple[str, str]]:
    """Breadcrumbs of a figure's page: those above link to the same page of theirs where the actor may open it."""
    return [
        (above.said, page.url(url_name, above) if may_open else "")
        for above, may_open in path_to(page.span, page.map_on, page.actor)
    ]


def place_trail(span: Span, on: date, actor: Actor, url_name: str, basis: Basis | None = None) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a place as at a date."""
    query = {"on": on.isoformat(), **carried(basis, None)}
    return [
        (above.said, with_query(reverse(url_name, args=[above.code]), query) if may_open else "")
        for above, may_open in path_to(span, map_date(basis, on), actor)
    ]
