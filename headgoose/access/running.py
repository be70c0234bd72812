"""What can be said of the running system without looking into anybody's records."""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import headgoose
from headgoose.kernel.registries import Chore, chores

LAST_BACKUP = "last-backup"


@dataclass(frozen=True)
class Running:
    """The system at a glance."""

    version: str
    python: str
    engine: str
    size_mb: float
    applied: int
    missing: list[str]
    backed_up_at: datetime | None
    chores: list[Chore]


def look() -> Running:
    """Look at it now."""
    loader = MigrationLoader(connection)
    missing = sorted(f"{app}.{name}" for app, name in loader.graph.nodes.keys() - loader.applied_migrations.keys())
    return Running(
        version=headgoose.__version__,
        python=f"Python {sys.version.split()[0]}, Django {django.get_version()}",
        engine=_engine(),
        size_mb=_size_bytes() / 2**20,
        applied=len(loader.applied_migrations),
        missing=missing,
        backed_up_at=backed_up_at(),
        chores=list(chores),
    )


def _engine() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {_value('SELECT sqlite_version()')}"
    return f"PostgreSQL {_value('SHOW server_version')}"


def _size_bytes() -> int:
    if connection.vendor == "sqlite":
        pages, page = _value("PRAGMA page_count"), _value("PRAGMA page_size")
        return int(pages) * int(page)
    return int(_value("SELECT pg_database_size(current_database())"))


def _value(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return str(cursor.fetchone()[0])


def backed_up_at() -> datetime | None:
    """When `headgoose backup` last went through in this home."""
    try:
        return datetime.fromisoformat(Path(settings.HOME, LAST_BACKUP).read_text().strip())
    except (OSError, ValueError):
        return None
