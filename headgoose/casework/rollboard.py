"""What the board of a roll-call shows: who has answered, place by place, minute by minute, and whom to call next.

The tree is that of the day on which the roll was called. Sums come from one read of an index that holds all they need:
a range of it for each place below, which neither engine has to sort. What a board shows is kept for a moment, so that
twenty desks cost what one costs.
"""

import hashlib
import statistics
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from headgoose.casework.models import Answer, Called, RollCall
from headgoose.casework.rollforms import options_of
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import date_of
from headgoose.people.models import PostType, Tenure
from headgoose.places.models import Span
from headgoose.places.queries import children, span_of

SILENT_SHOWN, NEEDS_SHOWN = 20, 12
# A board is not drawn anew more often than this, and never older than that.
HOLD_SECONDS, OLDEST_SECONDS = 2.0, 15.0
KEPT_MOST = 400
# Whom to telephone for a grid that is silent, the nearest first.
CALLED_FIRST = ("grid_worker", "secretary", "community_secretary", "township_officer")
SUMS = (
    "SELECT {low}, count(*), count(answered_at), count(CASE WHEN needs THEN 1 END), sum(count), "
    "count(CASE WHEN answered_at > {due} THEN 1 END){statuses} FROM casework_called "
    "WHERE roll_call_id = {roll} AND key >= {low} AND key < {high}"
)
STATUS = ", count(CASE WHEN status = {status} THEN 1 END)"
MINUTES = (
    "SELECT {minute}, count(*) FROM casework_called "
    "WHERE roll_call_id = %s AND key >= %s AND key < %s AND answered_at IS NOT NULL GROUP BY 1 ORDER BY 1"
)


@dataclass(frozen=True)
class Sums:
    """How the grids of an area stand.

    Args:
        needs: grids that need something.
        people: the sum of what was counted.
        late: answered after the time that was set.
        statuses: grids by status.
    """

    called: int = 0
    answered: int = 0
    needs: int = 0
    people: int = 0
    late: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> int:
        """Grids that have not answered."""
        return self.called - self.answered

    @property
    def share(self) -> float | None:
        """Answered of called, as a share of 1."""
        return self.answered / self.called if self.called else None


@dataclass(frozen=True)
class Contact:
    """Somebody to telephone."""

    person_id: int
    name: str
    type: PostType
    place_id: int


@dataclass(frozen=True)
class Silent:
    """A grid that has not answered, where it lies, and whom to call; None with nobody in post up to the township."""

    span: Span
    village: Span | None
    contact: Contact | None


@dataclass(frozen=True)
class Waiting:
    """A grid that needs something: its last answer."""

    span: Span
    village: Span | None
    answer: Answer


