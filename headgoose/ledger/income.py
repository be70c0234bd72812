"""What counts as the yearly income of a collective: named, versioned definitions, as data."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused

FOLDER = Path(__file__).resolve().parent / "data"
DEFAULT = "collective-income"
# Bands of yearly income in yuan: over the one before, up to and with this one.
LIMITS_YUAN = (50_000, 100_000, 500_000, 1_000_000)
LINE_YUAN = 100_000


@dataclass(frozen=True)
class IncomeDefinition:
    """One definition: the year's turnover of some accounts, less that of others.

    Args:
        plus, minus: codes of the shared chart. Each counts on its normal side; what stood on the other is taken away.
        effective_on: the first day of the years that it is applied to.
    """

    code: str
    version: int
    name_zh: str
    name_en: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    note_zh: str
    note_en: str
    source_zh: str
    source_en: str
    effective_on: date

    @property
    def title(self) -> str:
        """`collective-income/1`: what tells it from every other."""
        return f"{self.code}/{self.version}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if _chinese() else self.name_en

    @property
    def note(self) -> str:
        """What is counted, in the reader's language."""
        return self.note_zh if _chinese() else self.note_en

    @property
    def source(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.source_zh if _chinese() else self.source_en

    @property
    def formula(self) -> str:
        """`501 + 502 − 511`."""
        return " + ".join(self.plus) + "".join(f" − {code}" for code in self.minus)

    @property
    def accounts(self) -> tuple[int, ...]:
        """Every account that it reads."""
        return tuple(sorted(int(code) for code in (*self.plus, *self.minus)))

    def amount(self, alias: str) -> str:
        """SQL for what a month total `alias` adds to it, in fen; of another account, nothing."""
        return f"CASE {' '.join(self._cases(alias))} ELSE 0 END"

    def sql(self, alias: str) -> str:
        """SQL that sums it over month totals `alias`."""
        return f"coalesce(sum({self.amount(alias)}), 0)"

    def _cases(self, alias: str) -> list[str]:
        turnover = f"{alias}.credit_fen - {alias}.debit_fen"
        signed = [(code, 1) for code in self.plus] + [(code, -1) for code in self.minus]
        found = []
        for sign, amount in ((1, turnover), (-1, f"-({turnover})")):
            tops = sorted(int(code) for code, way in signed if way * _credit_side()[code] == sign)
            if tops:
                found.append(f"WHEN {alias}.top IN ({listed(tops)}) THEN {amount}")
        return found


def listed(tops: Sequence[int]) -> str:
    """Accounts for an SQL list."""
    return ", ".join(map(str, tops))


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@cache
def _credit_side() -> Mapping[str, int]:
    """1 for the accounts of the shared chart that stand on the credit side, -1 for the others."""
    with (FOLDER / "chart_2023.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: 1 if row["normal_side"] == "credit" else -1 for row in csv.DictReader(file)}


@cache
def definitions() -> tuple[IncomeDefinition, ...]:
    """All of them in the order of the file, versions of one code from the first to the newest."""
    rows: list[dict[str, Any]] = json.loads((FOLDER / "income_definitions.json").read_text(encoding="utf-8"))
    return tuple(
        IncomeDefinition(
            **{
                **row,
                "plus": tuple(row["plus"]),
                "minus": tuple(row["minus"]),
                "effective_on": date.fromisoformat(row["effective_on"]),
            }
        )
        for row in rows
    )


def definition_of(title: str) -> IncomeDefinition:
    """The definition `code/version`, or of a code alone the newest one. Raises Refused (NOT_FOUND)."""
    found = [one for one in definitions() if title in (one.title, one.code)]
    if not found:
        raise Refused(_("There is no such definition of income."), Because.NOT_FOUND, field="definition")
    return max(found, key=lambda one: one.version)


def others_than(chosen: IncomeDefinition) -> list[IncomeDefinition]:
    """What a definition is held against: its former version first, then the newest of each other code."""
    former = [one for one in definitions() if one.code == chosen.code and one.version < chosen.version]
    codes = dict.fromkeys(one.code for one in definitions() if one.code != chosen.code)
    return [*sorted(former, key=lambda one: -one.version)[:1], *map(definition_of, codes)]
