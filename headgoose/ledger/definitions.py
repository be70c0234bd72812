"""Definitions of statements, as versioned files: which line sums which accounts, since when, by which source."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.look.wording import reads_chinese

FOLDER = Path(__file__).parent / "data" / "statements"
BALANCE, INCOME = "balance", "income"
STATEMENTS = (BALANCE, INCOME)
DOING = re.compile(r"([一二三四五六七八九]、|加：|减：|其中：|plus: |less: |of which: )")


def in_tongue(row: Mapping[str, Any], name: str) -> str:
    """What a file says in the reader's language."""
    return str(row[f"{name}_zh" if reads_chinese() else f"{name}_en"])


@dataclass(frozen=True)
class Line:
    """One line of a statement: what it sums.

    Args:
        side: the side on which its accounts stand; `turned` lines show what stands on the other one.
        accounts: codes of the shared chart.
        debit_balances, credit_balances: codes whose details count here when they stand on that side.
        named: of an account only details whose name holds one of some words.
        opening: codes whose balance before the period counts.
        moved: "in" or "out": what vouchers brought to undistributed income, or took from it, besides the closing;
            `against` these accounts, or against all that no other line names.
        plus, minus: numbers of lines.
        role: what the ties call it.
    """

    number: int
    side: str
    label: Mapping[str, Any]
    accounts: tuple[int, ...] = ()
    debit_balances: tuple[int, ...] = ()
    credit_balances: tuple[int, ...] = ()
    named: tuple[tuple[int, tuple[str, ...]], ...] = ()
    opening: tuple[int, ...] = ()
    moved: str = ""
    against: tuple[int, ...] = ()
    against_others: bool = False
    plus: tuple[int, ...] = ()
    minus: tuple[int, ...] = ()
    turned: bool = False
    role: str = ""

    @property
    def said(self) -> str:
        """The label in the reader's language."""
        return in_tongue(self.label, "label")

    @property
    def indent(self) -> str:
        """The space before the label in the table."""
        return self.said[: len(self.said) - len(self.words)]

    @property
    def words(self) -> str:
        """The label without the space before it."""
        return self.said.lstrip("　 ")

    @property
    def plain(self) -> str:
        """The label by itself, without what says what is done with the line in the table."""
        words = DOING.sub("", self.words)
        return words[:1].upper() + words[1:]

    @property
    def is_total(self) -> bool:
        """Whether it sums other lines."""
        return bool(self.plus or self.minus)

    @property
    def sign(self) -> int:
        """What debits less credits are multiplied by."""
        return (1 if self.side == "debit" else -1) * (-1 if self.turned else 1)

    @property
    def tops(self) -> tuple[int, ...]:
        """Every account of the shared chart that it takes from."""
        named = tuple(top for top, _words in self.named)
        return (*self.accounts, *self.debit_balances, *self.credit_balances, *named, *self.opening)


@dataclass(frozen=True)
class Part:
    """A part of a statement with a heading of its own."""

    label: Mapping[str, Any]
    side: str
    lines: tuple[Line, ...]

    @property
    def said(self) -> str:
        """The heading."""
        return in_tongue(self.label, "label")