@dataclass(frozen=True)
class Board:
    """The board of a place in a roll-call at a moment."""

    span: Span
    whole: Sums
    below: Sequence[tuple[Span, Sums]]
    minutes: Sequence[tuple[datetime, int]]
    silent: Sequence[Silent]
    waiting: Sequence[Waiting]
    version: tuple[int, bool]
    made: float

    @property
    def mark(self) -> str:
        """Another one whenever the board shows something else."""
        seen = (
            self.whole,
            [(place.pk, one) for place, one in self.below],
            self.minutes,
            [(one.span.pk, one.contact and one.contact.person_id) for one in self.silent],
            [one.answer.pk for one in self.waiting],
            self.version[1],
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


_kept: dict[tuple[object, ...], Board] = {}
_locks: dict[tuple[object, ...], threading.Lock] = {}
_guard = threading.Lock()


def board_of(roll: RollCall, span: Span) -> Board:
    """The board of a place: the one kept while it holds, else drawn anew, by one thread for all that ask."""
    key = (str(connection.settings_dict["NAME"]), roll.pk, span.pk)
    version = (_newest_answer(), roll.closed_at is not None)
    with _guard:
        lock = _locks.setdefault(key, threading.Lock())
    with lock:
        found = _kept.get(key)
        if found is None or not _holds(found, version):
            found = _draw(roll, span, version)
            _keep(key, found)
    return found


def _holds(board: Board, version: tuple[int, bool]) -> bool:
    age = time.monotonic() - board.made
    if board.version[1] != version[1]:
        return False
    return age < HOLD_SECONDS or (board.version == version and age < OLDEST_SECONDS)


def _keep(key: tuple[object, ...], board: Board) -> None:
    with _guard:
        if len(_kept) >= KEPT_MOST:
            _kept.clear()
            _locks.clear()
        _kept[key] = board


def forget() -> None:
    """Draw everything anew (tests)."""
    with _guard:
        _kept.clear()


def _newest_answer() -> int:
    return Answer.objects.aggregate(last=Max("pk"))["last"] or 0


def _draw(roll: RollCall, span: Span, version: tuple[int, bool]) -> Board:
    made = time.monotonic()
    below = [] if span.level is Level.GRID else children(span, date_of(roll.opened_at))
    places = below or [span]
    sums = sums_of(roll, [place.area for place in places])
    whole = added(sums)
    rows = [(place, one) for place, one in zip(places, sums, strict=True) if one.called] if below else []
    return Board(
        span,
        whole,
        rows,
        minutes_of(roll, span.area),
        silent_of(roll, span.area) if whole.silent else [],
        waiting_of(roll, span.area) if whole.needs else [],
        version,
        made,
    )


def sums_of(roll: RollCall, areas: Sequence[Area]) -> list[Sums]:
    """How the grids of some areas stand, in their order; one statement."""
    codes = [option["code"] for option in options_of(roll.form, "status")]
    due = connection.ops.adapt_datetimefield_value(roll.answer_by)
    text, parameters = [], []
    for area in areas:
        statuses = STATUS.format(status="%s") * len(codes)
        text.append(SUMS.format(low="%s", due="%s", roll="%s", high="%s", statuses=statuses))
        # PostgreSQL is told that the name of an area is a number.
        parameters += [area.low, due, *codes, roll.pk, area.low, area.high]
    statement = " UNION ALL ".join(text)
    if connection.vendor == "postgresql":
        statement = statement.replace("SELECT %s, count", "SELECT %s::bigint, count")
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_sums(found[area.low], codes) for area in areas]


def _sums(row: Sequence[Any], codes: Sequence[str]) -> Sums:
    called, answered, needs, people, late, *statuses = row
    return Sums(called, answered, needs, int(people or 0), late, dict(zip(codes, statuses, strict=True)))


def added(parts: Iterable[Sums]) -> Sums:
    """Several areas together."""
    total = Sums()
    for one in parts:
        statuses = {code: total.statuses.get(code, 0) + count for code, count in one.statuses.items()}
        total = Sums(
            total.called + one.called,
            total.answered + one.answered,
            total.needs + one.needs,
            total.people + one.people,
            total.late + one.late,
            statuses,
        )
    return total


def minutes_of(roll: RollCall, area: Area) -> list[tuple[datetime, int]]:
    """How many grids answered first in each minute in which any did."""
    minute = "date_trunc('minute', answered_at)" if connection.vendor == "postgresql" else "substr(answered_at, 1, 16)"
    with connection.cursor() as cursor:
        cursor.execute(MINUTES.format(minute=minute), [roll.pk, area.low, area.high])
        rows = cursor.fetchall()
    return [(_instant(text), count) for text, count in rows]


def _instant(minute: Any) -> datetime:
    return (
        minute.astimezone(UTC) if isinstance(minute, datetime) else datetime.fromisoformat(minute).replace(tzinfo=UTC)
    )


def silent_of(roll: RollCall, area: Area, start: int = 0, most: int = SILENT_SHOWN) -> list[Silent]:
    """Grids that have not answered, in the order of the tree, each with whom to call."""
    grids = Called.objects.filter(roll_call=roll, key__gte=area.low, key__lt=area.high, answered_at=None)
    keys = list(grids.order_by("key").values_list("key", flat=True)[start : start + most])
    chains = chains_of(keys, roll)
    contacts = contacts_of([span.place_id for chain in chains.values() for span in chain.values()], roll)
    found = []
    for key in keys:
        chain = chains[key]
        contact = next(
            (contacts[chain[level].place_id] for level in _upward(chain) if chain[level].place_id in contacts), None
        )
        found.append(Silent(chain[Level.GRID], chain.get(Level.VILLAGE), contact))
    return found


