"""Rules that the database itself keeps, written once for SQLite (triggers) and PostgreSQL (constraints, triggers)."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class PerEngine(Operation):
    """A migration step with statements for the engine at hand. It is not undone: a guard is not taken down.

    It asks for no models, which Django would make anew for every step.
    """

    reduces_to_sql = True

    def __init__(self, sqlite: list[str], postgresql: list[str]) -> None:
        self._sqlite, self._postgresql = sqlite, postgresql

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Guards change no model."""

    def statements(self, vendor: str) -> list[str]:
        """Those for "sqlite" or "postgresql"."""
        return self._sqlite if vendor == "sqlite" else self._postgresql

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Put the guard up."""
        with schema_editor.connection.cursor() as cursor:
            for statement in self.statements(schema_editor.connection.vendor):
                cursor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Leave the guard."""

    def describe(self) -> str:
        """In words, for `migrate --plan`."""
        return "Guard of the database"


def per_engine(sqlite: list[str], postgresql: list[str]) -> PerEngine:
    """A migration step with statements for the engine at hand."""
    return PerEngine(sqlite, postgresql)


def _sqlite_trigger(table: str, name: str, when: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql_trigger(table: str, name: str, when: str, condition: str, message: str, only: str = "") -> list[str]:
    called = f" WHEN ({only})" if only else ""
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW{called} EXECUTE FUNCTION {name}()",
    ]


def refuse(
    table: str,
    name: str,
    when: str,
    condition: str,
    message: str,
    *,
    on_sqlite: str = "",
    on_postgresql: str = "",
    only: str = "",
) -> PerEngine:
    """Refuse an INSERT, UPDATE or DELETE of a row for which a condition over NEW and OLD holds.

    Args:
        when: "INSERT", "UPDATE", "DELETE" or several joined with " OR ".
        condition: SQL that both engines read alike; may hold subqueries.
        on_sqlite, on_postgresql: the condition there instead, where an engine must say it its own way.
        only: what must hold as well, over the row alone. PostgreSQL tells it without calling the guard's function, but
            reads it anew in each statement: it pays where it is short.
    """
    events = when.split(" OR ")
    there = f"({only}) AND ({on_sqlite or condition})" if only else on_sqlite or condition
    sqlite = [_sqlite_trigger(table, f"{name}_{event.lower()}", event, there, message) for event in events]
    return per_engine(sqlite, _postgresql_trigger(table, name, when, on_postgresql or condition, message, only))


def append_only(table: str) -> list[PerEngine]:
    """Refuse every edit and every deletion of a table's rows."""
    return [
        refuse(table, f"{table}_no_edit", "UPDATE", "1=1", f"{table}: rows are never edited"),
        refuse(table, f"{table}_no_delete", "DELETE", "1=1", f"{table}: rows are never deleted"),
    ]


def no_replace(table: str, *keys: str, edited: bool = True) -> PerEngine:
    """Refuse that a row takes another's place, its number (id) or its key, where deleting is what must not be.

    SQLite removes rows for `INSERT OR REPLACE` and `UPDATE OR REPLACE` without a word to the triggers of a deletion;
    PostgreSQL knows no such statement, but lets a number be changed.

    Args:
        keys: for each unique constraint whose rows are to stay, SQL that holds for a row `other` with the key of NEW,
            written so that the constraint's index serves it.
        edited: False where another guard refuses every UPDATE.
    """
    taken = [f"EXISTS (SELECT 1 FROM {table} AS other WHERE {key})" for key in ("other.id = NEW.id", *keys)]
    moved = [f"EXISTS (SELECT 1 FROM {table} AS other WHERE {key} AND other.id <> OLD.id)" for key in keys]
    name, said = f"{table}_no_replace", f"{table}: a row is never replaced by another"
    sqlite = [_sqlite_trigger(table, f"{name}_insert", "INSERT", " OR ".join(taken), said)]
    if not edited:
        return per_engine(sqlite, [])
    sqlite.append(_sqlite_trigger(table, f"{name}_update", "UPDATE", " OR ".join(["NEW.id <> OLD.id", *moved]), said))
    return per_engine(sqlite, _postgresql_trigger(table, name, "UPDATE", "NEW.id <> OLD.id", said))


def no_truncate(*tables: str) -> PerEngine:
    """Refuse TRUNCATE, with which PostgreSQL deletes rows without a word to the triggers of a deletion."""
    postgresql = []
    for table in tables:
        postgresql += [
            f"CREATE FUNCTION {table}_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{table}: rows are never deleted' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {table}_no_truncate()",
        ]
    return per_engine([], postgresql)


def no_overlap(table: str, name: str, same: dict[str, str], message: str) -> PerEngine:
    """Refuse two rows alike in `same` (columns or expressions over a row) whose [start_on, end_on) overlap.

    Args:
        same: SQL expression by plain column for PostgreSQL, e.g. {"post_id": "post_id"}; the value is the expression
            with `{row}` standing for the row's alias.
    """
    exclusion = ", ".join(f"({e.format(row='')}) WITH =" for e in same.values())
    postgresql = [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
        f"({exclusion}, daterange(start_on, end_on) WITH &&)",
    ]
    return per_engine(overlap_triggers(table, name, same, message), postgresql)


def overlap_triggers(table: str, name: str, same: dict[str, str], message: str) -> list[str]:
    """What `no_overlap` sets up on SQLite; rows of no length overlap nothing, as with ranges on PostgreSQL."""
    alike = " AND ".join(f"{e.format(row='other.')} = {e.format(row='NEW.')}" for e in same.values())
    clash = (
        f"EXISTS (SELECT 1 FROM {table} AS other WHERE {alike} AND other.start_on < NEW.end_on "
        f"AND other.end_on > NEW.start_on AND other.start_on < other.end_on AND NEW.start_on < NEW.end_on "
        f"AND other.id <> coalesce(NEW.id, -1))"
    )
    return [_sqlite_trigger(table, f"{name}_{event.lower()}", event, clash, message) for event in ("INSERT", "UPDATE")]


def keep_past(table: str, past: str, link: str, columns: list[str]) -> PerEngine:
    """Put each version of a row that is changed into a second table, with `known_until` from the new `known_at`.

    Args:
        link: the second table's column with the row's id.
        columns: what both tables have alike, `known_at` among them.
    """
    names, old = ", ".join(columns), ", ".join(f"OLD.{column}" for column in columns)
    insert = f"INSERT INTO {past} ({link}, {names}, known_until) VALUES (OLD.id, {old}, NEW.known_at)"
    return per_engine(
        [f"CREATE TRIGGER {table}_keep_past AFTER UPDATE ON {table} BEGIN {insert}; END"],
        [
            f"CREATE FUNCTION {table}_keep_past() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert}; "
            f"RETURN NULL; END $$",
            f"CREATE TRIGGER {table}_keep_past AFTER UPDATE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {table}_keep_past()",
        ],
    )
