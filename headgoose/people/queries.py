"""Reads of people in post, always within areas and as at a date; lists are in `listing`, search in `finding`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _

from headgoose.kernel.area import Area, Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.finding import Found, find_persons
from headgoose.people.known import tenures_as_known
from headgoose.people.listing import Order, State, seats_within, within_sql
from headgoose.people.models import EndReason, Person, Post, PostType, Tenure
from headgoose.people.seats import ENDING_DAYS, IDS_A_QUERY, Seat, ending_by, is_wide, seats_of
from headgoose.places.models import Span
from headgoose.records.queries import latest_act_touching

__all__ = [
    "ENDING_DAYS",
    "Count",
    "Found",
    "Order",
    "Seat",
    "State",
    "Term",
    "find_newest_key",
    "find_persons",
    "get_person",
    "get_post",
    "get_tenure",
    "is_inside",
    "places_above",
    "reasons_against_closing",
    "seat_counts",
    "seats_of",
    "seats_within",
    "tenures_of",
    "tenures_of_post",
    "terms_as_known",
    "vacancies_count",
]

# The same table order as the lists: the tree by key, then its posts, then who sits there.
COUNTS = """
SELECT p.type_id, count(*), count(t.id), sum(CASE WHEN t.end_on <= %(soon)s THEN 1 ELSE 0 END)
FROM places_span s {then} people_post p ON p.place_id = s.place_id
LEFT JOIN people_tenure t ON t.post_id = p.id AND t.end_on > %(on)s AND t.start_on <= %(on)s
WHERE {within} AND s.start_on <= %(on)s AND s.end_on > %(on)s AND p.start_on <= %(on)s AND p.end_on > %(on)s
GROUP BY p.type_id
"""
COUNTS_KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Count:
    """How many seats of a type there are in an area, how many are held, and how many of those end within 90 days."""

    type: PostType
    seats: int
    held: int
    ending: int

    @property
    def vacant(self) -> int:
        """How many are empty."""
        return self.seats - self.held


@dataclass(frozen=True)
class Term:
    """A tenure with its place as it was when it began."""

    tenure: Tenure
    place: Span
    sent_by: Span | None = None

    def phase(self, on: date) -> str:
        """One of "past", "now" and "future", as seen from a date, or "void"."""
        if self.tenure.end_reason == EndReason.VOID:
            return "void"
        if self.tenure.end_on <= on:
            return "past"
        return "now" if self.tenure.start_on <= on else "future"


def seat_counts(areas: Sequence[Area], on: date) -> list[Count]:
    """Seats by type inside some areas on a date, in the order of the programme; types without seats are absent.

    Over a prefecture or more the answer is kept until something is written that can change it.
    """
    if not areas:
        return []
    rows = _kept_counts(areas, on) if is_wide(areas) else _read_counts(areas, on)
    types = PostType.objects.in_bulk()
    counts = [Count(types[type_id], seats, held, ending) for type_id, seats, held, ending in rows]
    return sorted(counts, key=lambda count: count.type.order)


def _kept_counts(areas: Sequence[Area], on: date) -> list[tuple[int, int, int, int]]:
    # An end that was set for within 90 days counts today.
    newest = latest_act_touching(["people", "places"], ending_by(on))
    bounds = "_".join(f"{area.low}-{area.high}" for area in areas)
    last = Tenure.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"people.seat_counts:{on}:{newest}:{last}:{hash(bounds)}"
    kept: tuple[str, list[tuple[int, int, int, int]]] | None = cache.get(key)
    if kept is None or kept[0] != bounds:
        kept = (bounds, _read_counts(areas, on))
        cache.set(key, kept, COUNTS_KEPT_SECONDS)
    return kept[1]


def _read_counts(areas: Sequence[Area], on: date) -> list[tuple[int, int, int, int]]:
    parameters: dict[str, Any] = {"on": on.isoformat(), "soon": ending_by(on).isoformat()}
    within = within_sql(areas, parameters)
    then = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(then=then, within=within), parameters)
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


def vacancies_count(areas: Sequence[Area], on: date) -> dict[PostType, int]:
    """Empty seats by type, where there are any."""
    return {count.type: count.vacant for count in seat_counts(areas, on) if count.vacant}


def tenures_of(person_id: int, areas: Sequence[Area], on: date) -> list[Term]:
    """A person's tenures inside some areas, newest first, voided ones too, each with its place as when it began.

    Raises:
        Refused: NOT_FOUND when there are none, whether or not the person exists.
    """
    tenures = list(
        Tenure.with_voided.filter(person_id=person_id)
        .select_related("person", "type", "batch", "order")
        .order_by("-start_on", "-id")
    )
    terms = _terms(tenures, areas)
    if not terms:
        raise Refused(_("There is no such person in your area."), Because.NOT_FOUND)
    return terms


def terms_as_known(person_id: int, areas: Sequence[Area], known_at: datetime) -> list[Term]:
    """A person's tenures inside some areas as they were on record at an instant, newest first; perhaps none."""
    return _terms(tenures_as_known(known_at=known_at, person_ids=[person_id]), areas)


