"""Typical postings of a village collective, as templates of the entry form (data/typical_postings.csv)."""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from headgoose.look.wording import reads_chinese

FILE = Path(__file__).with_name("data") / "typical_postings.csv"


@dataclass(frozen=True)
class TypicalLine:
    """One line: an account of the shared chart, and the side that it stands on."""

    account: str
    side: str


@dataclass(frozen=True)
class TypicalPosting:
    """A posting that comes up again and again. Its summary is Chinese, as the books are."""

    code: str
    name_zh: str
    name_en: str
    summary: str
    lines: tuple[TypicalLine, ...]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if reads_chinese() else self.name_en


@cache
def typical_postings() -> dict[str, TypicalPosting]:
    """All of them by code, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        groups = groupby(csv.DictReader(file), key=lambda row: row["code"])
        return {code: _posting(list(rows)) for code, rows in groups}


def _posting(rows: list[dict[str, str]]) -> TypicalPosting:
    first = rows[0]
    lines = tuple(TypicalLine(row["account"], row["side"]) for row in rows)
    return TypicalPosting(first["code"], first["name_zh"], first["name_en"], first["summary"], lines)
