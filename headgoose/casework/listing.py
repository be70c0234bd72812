"""Lists of requests: what an address asks for, how many that are, and the ids of a page of them.

Ids come from plain SQL. They are counted through an index that covers all that can be asked for; then they are walked
newest first by time where the area is dense, so that a page is full after a few steps, and by the area's range of keys
where it is sparse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, overload

from django.db import connection
from django.db.models import Max, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.casework.models import Request
from headgoose.casework.models.request import RequestState
from headgoose.casework.queries import DUE, OPEN, RUNNING, Condition, Sight, find_requests, inside, instant, literals
from headgoose.casework.rules import CODE_LENGTH, CODE_SIGNS, plain_tracking_code
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import CHINA

# So many rows are looked at for a page before walking by key becomes quicker than walking by time.
STEPS_MOST = 4_000
# Words are looked for in the newest so many of what else was asked for.
WORDS_WITHIN = 10_000
AT_ONCE = 1_000
NUMBER_LONGEST = 12


class Group(TextChoices):
    """States as a list groups them."""

    OPEN = "open", pgettext_lazy("requests", "open")
    ANSWERED = "answered", _("answered, the petitioner has the word")
    ENDED = "ended", _("closed")
    ALL = "all", _("all states")


class Sort(TextChoices):
    """By what a list is sorted."""

    DUE = "due", _("due first")
    NEWEST = "newest", _("newest first")


ENDED = [RequestState.CLOSED, RequestState.REJECTED, RequestState.TRANSFERRED, RequestState.MERGED]
GROUPS = {
    Group.OPEN: OPEN,
    Group.ANSWERED: "r.state = 'answered'",
    Group.ENDED: f"r.state IN ({literals(ENDED)})",
}


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to; empty values ask for everything.

    Args:
        late: open and overdue at `at`.
        since, until: received on these days, both included.
        words: the number of a request, the code that a resident has, or words that were said.
    """

    at: datetime
    group: Group = Group.OPEN
    late: bool = False
    category: str = ""
    urgency: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    sort: Sort = Sort.DUE

    @property
    def by_due(self) -> bool:
        """Whether it is sorted by what is due; only what is open is due."""
        return self.sort == Sort.DUE and (self.late or self.group == Group.OPEN)


