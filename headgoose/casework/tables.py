"""What is in force: categories, deadlines and routes, the nearest place first.

The tables are small and asked for with every request: they are kept in memory and read anew when a row was added or
ended, which one short query tells.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.casework.models import Category, DeadlineRule, Department, RouteRule
from headgoose.casework.models.tables import FOR_GOOD, Dated
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import PostType

D = TypeVar("D", bound=Dated)

SIGNATURE = "SELECT " + ", ".join(
    f"(SELECT coalesce(max(id), 0) FROM {model._meta.db_table}), "
    f"(SELECT count(*) FROM {model._meta.db_table} WHERE end_at = %s)"
    for model in (Category, DeadlineRule, RouteRule)
)


class NamesInForce(Mapping[str, str]):
    """What rows that are data are called in the reader's language, by their codes; read when somebody asks."""

    def __init__(self, rows: Callable[[], Iterable[Category | Department]]) -> None:
        self._rows = rows

    def __getitem__(self, code: str) -> str:
        return next(row.name for row in self._rows() if row.code == code)

    def __contains__(self, code: object) -> bool:
        return any(row.code == code for row in self._rows())

    def __iter__(self) -> Iterator[str]:
        return iter({row.code for row in self._rows()})

    def __len__(self) -> int:
        return len({row.code for row in self._rows()})


@dataclass(frozen=True)
class Tables:
    """The rows in force now."""

    categories: Sequence[Category]
    deadlines: Sequence[DeadlineRule]
    routes: Sequence[RouteRule]
    types: dict[str, PostType]
    departments: dict[str, Department]

    def categories_at(self, places: Sequence[int]) -> list[Category]:
        """The categories offered at a place, by the ids of the place and those above it."""
        found: dict[str, Category] = {}
        for row in _nearest(self.categories, places):
            found.setdefault(row.code, row)
        return sorted(found.values(), key=lambda row: (row.order, row.code))

    def category(self, code: str, places: Sequence[int]) -> Category:
        """A category by code at a place. Raises Refused."""
        for row in _nearest(self.categories, places):
            if row.code == code:
                return row
        raise Refused(_("Choose what it is about."), field="category")

    def deadline(self, category: str, urgency: str, places: Sequence[int]) -> DeadlineRule:
        """The rule for a category and urgency: the nearest place, there the category's own before the general one."""
        return self._own_or_general(
            [row for row in _nearest(self.deadlines, places) if row.urgency == urgency], category, "urgency"
        )

    def route(self, category: str, places: Sequence[int]) -> RouteRule:
        """The rule for a category: the nearest place, there the category's own before the general one."""
        return self._own_or_general(_nearest(self.routes, places), category, "category")

    @staticmethod
    def _own_or_general(rows: "Sequence[R]", category: str, field: str) -> "R":
        for wanted in ({category}, {""}):
            for row in rows:
                if row.category in wanted:
                    return row
        raise Refused(_("There is no rule for this."), Because.INVALID, field=field)


R = TypeVar("R", DeadlineRule, RouteRule)


def _nearest(rows: Iterable[D], places: Sequence[int]) -> list[D]:
    """The rows that hold at a place, from the nearest place to those for everywhere."""
    order = {place: turn for turn, place in enumerate(places)}
    here = [row for row in rows if row.place_id is None or row.place_id in order]
    return sorted(here, key=lambda row: order.get(row.place_id or -1, len(order)))


_kept: dict[str, tuple[object, Tables]] = {}
_lock = threading.Lock()


def tables() -> Tables:
    """The rows in force now."""
    with connection.cursor() as cursor:
        cursor.execute(SIGNATURE, [connection.ops.adapt_datetimefield_value(FOR_GOOD)] * 3)
        signature = (str(connection.settings_dict["NAME"]), *cursor.fetchone())
    with _lock:
        found = _kept.get("tables")
        if found is None or found[0] != signature:
            found = _kept["tables"] = (signature, _read())
    return found[1]


def _read() -> Tables:
    return Tables(
        list(Category.objects.filter(end_at=FOR_GOOD)),
        list(DeadlineRule.objects.filter(end_at=FOR_GOOD)),
        list(RouteRule.objects.filter(end_at=FOR_GOOD)),
        {type_.code: type_ for type_ in PostType.objects.all()},
        {department.code: department for department in Department.objects.all()},
    )


def forget() -> None:
    """Read anew (tests, which take rows back)."""
    _kept.clear()
