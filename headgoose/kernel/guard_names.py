"""Which guards the migrations put up, and which the database has."""

import re
from typing import Any

from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader

MADE = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)|ADD CONSTRAINT (\w+)")


class _Listener:
    """Stands in for a schema editor and its cursor: hears statements, runs none."""

    def __init__(self) -> None:
        self.connection = self
        self.vendor = connection.vendor
        self.statements: list[str] = []

    def cursor(self) -> "_Listener":
        return self

    def __enter__(self) -> "_Listener":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, statement: str) -> None:
        self.statements.append(statement)


def expected_guards() -> set[str]:
    """Names of all triggers and constraints that guard steps of the migrations make on this engine."""
    listener = _Listener()
    to_listener: Any = listener
    for migration in MigrationLoader(connection).disk_migrations.values():
        for operation in migration.operations:
            if isinstance(operation, RunPython) and operation.code.__module__ == "headgoose.kernel.guards":
                operation.code(to_listener, to_listener)
    matches = (MADE.search(statement) for statement in listener.statements)
    return {match[1] or match[2] for match in matches if match}


def present_guards() -> set[str]:
    """Names of all triggers and constraints in the database."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' UNION SELECT conname FROM pg_constraint"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {str(name) for (name,) in cursor.fetchall()}
