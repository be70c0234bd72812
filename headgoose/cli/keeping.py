"""`headgoose backup` and `headgoose restore`: the whole of a home in one file, and back."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from headgoose.cli.archive import Manifest, describe, unpack, write_archive
from headgoose.cli.console import Problem, progress, say
from headgoose.cli.start import alone_in_home, home, start_django, start_on_records, unapplied_migrations

BackupFile = Annotated[Path, typer.Argument(help="The file of the backup, for example headgoose.tar.gz.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the data that is there.")]


def backup(file: BackupFile) -> None:
    """Copy the database, the secret and the media into one file; the server may go on meanwhile."""
    if file.exists():
        raise Problem(f"{file} exists already; a backup is never written over.")
    if not file.parent.is_dir():
        raise Problem(f"The folder {file.parent} does not exist.")
    start_on_records()
    with TemporaryDirectory(dir=home(), prefix=".backup-") as scratch:
        manifest = _pack(file, Path(scratch))
    from headgoose.access.running import LAST_BACKUP

    # Read by the page of the system administrator.
    (home() / LAST_BACKUP).write_text(manifest.made_at)
    say(f"{file}: {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables, {len(manifest.files)} files.")
    _remind_of_keys()


def restore(file: BackupFile, force: Force = False) -> None:
    """Put a backup in the place of an empty home; it is verified to its last byte first."""
    start_django()
    with alone_in_home():
        _check_nothing_is_lost(force)
        with TemporaryDirectory(dir=home(), prefix=".restore-") as scratch:
            manifest = _put_back(file, Path(scratch))
        say(f"Restored {sum(manifest.rows.values())} rows of {manifest.made_at}, version {manifest.version}.")
        begin_heads_anew()
    _remind_of_keys()


def begin_heads_anew() -> None:
    """Set aside what was published of the trail that was here, and publish the seals of the one that is here now."""
    from django.conf import settings

    from headgoose.kernel.clock import now
    from headgoose.records.heads import publish_heads, set_heads_aside

    try:
        if aside := set_heads_aside(now()):
            say(f"The file of heads that was here is now {aside}: keep it, it says what was sealed until today.")
            say(f"To compare the trail with it: headgoose verify-seals --heads {aside}")
        # Seals of an older version are read once the server has migrated them; it publishes them then.
        if not unapplied_migrations():
            publish_heads()
    except OSError as error:
        raise Problem(
            f"The heads of seals in {settings.SEAL_FILE} could not be begun anew ({error.strerror}): "
            "move that file aside yourself, then call `headgoose seal`."
        ) from error


def _remind_of_keys() -> None:
    """Keys never travel with what they open or vouch for; who has only the backup has no identity numbers."""
    from headgoose.briefing.models import FrozenBriefing
    from headgoose.briefing.signing import key_path, present_key, public_keys_path
    from headgoose.kernel.encrypted import lost_values, values_by_key
    from headgoose.kernel.keyring import keys_file

    if unapplied_migrations():
        return
    if values_by_key():
        say(f"The key file {keys_file()} is not in a backup: keep a copy of it apart, in a safe place.")
    if lost := lost_values():
        say(f"{lost} encrypted values cannot be read here: their keys are not in {keys_file()}.")
    if FrozenBriefing.objects.exists():
        say(f"{key_path()} and {public_keys_path()} vouch for frozen briefings and are not in a backup: keep copies.")
        if present_key() is None:
            say(f"No briefing can be frozen here before a copy of {key_path()} is back.")


def _pack(file: Path, scratch: Path) -> Manifest:
    from django.conf import settings

    import headgoose
    from headgoose.cli.engines import engine_at_hand
    from headgoose.kernel.clock import now

    engine = engine_at_hand()
    with progress() as step:
        copied = scratch / engine.file_name
        rows = engine.copy_out(copied, step)
        files = [(engine.file_name, copied)]
        if (home() / "secret").exists():
            files.append(("secret", home() / "secret"))
        media = Path(settings.MEDIA_ROOT)
        kept = sorted(path for path in media.rglob("*") if path.is_file())
        files += [(f"media/{path.relative_to(media).as_posix()}", path) for path in kept]
        made_at = now().isoformat(timespec="seconds")
        manifest = Manifest(headgoose.__version__, made_at, engine.file_name, rows, describe(files))
        write_archive(file, manifest, files, step)
    return manifest


def _check_nothing_is_lost(force: bool) -> None:
    from django.conf import settings

    from headgoose.cli.engines import engine_at_hand

    media = Path(settings.MEDIA_ROOT)
    if not force and not engine_at_hand().is_empty():
        raise Problem("The database is not empty. Restore into an empty one, or say --force to replace it.")
    if not force and media.is_dir() and any(media.iterdir()):
        raise Problem(f"{media} is not empty. Restore into an empty home, or say --force to replace it.")


def _put_back(file: Path, scratch: Path) -> Manifest:
    from headgoose.cli.engines import engine_at_hand

    engine = engine_at_hand()
    manifest = unpack(file, scratch)
    if manifest.engine != engine.file_name:
        raise Problem(f"This backup holds {manifest.engine}; the database named by DATABASE_URL is another engine's.")
    engine.check_copy(scratch / engine.file_name, manifest.rows)
    engine.put_back(scratch / engine.file_name)
    _check_rows(manifest)
    _put_back_files(scratch)
    return manifest


def _check_rows(manifest: Manifest) -> None:
    from django.db import connection

    from headgoose.cli.engines import count_rows

    with connection.cursor() as cursor:
        found = count_rows(cursor, sorted(manifest.rows))
    if found != manifest.rows:
        raise Problem("The restored database does not have the rows that the backup's manifest names.")


def _put_back_files(scratch: Path) -> None:
    from django.conf import settings

    if (scratch / "secret").exists():
        (scratch / "secret").chmod(0o600)
        (scratch / "secret").replace(home() / "secret")
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        shutil.rmtree(media)
    if (scratch / "media").exists():
        shutil.move(scratch / "media", media)
    # Whatever was noted of an unfinished demo speaks of a database that is gone.
    (home() / "demo.json").unlink(missing_ok=True)