def _terms(tenures: Sequence[Tenure], areas: Sequence[Area]) -> list[Term]:
    """The tenures that lie inside the areas on the newest map; one query."""
    senders = {tenure.sent_by_id for tenure in tenures if tenure.sent_by_id}
    spans = _histories({tenure.place_id for tenure in tenures} | senders)
    terms = []
    for tenure in tenures:
        history = spans.get(tenure.place_id, [])
        if history and is_inside(history[-1].key, areas):
            sender = _as_of(spans.get(tenure.sent_by_id or 0, []), tenure.start_on)
            terms.append(Term(tenure, _as_of(history, tenure.start_on) or history[-1], sender))
    return terms


def _histories(place_ids: set[int]) -> dict[int, list[Span]]:
    histories: dict[int, list[Span]] = {}
    for span in Span.objects.filter(place_id__in=place_ids).order_by("start_on"):
        histories.setdefault(span.place_id, []).append(span)
    return histories


def _as_of(history: Sequence[Span], on: date) -> Span | None:
    return next((span for span in history if span.covers(on)), None)


def is_inside(key: int, areas: Sequence[Area]) -> bool:
    """Whether a key lies in some area."""
    return any(area.low <= key < area.high for area in areas)


def get_person(person_id: int, areas: Sequence[Area], on: date) -> Person:
    """A person who holds, held or will hold a post inside the areas. Raises Refused (NOT_FOUND)."""
    return tenures_of(person_id, areas, on)[0].tenure.person


def find_newest_key(person_id: int) -> int | None:
    """The key, on the newest map, of the place of the tenure that a person began last; None where there is none."""
    tenure = Tenure.objects.filter(person_id=person_id).order_by("-start_on", "-pk").first()
    history = _histories({tenure.place_id}).get(tenure.place_id) if tenure else None
    return history[-1].key if history else None


def get_post(post_id: int, areas: Sequence[Area], on: date) -> tuple[Post, Span]:
    """A post inside the areas, with its place on a date, or as it was last where it is gone (first, not begun).

    Raises:
        Refused: NOT_FOUND when there is none inside, whether or not it exists.
    """
    post = Post.objects.select_related("type").filter(pk=post_id).first()
    history = _histories({post.place_id})[post.place_id] if post else []
    if post is None or not is_inside(history[-1].key, areas):
        raise Refused(_("There is no such post in your area."), Because.NOT_FOUND)
    nearest = history[0] if on < history[0].start_on else history[-1]
    return post, _as_of(history, on) or nearest


def tenures_of_post(post_id: int, areas: Sequence[Area]) -> list[Term]:
    """Everybody who sat in a seat, newest first, each with the place as it was then."""
    tenures = Tenure.objects.filter(post_id=post_id).select_related("person", "type", "batch", "order")
    return _terms(list(tenures.order_by("-start_on")), areas)


def get_tenure(tenure_id: int, areas: Sequence[Area], on: date) -> tuple[Tenure, Span]:
    """A tenure inside the areas, with its place. Raises Refused (NOT_FOUND)."""
    tenure = Tenure.objects.select_related("person", "type", "post").filter(pk=tenure_id).first()
    if tenure is None:
        raise Refused(_("There is no such tenure in your area."), Because.NOT_FOUND)
    try:
        _post, span = get_post(tenure.post_id, areas, on)
    except Refused:
        raise Refused(_("There is no such tenure in your area."), Because.NOT_FOUND) from None
    return tenure, span


def reasons_against_closing(place_ids: Sequence[int], on: date) -> dict[int, str]:
    """Why places cannot be closed on a date: somebody in post there then or later, or posts that still stand."""
    reasons: dict[int, str] = {}
    posts = Post.objects.filter(end_on__gt=on).order_by()
    tenures = Tenure.objects.filter(end_on__gt=on).order_by()
    for start in range(0, len(place_ids), IDS_A_QUERY):
        some = list(place_ids[start : start + IDS_A_QUERY])
        standing = posts.filter(place_id__in=some).values_list("place_id", flat=True).distinct()
        reasons |= {place_id: str(_("It still has posts: abolish them first.")) for place_id in standing}
        held = tenures.filter(place_id__in=some).values_list("place_id", flat=True).distinct()
        reasons |= {place_id: str(_("Somebody is in post there on that date or later.")) for place_id in held}
    return reasons


def places_above(places: Sequence[Span], on: date) -> dict[int, str]:
    """By place id, the county, township and village above each place, in words; one query."""
    above = {place.place_id: _keys_above(place) for place in places}
    keys = sorted({key for some in above.values() for key in some})
    names: dict[int, str] = {}
    for start in range(0, len(keys), IDS_A_QUERY):
        # A key that ends in zeros is that of the township and, were there such a code, of its first village: the
        # higher place is the one above.
        spans = Span.objects.on(on).filter(key__in=keys[start : start + IDS_A_QUERY], kind__gte=30, kind__lt=60)
        names.update((span.key, span.said) for span in spans.order_by("-kind"))
    return {place_id: " · ".join(names[key] for key in some if key in names) for place_id, some in above.items()}


def _keys_above(place: Span) -> list[int]:
    return [place.key - place.key % Level(number).divisor for number in range(Level.COUNTY, place.level)]
