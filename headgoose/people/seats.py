"""A seat as it is on a date: a post, its place, and who sits there or since when nobody does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import FOREVER
from headgoose.people.models import Person, Post, PostType, Tenure
from headgoose.places.models import Span
from headgoose.places.queries import span_of

ENDING_DAYS = 90
IDS_A_QUERY = 900
SeatRow = tuple[int, int, int | None]


@dataclass(frozen=True)
class Seat:
    """A post on a date.

    Args:
        place: what the place was on that date.
        tenure: the one that covers the date; None when the seat is empty. In a list of coming tenures, the coming one.
        vacant_since: the first empty day; None when somebody sits there.
        coming: the next tenure that begins later, where it was looked for.
    """

    post: Post
    type: PostType
    place: Span
    tenure: Tenure | None = None
    vacant_since: date | None = None
    coming: Tenure | None = None

    @property
    def person(self) -> Person | None:
        """Who sits there."""
        return self.tenure.person if self.tenure else None

    @property
    def name(self) -> str:
        """The post, with the number of the seat where a place has several."""
        return f"{self.type.name} {self.post.seat}" if self.type.seats_max > 1 else self.type.name

    def days_vacant(self, on: date) -> int:
        """For how many days nobody has sat there."""
        return (on - self.vacant_since).days if self.vacant_since else 0

    def ends_soon(self, on: date) -> bool:
        """Whether the tenure has an end within 90 days."""
        return self.tenure is not None and self.tenure.end_on <= ending_by(on)


def ending_by(on: date) -> date:
    """The last end that counts as soon."""
    return on + timedelta(days=ENDING_DAYS) if on < FOREVER - timedelta(days=ENDING_DAYS) else FOREVER


def is_wide(areas: Iterable[Area]) -> bool:
    """Whether some area is as large as a prefecture: the order of tables that reads fastest differs then."""
    return any(area.high - area.low >= Level.PREFECTURE.divisor for area in areas)


def seats_of(place_id: int, on: date, place: Span | None = None) -> list[Seat]:
    """All seats at this very place on a date, in the order of the programme: held, empty since when, who comes next.

    Two queries when the caller has the place as it was on that date.
    """
    place = place or span_of(place_id, on)
    if place is None:
        return []
    posts = list(
        Post.objects.filter(place_id=place_id, start_on__lte=on, end_on__gt=on)
        .select_related("type")
        .order_by("type__order", "seat")
    )
    history: dict[int, list[Tenure]] = {post.pk: [] for post in posts}
    for tenure in Tenure.objects.filter(post__in=posts).select_related("person", "batch").order_by("start_on"):
        history[tenure.post_id].append(tenure)
    return [_seat(post, place, history[post.pk], on) for post in posts]


def _seat(post: Post, place: Span, history: Sequence[Tenure], on: date) -> Seat:
    """A seat from all its tenures, oldest first."""
    held = next((tenure for tenure in history if tenure.start_on <= on < tenure.end_on), None)
    coming = next((tenure for tenure in history if tenure.start_on > on), None)
    left = [tenure.end_on for tenure in history if tenure.end_on <= on]
    since = None if held else max(left, default=post.start_on)
    return Seat(post, post.type, place, held, since, coming)


def fill_seats(rows: Sequence[SeatRow], on: date, with_coming: bool = True) -> list[Seat]:
    """Seats from their ids (post, span, tenure or None), in the same order.

    A constant number of queries, in blocks where the database takes no more ids at once.
    """
    types = PostType.objects.in_bulk()
    posts = Post.objects.in_bulk({row[0] for row in rows})
    spans = Span.objects.in_bulk({row[1] for row in rows})
    held = {row[2] for row in rows if row[2] is not None}
    tenures = Tenure.objects.select_related("person", "batch").in_bulk(held)
    empty = [row[0] for row in rows if row[2] is None]
    left, coming = _left(empty, on), _coming(empty, on) if with_coming else {}
    seats = []
    for post_id, span_id, tenure_id in rows:
        post, tenure = posts[post_id], tenures[tenure_id] if tenure_id is not None else None
        since = None if tenure else left.get(post_id, post.start_on)
        seats.append(Seat(post, types[post.type_id], spans[span_id], tenure, since, coming.get(post_id)))
    return seats


def _left(post_ids: Sequence[int], on: date) -> dict[int, date]:
    """When the last holder of each seat left, by a date; seats that nobody ever held are absent."""
    found: dict[int, date] = {}
    for start in range(0, len(post_ids), IDS_A_QUERY):
        some = post_ids[start : start + IDS_A_QUERY]
        past = Tenure.objects.filter(post_id__in=some, end_on__lte=on).order_by()
        found.update(past.values_list("post_id").annotate(left=Max("end_on")))
    return found


def _coming(post_ids: Sequence[int], on: date) -> dict[int, Tenure]:
    """The next tenure of each seat that begins after a date."""
    found: dict[int, Tenure] = {}
    for start in range(0, len(post_ids), IDS_A_QUERY):
        some = post_ids[start : start + IDS_A_QUERY]
        later = Tenure.objects.filter(post_id__in=some, start_on__gt=on).select_related("person", "batch")
        found.update((tenure.post_id, tenure) for tenure in later.order_by("-start_on"))
    return found
