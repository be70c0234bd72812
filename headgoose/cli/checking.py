"""`headgoose check`: is what is kept here whole, guarded and up to date?"""

import os
import stat
from collections.abc import Callable, Iterator

import typer

from headgoose.cli.console import say
from headgoose.cli.start import home, start_django, unapplied_migrations


def check() -> None:
    """Look the data and the settings over; exit code 1 when something is wrong."""
    start_django()
    wrong = 0
    for name, find in CHECKS.items():
        faults = list(find())
        say(f"ok      {name}" if not faults else f"WRONG   {name}")
        for fault in faults:
            say(f"        {fault}")
        wrong += bool(faults)
    if wrong:
        raise typer.Exit(1)


def engine_faults() -> Iterator[str]:
    """The engine is one that keeps what it is given."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
    if tuple(int(part) for part in version.split(".")) < (3, 51, 3):
        yield f"SQLite {version} can corrupt a WAL database; 3.51.3 is needed."
    if journal != "wal":
        yield f"The journal is {journal}, not wal: readers would wait for writers."


def integrity_faults() -> Iterator[str]:
    """The file is sound and every reference leads somewhere."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(20)")
        yield from (row[0] for row in cursor.fetchall() if row[0] != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        yield from (f"{row[0]}: row {row[1]} points to nothing in {row[2]}" for row in cursor.fetchmany(20))


def migration_faults() -> Iterator[str]:
    """The tables are those of this version."""
    yield from (f"{name} is not applied" for name in unapplied_migrations())


def guard_faults() -> Iterator[str]:
    """Every trigger and constraint that keeps the rules is in its place."""
    from headgoose.kernel.guard_names import expected_guards, present_guards

    yield from (f"{name} is missing" for name in sorted(expected_guards() - present_guards()))


def settings_faults() -> Iterator[str]:
    """The settings are fit for others' eyes."""
    from django.conf import settings
    from django.core.checks import WARNING, run_checks

    local = {"127.0.0.1", "localhost", "[::1]"}
    yield from (str(message.msg) for message in run_checks() if message.level >= WARNING)
    if settings.DEBUG:
        yield "HEADGOOSE_DEBUG is on: errors show the inside to everybody."
    if not set(settings.ALLOWED_HOSTS) <= local and not settings.BEHIND_TLS:
        yield "HEADGOOSE_HOSTS names hosts beyond this machine, and HEADGOOSE_TLS is off: passwords travel in the open."
    if settings.DEMO and not set(settings.ALLOWED_HOSTS) <= local:
        yield "HEADGOOSE_DEMO is on: anybody signs in as anybody."
    secret = home() / "secret"
    if secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield f"{secret} can be read by others; chmod 600 it."
    if not os.access(home(), os.W_OK):
        yield f"{home()} cannot be written."


def key_faults() -> Iterator[str]:
    """Every encrypted value has its key here, and the keys are for their owner's eyes."""
    from headgoose.kernel.encrypted import lost_values
    from headgoose.kernel.keyring import NoKeyring, find_keyring, keys_file

    try:
        find_keyring()
    except NoKeyring as fault:
        yield f"{fault}: put a copy of it back."
    path = keys_file()
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"{path} can be read by others; chmod 600 it."
    if not unapplied_migrations() and (lost := lost_values()):
        yield f"{lost} encrypted values cannot be read: their keys are not in {path}."


def signing_faults() -> Iterator[str]:
    """What signs frozen briefings is here, for its owner's eyes, and they are as they were signed."""
    from headgoose.briefing.models import FrozenBriefing
    from headgoose.briefing.signing import key_path, present_key, trusted_keys
    from headgoose.briefing.vouching import is_genuine

    path = key_path()
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"{path} can be read by others; chmod 600 it."
    if unapplied_migrations() or not FrozenBriefing.objects.exists():
        return
    trusted = trusted_keys()
    if present_key() is None:
        yield f"The key that signs briefings is not in {path}: put a copy back, or see headgoose briefing new-key."
    if missing := FrozenBriefing.objects.exclude(public_key__in=trusted).count():
        yield f"{missing} frozen briefings are signed with a key that is not known here, and are not shown."
    for frozen in FrozenBriefing.objects.filter(public_key__in=trusted).select_related("amends").iterator(50):
        if not is_genuine(frozen, trusted):
            yield f"The frozen briefing {frozen.number} does not fit its signature: it was changed in the database."


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "the engine": engine_faults,
    "the database is sound": integrity_faults,
    "migrations are applied": migration_faults,
    "guards are in place": guard_faults,
    "settings": settings_faults,
    "keys of encrypted values": key_faults,
    "frozen briefings and their key": signing_faults,
}
