"""What a figure's address names: the figure, the place inside the actor's scope, the date."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from headgoose.briefing.engine import Reader
from headgoose.briefing.reading import get_place, path_to
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import date_asked, read_date
from headgoose.kernel.figures import Figure, figures
from headgoose.kernel.gate import get_actor
from headgoose.places.models import Span


@dataclass(frozen=True)
class Asked:
    """A figure at a place on a date, asked for by an actor who may read there."""

    figure: Figure
    span: Span
    on: date
    actor: Actor

    @property
    def reader(self) -> Reader:
        """A reader for the date."""
        return Reader(self.on)

    def url(self, name: str = "figure-on", span: Span | None = None, figure: Figure | None = None) -> str:
        """The address of a page of this figure, perhaps at another place or of another figure there."""
        return reverse(name, args=[(figure or self.figure).code, (span or self.span).code, self.on.isoformat()])

    @property
    def file_name(self) -> str:
        """A name for files taken away."""
        return f"{self.figure.code}-{self.span.code}-{self.on}"


def asked(request: HttpRequest, code: str, place: str, period: str = "") -> Asked:
    """Read an address. Raises Refused for an unknown figure or place, a bad date, or a place out of scope."""
    actor = get_actor(request)
    on = read_date(period) if period else date_asked(request)
    return Asked(figures.get(code), get_place(place, on, actor), on, actor)


def trail(page: Asked, url_name: str) -> list[tuple[str, str]]:
    """Breadcrumbs of a figure's page: those above link to the same page of theirs where the actor may open it."""
    return [
        (above.said, page.url(url_name, above) if may_open else "")
        for above, may_open in path_to(page.span, page.on, page.actor)
    ]


def place_trail(span: Span, on: date, actor: Actor, url_name: str) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a place as at a date."""
    query = f"?on={on.isoformat()}"
    return [
        (above.said, reverse(url_name, args=[above.code]) + query if may_open else "")
        for above, may_open in path_to(span, on, actor)
    ]