@dataclass(frozen=True)
class Definition:
    """One version of a statement."""

    code: str
    statement: str
    effective_on: date
    words: Mapping[str, Any]
    parts: tuple[Part, ...]
    shown_by_place: tuple[int, ...]

    @property
    def name(self) -> str:
        """The name of the statement."""
        return in_tongue(self.words, "name")

    @property
    def source(self) -> str:
        """Where it is laid down."""
        return in_tongue(self.words, "source")

    @property
    def remark(self) -> str:
        """What a reader should know."""
        return in_tongue(self.words, "remark")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line in order."""
        return tuple(line for part in self.parts for line in part.lines)

    def line(self, number: int) -> Line:
        """A line by its number. Raises Refused (NOT_FOUND)."""
        found = next((line for line in self.lines if line.number == number), None)
        if found is None:
            raise Refused(_("The statement has no such line."), Because.NOT_FOUND, field="line")
        return found

    def role(self, name: str) -> Line:
        """The line that plays a role in the ties."""
        return next(line for line in self.lines if line.role == name)

    @cached_property
    def tops(self) -> set[int]:
        """Every account that some line takes from."""
        return {top for line in self.lines for top in line.tops}

    @property
    def splits(self) -> set[int]:
        """Accounts whose details are told apart by the side on which they stand."""
        return {top for line in self.lines for top in (*line.debit_balances, *line.credit_balances)}

    @property
    def names(self) -> dict[int, tuple[str, ...]]:
        """Accounts of which only details of some names count, with the words."""
        return {top: words for line in self.lines for top, words in line.named}

    @property
    def follows_moves(self) -> bool:
        """Whether some line tells apart what moved undistributed income."""
        return any(line.moved for line in self.lines)


@cache
def definitions() -> tuple[Definition, ...]:
    """All versions of all statements, the newest first."""
    files = sorted(FOLDER.glob("*_2*.json"))
    found = [read_definition(json.loads(path.read_text(encoding="utf-8"))) for path in files]
    return tuple(sorted(found, key=lambda one: one.effective_on, reverse=True))


def read_definition(row: Mapping[str, Any]) -> Definition:
    """A definition as its file holds it."""
    parts = tuple(
        Part(part, part["side"], tuple(_read_line(line, part["side"]) for line in part["lines"]))
        for part in row["parts"]
    )
    since = date.fromisoformat(row["effective_on"])
    return Definition(row["code"], row["statement"], since, row, parts, tuple(row["shown_by_place"]))


def _read_line(row: Mapping[str, Any], side: str) -> Line:
    def tops(name: str) -> tuple[int, ...]:
        return tuple(int(code) for code in row.get(name, ()))

    return Line(
        number=row["number"],
        side=side,
        label=row,
        accounts=tops("accounts"),
        debit_balances=tops("debit_balances"),
        credit_balances=tops("credit_balances"),
        named=tuple((int(code), tuple(words)) for code, words in row.get("named", {}).items()),
        opening=tops("opening"),
        moved=row.get("moved", ""),
        against=tops("against"),
        against_others=row.get("against_others", False),
        plus=tops("plus"),
        minus=tops("minus"),
        turned=row.get("turned", False),
        role=row.get("role", ""),
    )


def definition_on(statement: str, on: date) -> Definition:
    """The version of a statement that holds on a day, else the first one. Raises Refused (NOT_FOUND)."""
    versions = [one for one in definitions() if one.statement == statement]
    if not versions:
        raise Refused(_("There is no such statement."), Because.NOT_FOUND, field="of")
    return next((one for one in versions if one.effective_on <= on), versions[-1])


@dataclass(frozen=True)
class DisclosureRule:
    """When the books of a quarter are to be open to everybody.

    Args:
        days_after: how many days after its end a quarter that was not disclosed is overdue.
        quarters_back: how many quarters lists look back.
        report_days: how many days before members meet about it the report of a year is to be open.
    """

    code: str
    effective_on: date
    days_after: int
    quarters_back: int
    report_days: int
    words: Mapping[str, Any]

    @property
    def source(self) -> str:
        """Where it is laid down."""
        return in_tongue(self.words, "source")


@cache
def disclosure_rules() -> tuple[DisclosureRule, ...]:
    """All versions of the rule, the newest first."""
    rows = json.loads((FOLDER / "disclosure_rules.json").read_text(encoding="utf-8"))
    found = [
        DisclosureRule(
            row["code"],
            date.fromisoformat(row["effective_on"]),
            row["days_after"],
            row["quarters_back"],
            row["report_days"],
            row,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.effective_on, reverse=True))


def disclosure_rule_on(on: date) -> DisclosureRule:
    """The rule that holds on a day, else the first one."""
    versions = disclosure_rules()
    return next((one for one in versions if one.effective_on <= on), versions[-1])
