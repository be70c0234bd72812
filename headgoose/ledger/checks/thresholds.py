"""The numbers that checks measure against: versioned data with source and effective date (`data/thresholds.csv`)."""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.money import parse_fen

FILE = Path(__file__).resolve().parent.parent / "data" / "thresholds.csv"


class Unit(StrEnum):
    """What a threshold is counted in."""

    YUAN = "yuan"
    DAYS = "days"
    MONTHS = "months"
    TIMES = "times"
    AMOUNTS = "amounts"

    @property
    def label(self) -> Promise:
        """In words."""
        return UNITS[self]


UNITS: Mapping[Unit, Promise] = {
    Unit.YUAN: _("yuan"),
    Unit.DAYS: _("days"),
    Unit.MONTHS: _("months"),
    Unit.TIMES: _("times"),
    Unit.AMOUNTS: _("amounts"),
}


@dataclass(frozen=True)
class Threshold:
    """One version of a threshold, in force until the next one takes effect.

    Args:
        value: a whole number of its unit; yuan are held in fen.
    """

    code: str
    value: int
    unit: Unit
    source: str
    effective_on: date

    @property
    def number(self) -> int:
        """The value as it is said: yuan, not fen."""
        return self.value // 100 if self.unit is Unit.YUAN else self.value


class Thresholds:
    """All versions of all thresholds."""

    def __init__(self, rows: Iterable[Threshold]) -> None:
        self._versions: dict[str, list[Threshold]] = {}
        for row in sorted(rows, key=lambda row: (row.code, row.effective_on)):
            versions = self._versions.setdefault(row.code, [])
            if versions and versions[-1].effective_on == row.effective_on:
                raise ValueError(f"threshold {row.code} has two versions from {row.effective_on}")
            versions.append(row)

    def find(self, code: str, on: date) -> Threshold | None:
        """The version in force on a date, or None before the first. Raises KeyError for an unknown code."""
        versions = self._versions[code]
        place = bisect_right(versions, on, key=lambda version: version.effective_on)
        return versions[place - 1] if place else None

    def value(self, code: str, on: date) -> int | None:
        """Its value; None where none was in force, and the check is then silent."""
        found = self.find(code, on)
        return found.value if found else None

    def versions(self, code: str) -> list[Threshold]:
        """All versions of one, the oldest first."""
        return list(self._versions[code])


def read_thresholds(lines: Iterable[str]) -> Thresholds:
    """Thresholds from the lines of a file. Raises ValueError or Refused for what is none."""
    return Thresholds(_threshold(row) for row in csv.DictReader(lines))


def _threshold(row: Mapping[str, str]) -> Threshold:
    unit = Unit(row["unit"])
    value = parse_fen(row["value"]) if unit is Unit.YUAN else int(row["value"])
    if value <= 0 or not row["source"].strip():
        raise ValueError(f"threshold {row['code']}: a value above 0 and its source")
    return Threshold(row["code"], value, unit, row["source"], date.fromisoformat(row["effective_on"]))


@cache
def thresholds() -> Thresholds:
    """Those of the product."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return read_thresholds(file)
