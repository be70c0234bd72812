"""Which guards the migrations put up, and which the database has."""

import re

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from headgoose.kernel.guards import PerEngine

MADE = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)|ADD CONSTRAINT (\w+)")


def expected_guards() -> set[str]:
    """Names of all triggers and constraints that guard steps of the migrations make on this engine."""
    matches = (
        MADE.search(statement)
        for migration in MigrationLoader(connection).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, PerEngine)
        for statement in operation.statements(connection.vendor)
    )
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
