"""The file of a backup: a gzipped tar of a manifest, the database, the secret and the media.

The manifest names every file with its size and SHA-256 and every table with its rows. Reading verifies all of it
before anything is used; writing leaves either a whole archive or none.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from headgoose.cli.console import Problem, Step

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
# Fast rather than small: twice the speed of the default for a few percent of size.
GZIP_LEVEL = 4


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself."""

    version: str
    made_at: str
    engine: str
    rows: dict[str, int]
    files: dict[str, dict[str, Any]]
    format: int = FORMAT


def sha256_of(file: IO[bytes]) -> str:
    """The hash of what remains of a file."""
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def describe(files: Iterable[tuple[str, Path]]) -> dict[str, dict[str, Any]]:
    """The manifest's entry for each (name in the archive, path)."""
    entries = {}
    for name, path in files:
        with path.open("rb") as file:
            entries[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(file)}
    return entries


def write_archive(target: Path, manifest: Manifest, files: list[tuple[str, Path]], step: Step) -> None:
    """Write an archive that only its owner can read; under its own name only when it is whole and on the disk."""
    part = target.with_name(target.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=GZIP_LEVEL) as packed:
                _fill(packed, manifest, files, step)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _fill(packed: gzip.GzipFile, manifest: Manifest, files: list[tuple[str, Path]], step: Step) -> None:
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
        for done, (name, path) in enumerate(files, start=1):
            tar.add(path, arcname=name, recursive=False)
            step("Packing", done, len(files))


def unpack(source: Path, folder: Path) -> Manifest:
    """Verify an archive to its last byte and unpack it into a folder of our own making."""
    try:
        with gzip.open(source, "rb") as whole:
            while whole.read(BLOCK):
                pass
        with tarfile.open(source, "r:gz") as tar:
            manifest = _read_manifest(tar)
            for name, entry in manifest.files.items():
                _unpack_one(tar, name, entry, folder)
    except (OSError, EOFError, zlib.error, tarfile.TarError, KeyError, ValueError, TypeError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) and error.filename == str(source):
            raise
        raise Problem(f"{source} is not a whole backup of Headgoose; it was cut or altered ({error}).") from error
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST:
        raise ValueError("no manifest")
    file = tar.extractfile(first)
    if file is None:
        raise ValueError("no manifest")
    content = json.load(file)
    if content["format"] != FORMAT:
        raise Problem(f"This backup has format {content['format']}; this version reads format {FORMAT}.")
    return Manifest(**content)


def _unpack_one(tar: tarfile.TarFile, name: str, entry: dict[str, Any], folder: Path) -> None:
    parts = PurePosixPath(name).parts
    if not parts or parts[0] == "/" or ".." in parts:
        raise ValueError(f"bad name {name}")
    file = tar.extractfile(name)
    if file is None:
        raise ValueError(f"no file {name}")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while block := file.read(BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != entry["sha256"] or target.stat().st_size != entry["bytes"]:
        raise ValueError(f"{name} differs from the manifest")
