"""What a test does to the server's disk and clock while it runs: see faults.c."""

import mmap
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")
FULL, ERRORS, CLOCK, FAILED = range(4)


def compile_shim(folder: Path) -> Path:
    """The library that is loaded into the server."""
    library = folder / "faults.so"
    command = ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


class Shim:
    """The faults of one server; they hold for all its processes, at once."""

    def __init__(self, library: Path, control: Path, folder: Path) -> None:
        control.write_bytes(bytes(32))
        with control.open("r+b") as file:
            self._numbers = mmap.mmap(file.fileno(), 32)
        self.environment = {
            "LD_PRELOAD": str(library),
            "HEADGOOSE_FAULTS": str(control),
            "HEADGOOSE_FAULTS_IN": f"{folder.resolve()}/",
        }

    def _set(self, place: int, number: int) -> None:
        struct.pack_into("q", self._numbers, place * 8, number)

    def fill_disk(self) -> None:
        """From now on nothing can be written in the home."""
        self._set(FULL, 1)

    def make_room(self) -> None:
        """The disk has room again."""
        self._set(FULL, 0)

    def let_err(self, percent: float) -> None:
        """From now on so many calls of a hundred on the database's files fail."""
        self._set(ERRORS, round(percent * 100))

    def set_clock(self, seconds: int) -> None:
        """Let the server's clock be off by so much."""
        self._set(CLOCK, seconds)

    @property
    def failed(self) -> int:
        """How many calls have failed so far."""
        return int(struct.unpack_from("q", self._numbers, FAILED * 8)[0])
