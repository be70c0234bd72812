"""One new row by a statement that was put together once: for rows that are written with every request.

Django works longer on putting an INSERT together than the database on running it. Fields, constraints and guards see
what they always see; signals and multi-table inheritance there are none.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Write = Callable[[Any, BaseDatabaseWrapper], Any]
# What the drivers take as it is.
AS_IT_IS = (models.IntegerField, models.BooleanField, models.ForeignKey)


def insert_row(row: models.Model) -> None:
    """Insert a new object, as `save(force_insert=True)` does, and give it its number."""
    engine = connections[connection.alias]
    statement, columns = _statement(type(row), engine.vendor)
    values = [
        value if write is None or value is None else write(value, engine)
        for name, write in columns
        for value in [getattr(row, name)]
    ]
    with engine.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, engine.alias


@cache
def _statement(model: type[models.Model], _vendor: str) -> tuple[str, list[tuple[str, Write | None]]]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    holders = ", ".join(["%s"] * len(fields))
    key = quote(str(model._meta.pk.column))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({holders}) RETURNING {key}"
    return statement, [(field.attname, _writer(field)) for field in fields]


def _writer(field: "models.Field[Any, Any]") -> Write | None:
    if isinstance(field, models.DateTimeField):
        return lambda value, engine: engine.ops.adapt_datetimefield_value(value)
    if isinstance(field, models.CharField):
        # One of some choices is a text of a kind of its own.
        return lambda value, _engine: str(value)
    return None if isinstance(field, AS_IT_IS) else field.get_db_prep_save