@dataclass(frozen=True)
class RequestList(Sequence[Request]):
    """The requests that somebody may see of an area and asks for, as a sequence that a paginator can slice."""

    sight: Sight
    area: Area
    asked: Asked

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        if self._words:
            return len(self._matches)
        return int(self._found(f"SELECT count(*) FROM casework_request AS r WHERE {self._condition.sql}")[0][0])

    @cached_property
    def _matches(self) -> list[int]:
        """The ids of what has the words, in order."""
        direction = "" if self.asked.by_due else " DESC"
        order = f"ORDER BY c.sorted{direction}, c.id{direction}"
        return [
            number for (number,) in self._found(f"SELECT c.id FROM ({self._candidates}) AS c {self._meant} {order}")
        ]

    @overload
    def __getitem__(self, wanted: int) -> Request: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Request]: ...

    def __getitem__(self, wanted: int | slice) -> "Request | list[Request]":
        """Some of them, in order."""
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        start = wanted.start or 0
        return find_requests(self.ids(start, (wanted.stop if wanted.stop is not None else len(self)) - start))

    def ids(self, start: int, count: int) -> list[int]:
        """The ids of some of them, in order."""
        if self._words:
            return self._matches[start : start + count]
        if self.asked.by_due:
            return self._ids(self._condition, f"{DUE} IS NULL, {DUE}, r.id", start, count)
        if self._is_dense(start + count):
            return self._ids(self._by_time(), "r.received_at DESC, r.id DESC", start, count)
        at = hidden("r.received_at")
        # What lies in the older half is reached from its end.
        last = self._count - start
        if 0 < last < start:
            count = min(count, last)
            return self._ids(self._condition, f"{at}, r.id", last - count, count)[::-1]
        return self._ids(self._condition, f"{at} DESC, r.id DESC", start, count)

    def _ids(self, condition: Condition, order: str, start: int, count: int) -> list[int]:
        limit = f"LIMIT {int(count)} OFFSET {int(start)}"
        sql = f"SELECT r.id FROM casework_request AS r WHERE {condition.sql} ORDER BY {order} {limit}"
        return [number for (number,) in self._found(sql)]

    def walk(self, most: int) -> Iterator[Request]:
        """The first of them, read some at a time."""
        for start in range(0, most, AT_ONCE):
            ids = self.ids(start, min(AT_ONCE, most - start))
            yield from find_requests(ids)
            if len(ids) < AT_ONCE:
                return

    def _is_dense(self, wanted: int) -> bool:
        """Whether a walk by time meets enough of what is asked for within a few steps."""
        if self.asked.by_due or not self.sight.sees_all_of(self.area):
            return False
        found = self._count
        everything = Request.objects.aggregate(last=Max("pk"))["last"] or 0
        return found > 0 and min(wanted, found) * everything / found <= STEPS_MOST

    def _by_time(self) -> Condition:
        # A plus keeps the key out of the choice of an index.
        return inside(self.area, "+r.key") & self._narrowed("r.received_at")

    @property
    def _condition(self) -> Condition:
        return self.sight.where(self.area) & self._narrowed(hidden("r.received_at"))

    def _narrowed(self, received: str) -> Condition:
        """What is asked for beside the area and the words; `received` is how the time of receipt is named."""
        asked, terms, params = self.asked, ["1 = 1"], []
        if asked.late:
            terms += [OPEN, RUNNING, f"{DUE} < %s"]
            params.append(instant(asked.at))
        elif asked.group != Group.ALL:
            terms.append(GROUPS[asked.group])
        if asked.category:
            terms.append(f"{hidden('r.category_id')} IN (SELECT y.id FROM casework_category AS y WHERE y.code = %s)")
            params.append(asked.category)
        for name in ("urgency", "channel"):
            if value := getattr(asked, name):
                terms.append(f"r.{name} = %s")
                params.append(value)
        if asked.since:
            terms.append(f"{received} >= %s")
            params.append(instant(_midnight(asked.since)))
        if asked.until:
            terms.append(f"{received} < %s")
            params.append(instant(_midnight(asked.until + timedelta(days=1))))
        named = self._named
        return Condition(" AND ".join([*terms, named.sql]), (*params, *named.params))

    @property
    def _named(self) -> Condition:
        """The request that a number or a resident's code stands for."""
        words, code = self.asked.words.strip().removeprefix("#"), plain_tracking_code(self.asked.words)
        terms: list[str] = []
        params: list[Any] = []
        if _is_number(words):
            terms.append("r.id = %s")
            params.append(int(words))
        if _is_code(code):
            terms.append("r.code = %s")
            params.append(code)
        return Condition(f"({' OR '.join(terms)})" if terms else "1 = 1", tuple(params))

    @property
    def _words(self) -> str:
        """Words to look for in what was said; "" where a number or a code was given."""
        return "" if self._named.params else self.asked.words.strip()

    @property
    def _candidates(self) -> str:
        """The newest of what else is asked for, with what they are sorted by."""
        sorted_by = f"coalesce({DUE}, '9999-12-31')" if self.asked.by_due else "r.received_at"
        order = f"ORDER BY r.received_at DESC LIMIT {WORDS_WITHIN}"
        # A plus keeps the key out of the choice of an index: the newest are read in the order of time.
        wide = self.sight.sees_all_of(self.area) and self.area.high - self.area.low >= Level.COUNTY.divisor
        where = self._by_time() if wide else self._condition
        return f"SELECT r.id, {sorted_by} AS sorted FROM casework_request AS r WHERE {where.sql} {order}"

    @property
    def _meant(self) -> str:
        said = "lower(t.text) LIKE %s ESCAPE '!' OR lower(t.where_text) LIKE %s ESCAPE '!'"
        return f"JOIN casework_request AS t ON t.id = c.id WHERE {said}"

    def _found(self, sql: str) -> list[Any]:
        params = list(self._condition.params)
        if self._words:
            params += [_pattern(self._words)] * 2
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[Any] = cursor.fetchall()
        return found


def hidden(column: str) -> str:
    """A column that is left out of the choice of an index; PostgreSQL chooses by its statistics."""
    return f"+{column}" if connection.vendor == "sqlite" else column


def _pattern(words: str) -> str:
    plain = words.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= NUMBER_LONGEST


def _is_code(words: str) -> bool:
    return len(words) == CODE_LENGTH and set(words) <= set(CODE_SIGNS)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)
