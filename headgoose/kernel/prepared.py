"""Short queries that every request asks, put together once.

For a query of one row Django works longer on putting the SQL together than the database on answering it. A prepared
query is written as any other; its SQL is kept, by thread and engine, and only run again with other values.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]

if TYPE_CHECKING:
    import psycopg

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]

# Values that no query holds by itself, so that they can be found again among its parameters.
STRANGE_NUMBER = 7_316_204_895_000_000
STRANGE_DAY = date(1234, 5, 1).toordinal()


@dataclass(frozen=True)
class Plan(Generic[M]):
    """A query as one engine takes it.

    Args:
        holders: for each parameter of the SQL the name of the value that goes there, or None for a fixed one.
        build: makes objects of rows.
    """

    sql: str
    fixed: Row
    holders: tuple[str | None, ...]
    build: Callable[[list[Row]], list[M]]


class Prepared(Generic[M]):
    """A query with named values: `Prepared(lambda key, on: Span.objects.on(on).filter(key=key), key=int, on=date)`.

    Values are whole numbers, dates and text, each compared as it is. A query with a part of another shape for some
    value (None, lists) is another query.
    """

    def __init__(self, make: Callable[..., QuerySet[M]], **values: type) -> None:
        self._make, self._values = make, values
        self._plans = threading.local()

    def all(self, **values: Any) -> list[M]:
        """The rows for some values."""
        plan: Plan[M] | None = getattr(self._plans, connection.vendor, None)
        if plan is None:
            plan = self._plan()
            setattr(self._plans, connection.vendor, plan)
        given = {name: self._adapted(value) for name, value in values.items()}
        holders = zip(plan.holders, plan.fixed, strict=True)
        parameters = [fixed if name is None else given[name] for name, fixed in holders]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, parameters)
            rows = cursor.fetchall()
        return plan.build(rows) if rows else []

    def first(self, **values: Any) -> M | None:
        """The first row, or None."""
        found = self.all(**values)
        return found[0] if found else None

    def _plan(self) -> Plan[M]:
        strange = {name: _strange(kind, place) for place, (name, kind) in enumerate(self._values.items())}
        query = self._make(**strange)
        compiler: Any = query.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {self._adapted(value): name for name, value in strange.items()}
        holders = tuple(names.get(parameter) for parameter in parameters)
        if set(holders) - {None} != set(strange):
            raise TypeError("each value of a prepared query must stand in it as it is given")
        return Plan(sql, tuple(parameters), holders, _builder(compiler))

    def _adapted(self, value: Any) -> Any:
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _strange(kind: type, place: int) -> Any:
    if kind is date:
        return date.fromordinal(STRANGE_DAY + place)
    return STRANGE_NUMBER + place if kind is int else f"strange-{STRANGE_NUMBER + place}"


def _builder(compiler: Any) -> Callable[[list[Row]], list[Any]]:
    """What Django does with the rows of such a query, related objects included."""
    about, select = compiler.klass_info, compiler.select
    own = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
    names = [column[0].target.attname for column in select[own]]
    related = get_related_populators(about, select, connection.alias)
    converters = compiler.get_converters([column[0] for column in select[: compiler.col_count]])
    model, alias = about["model"], connection.alias

    def build(rows: list[Row]) -> list[Any]:
        found = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            made = model.from_db(alias, names, row[own])
            for populator in related:
                populator.populate(row, made)
            found.append(made)
        return found

    return build


def run_prepared(sql: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a statement that runs all day with other values; PostgreSQL parses and plans it once a connection.

    Django has psycopg write values into the text, so that each run is another statement to the server. Here they go
    beside it. Whole numbers go as bigint: psycopg else takes the smallest type for each, and each set of types is a
    statement of its own. Where somebody listens to the statements (tests that count them), it goes Django's way.
    """
    if connection.vendor != "postgresql" or connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[Row] = cursor.fetchall()
            return rows
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        prepared = _prepared_cursor(connection.connection)
        return prepared.execute(_numbered(sql), values, prepare=True).fetchall()


@cache
def _numbered(sql: str) -> bytes:
    """A statement with $1, $2 for each %s, as PostgreSQL takes it: psycopg would look for them anew each time."""
    first, *rest = sql.split("%s")
    return "".join([first, *(f"${place}{part}" for place, part in enumerate(rest, 1))]).encode()


def _prepared_cursor(server: Any) -> "psycopg.RawCursor[Any]":
    """A cursor of a connection that sends values beside the statement, kept with it."""
    kept: psycopg.RawCursor[Any] | None = getattr(server, "headgoose_cursor", None)
    if kept is None:
        # Only where PostgreSQL serves: others need not load it.
        from psycopg import RawCursor
        from psycopg.types.numeric import Int8Dumper

        kept = server.headgoose_cursor = RawCursor(server)
        kept.adapters.register_dumper(int, Int8Dumper)
    return kept
