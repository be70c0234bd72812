"""Places as numbers: a code is a 15-digit key, and everything under a place is one range of keys.

`2312` (Suihua) is the key 231200000000000 and its area is [231200000000000, 231300000000000): a descendant is a
comparison of integers, a roll-up is an integer division, and both engines index them alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

KEY_DIGITS = 15


class Level(IntEnum):
    """The six levels of the tree; the value orders them from the top."""

    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5
    GRID = 6

    @property
    def digits(self) -> int:
        """How many digits a code of this level has."""
        return DIGITS[self]

    @property
    def divisor(self) -> int:
        """What a key is divided by to get the ancestor's number at this level."""
        return int(10 ** (KEY_DIGITS - DIGITS[self]))


DIGITS = {
    Level.PROVINCE: 2,
    Level.PREFECTURE: 4,
    Level.COUNTY: 6,
    Level.TOWNSHIP: 9,
    Level.VILLAGE: 12,
    Level.GRID: 15,
}
LEVEL_OF_DIGITS = {digits: level for level, digits in DIGITS.items()}


@dataclass(frozen=True, order=True)
class Area:
    """A half-open range of keys: one place and everything below it."""

    low: int
    high: int

    def covers(self, other: "Area") -> bool:
        """Whether the other area lies wholly inside this one."""
        return self.low <= other.low and other.high <= self.high

    def overlap(self, other: "Area") -> "Area | None":
        """The common part, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Area(low, high) if low < high else None


EVERYWHERE = Area(0, 10**KEY_DIGITS)


def key_of(code: str) -> int:
    """The key of a code of 2, 4, 6, 9, 12 or 15 digits. Raises ValueError for anything else."""
    if len(code) not in LEVEL_OF_DIGITS or not (code.isascii() and code.isdigit()):
        raise ValueError(code)
    return int(code.ljust(KEY_DIGITS, "0"))


def level_of(code: str) -> Level:
    """The level that a code's length stands for."""
    return LEVEL_OF_DIGITS[len(code)]


def code_of(key: int, level: Level) -> str:
    """The code of a key at a level."""
    return str(key).zfill(KEY_DIGITS)[: level.digits]


def area_of(key: int, level: Level) -> Area:
    """The range of keys of a place and everything below it."""
    return Area(key, key + level.divisor)


def parent_code(code: str) -> str | None:
    """The code one level up, or None for a province."""
    level = level_of(code)
    return None if level is Level.PROVINCE else code[: Level(level - 1).digits]


def outermost(areas: Iterable[Area]) -> tuple[Area, ...]:
    """The areas that no other one covers, in order."""
    kept: list[Area] = []
    for area in sorted(set(areas), key=lambda a: (a.low, -a.high)):
        if not kept or not kept[-1].covers(area):
            kept.append(area)
    return tuple(kept)
