"""What the pages say of lines: the seat, who, when, and what becomes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from headgoose.kernel.clock import today
from headgoose.orders.models import OrderLine, Verb
from headgoose.orders.weighing import Outcome
from headgoose.people.models import Post
from headgoose.people.queries import places_above
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

RELATED = ("post__type", "person", "tenure__post__type", "batch", "made")
Tag = tuple[str, str]


@dataclass(frozen=True)
class LineRow:
    """A line of a page."""

    line: OrderLine
    place: Span
    above: str = ""
    left: Span | None = None
    tags: Sequence[Tag] = field(default_factory=list)
    fault: str = ""

    @property
    def seat(self) -> str:
        """The seat that is taken, or left."""
        return seat_name(self.line.post)

    @property
    def left_seat(self) -> str:
        """The seat that a transfer leaves."""
        moves = self.line.verb == Verb.TRANSFER and self.line.tenure is not None
        return seat_name(self.line.tenure.post) if moves and self.line.tenure else ""

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.line.person.name if self.line.person else self.line.name

    @property
    def from_on(self) -> date:
        """The first day on which it changes something."""
        return self.line.start_on or self.line.end_on


def seat_name(post: Post) -> str:
    """The post, with its number where a place has several."""
    return f"{post.type.name} {post.seat}" if post.type.seats_max > 1 else post.type.name


def rows_of(lines: Iterable[OrderLine], outcome: Outcome | None = None) -> list[LineRow]:
    """Lines as rows; two queries for their places."""
    lines = list(lines)
    places = {line.post.place_id for line in lines} | {line.tenure.place_id for line in lines if line.tenure}
    spans = last_spans_of(places)
    above = places_above(list(spans.values()), today())
    doubled = {one.number: one for one in outcome.doubled} if outcome else {}
    rows = []
    for line in lines:
        left = spans[line.tenure.place_id] if line.tenure and line.verb == Verb.TRANSFER else None
        tags: list[Tag] = [(_("somebody new"), "plain")] if line.person is None else []
        fault = ""
        if outcome:
            if line.number in doubled:
                like = doubled[line.number].like
                tags.append((_("like posts") if like else _("several posts"), "warn"))
            tags += [(_("leaves the seat empty"), "warn")] if line.number in outcome.vacated else []
            fault = str(outcome.faults[line.number].reason) if line.number in outcome.faults else ""
        place = spans[line.post.place_id]
        rows.append(LineRow(line, place, above.get(place.place_id, ""), left, tags, fault))
    return rows
