"""How each database engine is copied out, counted, and put back."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from headgoose.cli.console import Problem, Step

PAGES_A_STEP = 4096


class Engine(Protocol):
    """What backup and restore ask of a database."""

    file_name: str

    def copy_out(self, target: Path, step: Step) -> dict[str, int]:
        """Write one consistent copy of the database; gives the rows of each table in that very copy."""

    def is_empty(self) -> bool:
        """Whether there is nothing that a restore would overwrite."""

    def check_copy(self, source: Path, rows: dict[str, int]) -> None:
        """Refuse a copy that is damaged or lacks rows, as far as this can be known before it is put back."""

    def put_back(self, source: Path) -> None:
        """Put a copy in the place of the database, wholly or not at all."""


def engine_at_hand() -> Engine:
    """The engine of the configured database."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


def count_rows(cursor: Any, tables: list[str]) -> dict[str, int]:
    """Rows of each table."""
    rows = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        rows[table] = cursor.fetchone()[0]
    return rows


class SQLite:
    """The database is one file, copied with SQLite's own online backup while others go on reading and writing."""

    file_name = "database.sqlite3"

    def __init__(self) -> None:
        self.path = Path(str(connection.settings_dict["NAME"]))

    def copy_out(self, target: Path, step: Step) -> dict[str, int]:
        """See Engine."""
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(
                copy,
                pages=PAGES_A_STEP,
                progress=lambda _, remaining, total: step("Copying pages", total - remaining, total),
            )
            # One file without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            return count_rows(copy.cursor(), _sqlite_tables(copy))
        finally:
            copy.close()

    def is_empty(self) -> bool:
        """See Engine. An absent or empty file is empty; so is one without tables."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return True
        return not connection.introspection.table_names()

    def check_copy(self, source: Path, rows: dict[str, int]) -> None:
        """See Engine."""
        copy = sqlite3.connect(source)
        try:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Problem("The database in this backup is damaged.")
            if copy.execute("PRAGMA foreign_key_check").fetchall():
                raise Problem("The database in this backup has rows that point nowhere.")
            if count_rows(copy.cursor(), _sqlite_tables(copy)) != rows:
                raise Problem("The database in this backup does not have the rows that its manifest names.")
        except sqlite3.DatabaseError as error:
            raise Problem(f"The database in this backup cannot be read: {error}.") from error
        finally:
            copy.close()

    def put_back(self, source: Path) -> None:
        """See Engine. Renamed into place; what lay there is kept beside it until the next restore."""
        connection.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            # Closing folded the log into the file; what is left of it belongs to the old database.
            self.path.replace(self.path.with_name(self.path.name + ".before-restore"))
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.move(source, self.path)


def _sqlite_tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in found)


class PostgreSQL:
    """The database is dumped in PostgreSQL's custom format, within the snapshot in which its rows were counted."""

    file_name = "database.pgdump"

    def copy_out(self, target: Path, step: Step) -> dict[str, int]:
        """See Engine."""
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
                rows = count_rows(cursor, _postgresql_tables())
                # The archive is compressed as a whole.
                _run_tool("pg_dump", "--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={target}")
            finally:
                cursor.execute("ROLLBACK")
        step("Dumping", 1, 1)
        return rows

    def is_empty(self) -> bool:
        """See Engine."""
        return not connection.introspection.table_names()

    def check_copy(self, source: Path, rows: dict[str, int]) -> None:
        """See Engine. The dump lists its contents; its rows are counted once it is restored, in one transaction."""
        _run_tool("pg_restore", "--list", str(source), connect=False)

    def put_back(self, source: Path) -> None:
        """See Engine. One transaction: a failure leaves the database as it was."""
        clean = [] if self.is_empty() else ["--clean", "--if-exists"]
        connection.close()
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", *clean]
        _run_tool("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(source))


def _postgresql_tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _run_tool(name: str, *options: str, connect: bool = True) -> None:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    found = shutil.which(name, path=os.pathsep.join([*map(str, newest_first), os.environ.get("PATH", "")]))
    if found is None:
        raise Problem(f"{name} is not installed; it comes with PostgreSQL's client programs.")
    settings = connection.settings_dict if connect else {}
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {variable: str(settings[key]) for variable, key in given.items() if settings.get(key)}
    done = subprocess.run([found, *options], env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Problem(f"{name} failed: {last}")
