"""Disks that can be filled and emptied: a small one of our own where we may mount, else files that refuse to grow."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.shim import Shim

SIZE = 64 * 1024 * 1024
BLOCK = bytes(64 * 1024)


class Disk(Protocol):
    """Where the home lies, and how it is filled."""

    operator: Operator

    @property
    def environment(self) -> Mapping[str, str]:
        """What the server must be started with."""

    def fill(self) -> None:
        """Leave no room."""

    def make_room(self) -> None:
        """Undo that."""


@dataclass
class RefusingDisk:
    """Any disk, seen through the shim: whatever is written under the home is refused."""

    operator: Operator
    shim: Shim

    @property
    def environment(self) -> Mapping[str, str]:
        """What the server must be started with."""
        return self.shim.environment

    def fill(self) -> None:
        """See Disk."""
        self.shim.fill_disk()

    def make_room(self) -> None:
        """See Disk."""
        self.shim.make_room()


@dataclass
class SmallDisk:
    """A disk of our own in memory, filled to its last byte."""

    operator: Operator
    environment: Mapping[str, str] = field(default_factory=dict)

    def fill(self) -> None:
        """See Disk."""
        ballast = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        size = len(BLOCK)
        try:
            while size:
                try:
                    os.write(ballast, BLOCK[:size])
                except OSError:
                    size //= 2
        finally:
            os.close(ballast)

    def make_room(self) -> None:
        """See Disk."""
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.operator.home.with_name("ballast")


@contextmanager
def small_disk(operator: Operator, folder: Path) -> Iterator[SmallDisk]:
    """A copy of a home on a small disk."""
    folder.mkdir()
    _mount(folder)
    try:
        home = folder / "home"
        shutil.copytree(operator.home, home)
        yield SmallDisk(Operator(home, f"sqlite:///{home}/headgoose.sqlite3"))
    finally:
        subprocess.run(["umount", folder], check=True)


@cache
def can_mount(folder: Path) -> bool:
    """Whether we are allowed to mount."""
    try:
        _mount(folder)
        subprocess.run(["umount", folder], check=True)
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False
    return True


def _mount(folder: Path) -> None:
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