def _upward(chain: Mapping[Level, Span]) -> list[Level]:
    return sorted(chain, reverse=True)


def chains_of(keys: Sequence[int], roll: RollCall) -> dict[int, dict[Level, Span]]:
    """Grids by key, each with its village and township as on the day of the roll-call; one query."""
    levels = (Level.TOWNSHIP, Level.VILLAGE, Level.GRID)
    wanted = {key - key % level.divisor for key in keys for level in levels}
    spans = Span.objects.on(date_of(roll.opened_at)).filter(key__in=wanted, kind__gte=Level.TOWNSHIP * 10)
    by_level = {(span.level, span.key): span for span in spans}
    return {
        key: {
            level: by_level[level, key - key % level.divisor]
            for level in levels
            if (level, key - key % level.divisor) in by_level
        }
        for key in keys
    }


def contacts_of(place_ids: Sequence[int], roll: RollCall) -> dict[int, Contact]:
    """Who is to be telephoned at each place, by its id: of several in one post whoever came first; one query."""
    on = date_of(roll.opened_at)
    held = Tenure.objects.filter(
        place_id__in=set(place_ids), type__code__in=CALLED_FIRST, start_on__lte=on, end_on__gt=on
    )
    found: dict[int, Contact] = {}
    for tenure in held.select_related("person", "type").order_by("start_on", "pk"):
        found.setdefault(tenure.place_id, Contact(tenure.person_id, tenure.person.name, tenure.type, tenure.place_id))
    return found


def waiting_of(roll: RollCall, area: Area, most: int = NEEDS_SHOWN) -> list[Waiting]:
    """Grids that need something, those who said so last first, each with its last answer."""
    grids = Called.objects.filter(roll_call=roll, key__gte=area.low, key__lt=area.high, needs=True)
    called = list(grids.order_by("-answered_at", "pk")[:most])
    chains = chains_of([one.key for one in called], roll)
    answers: dict[int, Answer] = {}
    for answer in Answer.objects.filter(called__in=called).order_by("number"):
        answers[answer.called_id] = answer
    return [Waiting(chains[one.key][Level.GRID], chains[one.key].get(Level.VILLAGE), answers[one.pk]) for one in called]


def report_of(roll: RollCall, at: datetime) -> dict[str, Any]:
    """The closing report: what the board showed last, and when half of those who answered had answered."""
    span = span_of(roll.place_id, date_of(roll.opened_at))
    if span is None:
        raise ValueError("a place that was called exists on the day of the roll-call")
    below = [] if span.level is Level.GRID else children(span, date_of(roll.opened_at))
    places = below or [span]
    sums = sums_of(roll, [place.area for place in places])
    whole = added(sums)
    rows = [
        {"code": place.code, "name": place.name, **_said(one)}
        for place, one in zip(places, sums, strict=True)
        if one.called
    ]
    for_grid = Answer.objects.filter(called__roll_call=roll, for_grid=True).values("called").distinct().count()
    return {
        **_said(whole),
        "median_minute": median_minute(roll),
        "for_grid": for_grid,
        "minutes": int((at - roll.opened_at).total_seconds() // 60),
        "children": rows,
    }


def _said(sums: Sums) -> dict[str, Any]:
    return {
        "called": sums.called,
        "answered": sums.answered,
        "late": sums.late,
        "needs": sums.needs,
        "people": sums.people,
        "statuses": dict(sums.statuses),
    }


def median_minute(roll: RollCall) -> int | None:
    """After how many whole minutes half of the grids that answered had answered; None when none did."""
    answered = Called.objects.filter(roll_call=roll, answered_at__isnull=False)
    count = answered.count()
    if not count:
        return None
    middle = answered.order_by("answered_at").values_list("answered_at", flat=True)[(count - 1) // 2 : count // 2 + 1]
    return int(statistics.mean((one - roll.opened_at).total_seconds() for one in middle if one) // 60)
