"""Many rows at once: columns in, rows in the table, with the database's guards still on watch."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as plain values (dates as ISO text) in column order, inside the transaction under way.

    SQLite takes them by `executemany`, PostgreSQL by COPY. Triggers and constraints act on each row; Django's own
    validation and defaults do not: callers check their rules first.
    """
    names, holders = _listed(tuple(columns))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holders})", rows)  # type: ignore[arg-type]
            return
        rest = iter(rows)
        few = list(islice(rest, FEW))
        if len(few) < FEW:
            if few:
                # COPY takes longer to begin than a handful of rows to insert.
                values = ", ".join([f"({holders})"] * len(few))
                cursor.execute(
                    f"INSERT INTO {table} ({names}) VALUES {values}", [value for row in few for value in row]
                )
            return
        # COPY goes past Django's cursor, and its errors would come raw.
        statement = f"COPY {table} ({names}) FROM STDIN"
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            for row in chain(few, rest):
                copy.write_row(row)


FEW = 20


@cache
def _listed(columns: tuple[str, ...]) -> tuple[str, str]:
    """Names as both engines quote them, and as many placeholders."""
    return ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))


def reserve_ids(model: type[models.Model], count: int) -> range:
    """Ids for rows about to be inserted with `insert_rows`, inside the transaction under way."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if count == 1:
                # As an ordinary insert holds it, so that whoever steps over a block waits for us, and we for them.
                cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
                cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
                return range(first := cursor.fetchone()[0], first + 1)
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = cursor.fetchone()[0]
            # One step over the whole block: nobody else may be inserting between.
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT nextval(%s)", [sequence])
            first = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + count])
        else:
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
            first = cursor.fetchone()[0]
    return range(first, first + count)


def shifted(rows: list[tuple[Any, ...]], by: int) -> list[tuple[Any, ...]]:
    """Rows that begin with an id as they are with other ids; the same list where nothing is to be shifted."""
    return [(row[0] + by, *row[1:]) for row in rows] if by else rows


def note_growth(*grown: type[models.Model]) -> None:
    """Tell PostgreSQL that tables have grown a lot: it plans, in guards too, by what it last knew of their size."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in grown:
                cursor.execute(f"ANALYZE {model._meta.db_table}")


def among(column: str, ids: Iterable[int]) -> tuple[str, Any]:
    """A condition `column is one of ids` for any number of ids, as SQL with one parameter."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(ids)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))
