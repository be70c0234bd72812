"""What the pages say of a seat: its words, its links, and what the reader may do there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import today
from headgoose.people.models import PostType, Tenure
from headgoose.people.queries import Seat, is_inside, places_above
from headgoose.people.rules import reach
from headgoose.places.wording import dated, place_url


@dataclass(frozen=True)
class SeatLine:
    """A seat as a line of a page.

    Args:
        above: the places above, where the list spans several.
        may_fill: whether the reader's posts let them appoint, end and transfer here.
    """

    seat: Seat
    on: date
    above: str
    may_fill: bool

    @property
    def days_vacant(self) -> int:
        """For how many days nobody has sat there."""
        return self.seat.days_vacant(self.on)

    @property
    def ends_soon(self) -> bool:
        """Whether the tenure ends within 90 days."""
        return self.seat.ends_soon(self.on)

    @property
    def is_coming(self) -> bool:
        """Whether the tenure shown has not begun."""
        return self.seat.tenure is not None and self.seat.tenure.start_on > self.on

    @property
    def may_change(self) -> bool:
        """Whether the reader may end or move the tenure: it has not ended by today."""
        return self.may_fill and self.seat.tenure is not None and self.seat.tenure.end_on > today()

    @property
    def post_url(self) -> str:
        """The page of the seat."""
        return dated(reverse("post", args=[self.seat.post.pk]), self.on)

    @property
    def place_url(self) -> str:
        """The page of the place."""
        return place_url(self.seat.place, self.on)

    @property
    def person_url(self) -> str:
        """The page of who sits there."""
        return dated(reverse("person", args=[self.seat.person.pk]), self.on) if self.seat.person else ""

    @property
    def appoint_url(self) -> str:
        """The form by which the seat is filled."""
        return dated(reverse("appoint", args=[self.seat.post.pk]), self.on)


class Reach:
    """Where an actor may fill seats, worked out once for each type of post."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._areas: dict[int, Sequence[object]] = {}

    def covers(self, type_: PostType, key: int) -> bool:
        """Whether the actor may fill a seat of a type at a key."""
        areas = self._areas.setdefault(type_.pk, reach(self._actor, type_))
        return is_inside(key, areas)  # type: ignore[arg-type]


def lines_of(seats: Iterable[Seat], actor: Actor, on: date, with_above: bool = True) -> list[SeatLine]:
    """Seats as lines of a page; one query for the names of the places above."""
    seats, may = list(seats), Reach(actor)
    above = places_above([seat.place for seat in seats], on) if with_above else {}
    return [
        SeatLine(seat, on, above.get(seat.place.place_id, ""), may.covers(seat.type, seat.place.key)) for seat in seats
    ]


def can_change(tenure: Tenure, today: date) -> bool:
    """Whether a tenure may still be ended or moved: what is over is history."""
    return tenure.end_on > today
