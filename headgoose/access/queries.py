"""What an account may do on a day, read from the tenures its person holds on that day. Nothing else gives a right."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.access.models import Cast, Session, User
from headgoose.access.reading import Columns
from headgoose.kernel.actor import Actor, Grant
from headgoose.kernel.area import Level
from headgoose.kernel.bulk import among
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType, Tenure
from headgoose.places.models import Span

# Plain SQL, because every page asks it: composing it anew takes twenty times as long as the answer.
SEATS = (
    "SELECT t.person_id, {columns} FROM people_tenure t JOIN people_posttype k ON k.id = t.type_id "
    "JOIN places_span s ON s.place_id = t.place_id AND s.start_on <= %s AND s.end_on > %s "
    "LEFT JOIN places_span a ON a.place_id = s.parent_id AND a.start_on <= %s AND a.end_on > %s "
    'WHERE {people} AND t.start_on <= %s AND t.end_on > %s ORDER BY k."order", t.place_id, t.id'
)


@dataclass(frozen=True)
class Seat:
    """A post held on a day, and its place as it was on that day."""

    type: PostType
    span: Span
    above: Span | None = None

    @property
    def label(self) -> str:
        """The post as the bar names it, in the reader's language: 望奎县 · 县委组织部干部.

        A grid has but a number, so its village is named with it.
        """
        where = self.span.said
        if self.above is not None and self.span.level is Level.GRID:
            where = f"{self.above.said} {where}"
        return f"{where} · {self.type.name}"

    @property
    def grants(self) -> list[Grant]:
        """What the post lets its holder do, at its place and below."""
        return [Grant(Right(right), self.span.area, self.span.level) for right in self.type.may]


@dataclass(frozen=True)
class Player:
    """An account of the demo's cast and what it sits on today."""

    user: User
    seats: list[Seat] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the person is called; an account without a person goes by its part."""
        return str(self.user.person or self.user.get_cast_display())


def seats_of(person_ids: Iterable[int], on: date) -> dict[int, list[Seat]]:
    """The posts that people hold on a day, by person, in the order of the programme; one query.

    A tenure at a place that does not exist on that day gives no seat, and so no right.
    """
    people = list(person_ids)
    seats: dict[int, list[Seat]] = defaultdict(list)
    if not people:
        return seats
    types, spans, above = _columns()
    condition, asked = among("t.person_id", people)
    day = on.isoformat()
    with connection.cursor() as cursor:
        query = SEATS.format(columns=f"{types.sql}, {spans.sql}, {above.sql}", people=condition)
        cursor.execute(query, [day] * 4 + [asked] + [day] * 2)
        rows = cursor.fetchall()
    for row in rows:
        type_, span = types.instance(row, 1), spans.instance(row, 1 + types.width)
        if type_ is not None and span is not None:
            seats[row[0]].append(Seat(type_, span, above.instance(row, 1 + types.width + spans.width)))
    return seats


@cache
def _columns() -> tuple[Columns[PostType], Columns[Span], Columns[Span]]:
    return Columns(PostType, "k"), Columns(Span, "s"), Columns(Span, "a")


def seats_on(user: User | None, at: datetime) -> list[Seat]:
    """The posts that an account's person holds at an instant."""
    person_id = user.person_id if user else None
    return [] if person_id is None else seats_of([person_id], date_of(at))[person_id]


def seats_to_come(person_ids: Sequence[int], on: date) -> dict[int, list[Seat]]:
    """The posts that people hold on a day and those they are named for already: an officer answers for both."""
    seats = seats_of(person_ids, on)
    coming = Tenure.objects.filter(person_id__in=person_ids, start_on__gt=on).order_by("start_on")
    for person_id, start_on in coming.values_list("person_id", "start_on").distinct():
        seats[person_id] += [s for s in seats_of([person_id], start_on)[person_id] if s not in seats[person_id]]
    return seats


def get_user(user_id: int) -> User:
    """An account by its number, or Refused."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Refused(_("There is no such account in your area."), Because.NOT_FOUND)
    return user


def ended_accounts(on: date) -> QuerySet[User]:
    """Open accounts of people who hold no tenure on a day or later."""
    held = Tenure.objects.filter(person_id=OuterRef("person_id"), end_on__gt=on)
    return User.objects.filter(~Exists(held), is_active=True, person__isnull=False)


def open_sessions(user: User, at: datetime) -> list[Session]:
    """Where an account is signed in, the latest used first."""
    return list(_lasting(at).filter(user=user).order_by("-seen_at"))


def count_sessions(users: Iterable[User], at: datetime) -> dict[int, int]:
    """In how many browsers accounts are signed in, by account."""
    counts: dict[int, int] = defaultdict(int)
    for user_id in _lasting(at).filter(user__in=list(users)).values_list("user_id", flat=True):
        counts[user_id or 0] += 1
    return counts


def _lasting(at: datetime) -> QuerySet[Session]:
    idle_since = at - timedelta(seconds=settings.SESSION_IDLE_S)
    return Session.objects.filter(ended=False, expire_date__gt=at, seen_at__gt=idle_since)


def actor_of(user: User, on: date, origin: str) -> Actor:
    """The actor that an account is on a day. No tenure on that day, no grant; an inactive account has none either."""
    held: list[Seat] = []
    if user.is_active and user.person_id is not None:
        held = seats_of([user.person_id], on)[user.person_id]
    return Actor(
        label=name_of(user),
        user_id=user.pk,
        person_id=user.person_id,
        grants=tuple(grant for seat in held for grant in seat.grants),
        posts=tuple(dict.fromkeys(seat.label for seat in held)),
        origin=origin,
    )


def name_of(user: User) -> str:
    """How the trail and the bar name an account: its person, else its part in the demo, else its user name."""
    return user.person.name if user.person else str(user.get_cast_display() or user.username)


def cast_on(on: date) -> list[Player]:
    """The demo's accounts with the posts they hold on a day, in the order of the cast; two queries."""
    order = {part: place for place, part in enumerate(Cast.values)}
    users = User.objects.filter(is_active=True).exclude(cast="").select_related("person").order_by("username")
    players = sorted(users, key=lambda user: order[user.cast])
    seats = seats_of((user.person_id for user in players if user.person_id is not None), on)
    return [Player(user, seats.get(user.person_id or 0, [])) for user in players]
