"""Starting Django for a command, and the state the home is in."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from headgoose.cli.console import Problem

if TYPE_CHECKING:
    from headgoose.kernel.actor import Actor


def start_django() -> None:
    """Read the settings and load the rooms. What a command writes is for its owner's eyes."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
    import django

    django.setup()
    from django.utils import translation

    translation.activate("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en")


def home() -> Path:
    """The folder that holds the data."""
    from django.conf import settings

    return Path(settings.HOME)


def operator() -> "Actor":
    """Whoever may run commands on this machine acts with every right; the trail says that it was the command line."""
    from headgoose.kernel.actor import system_actor

    return system_actor("operator", "cli")


def unapplied_migrations() -> list[str]:
    """Names of migrations that the database has not seen, read from the folders: loading them all takes a while."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    shipped = [
        (config.label, found.name)
        for config in apps.get_app_configs()
        for found in iter_modules([f"{config.path}/migrations"])
    ]
    return [f"{label}.{name}" for label, name in shipped if (label, name) not in applied]


def migrate() -> None:
    """Bring the database up to the code."""
    from django.core.management import call_command

    if unapplied_migrations():
        call_command("migrate", verbosity=0, interactive=False)


def start_on_records() -> None:
    """Start Django on a database that is up to date; an empty one is laid out first, an older one is left alone."""
    start_django()
    from django.db import connection

    if not connection.introspection.table_names():
        migrate()
    elif unapplied_migrations():
        raise Problem("The database is of another version. Back it up with that one; `headgoose serve` migrates it.")


@contextmanager
def alone_in_home() -> Iterator[None]:
    """Keep other servers and restores out of the home while this one is at work: SQLite is written by one process."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "in-use").open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"Another headgoose is at work in {folder}. Stop it first, or name another home.") from None
        yield
