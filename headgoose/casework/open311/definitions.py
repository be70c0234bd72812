"""Attributes of services: what a category asks beside its words, and whether an answer is one."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from headgoose.casework.open311.asking import read_instant
from headgoose.casework.open311.errors import bad
from headgoose.casework.open311.formats import w3
from headgoose.casework.rules import check_short, check_text
from headgoose.kernel.refusal import Refused

FILE = Path(__file__).resolve().parents[1] / "data" / "attributes.csv"
STRING, NUMBER, DATETIME, TEXT = "string", "number", "datetime", "text"
SINGLE, SEVERAL = "singlevaluelist", "multivaluelist"
DATATYPES = (STRING, NUMBER, DATETIME, TEXT, SINGLE, SEVERAL)
STRING_MOST, TEXT_MOST = 200, 1000
NUMERAL = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True)
class Option:
    """A value of a list."""

    key: str
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return _in_language(self.name_zh, self.name_en)


@dataclass(frozen=True)
class Attribute:
    """What a service asks."""

    category: str
    order: int
    code: str
    datatype: str
    required: bool
    description_zh: str
    description_en: str
    hint_zh: str
    hint_en: str
    options: tuple[Option, ...]

    @property
    def said(self) -> dict[str, Any]:
        """As a service definition tells it."""
        return {
            "variable": True,
            "code": self.code,
            "datatype": self.datatype,
            "required": self.required,
            "datatype_description": _in_language(self.hint_zh, self.hint_en) or None,
            "order": self.order,
            "description": _in_language(self.description_zh, self.description_en),
            "values": [{"key": option.key, "name": option.name} for option in self.options],
        }

    def read(self, values: list[str]) -> Any:
        """The value as it is kept. Raises Wrong for what is none."""
        if self.datatype == SEVERAL:
            return [self._option(value) for value in dict.fromkeys(values)]
        if len(values) > 1:
            raise bad(_("attribute[%(code)s] takes one value.") % {"code": self.code})
        (value,) = values
        try:
            return READERS[self.datatype](self, value)
        except Refused as refused:
            raise bad(f"attribute[{self.code}]: {refused}") from None

    def _option(self, value: str) -> str:
        if value not in {option.key for option in self.options}:
            keys = ", ".join(option.key for option in self.options)
            raise bad(_("attribute[%(code)s] must be one of: %(keys)s.") % {"code": self.code, "keys": keys})
        return value

    def _number(self, value: str) -> int | float:
        if not NUMERAL.fullmatch(value.strip()):
            raise bad(_("attribute[%(code)s] must be a number.") % {"code": self.code})
        number = Decimal(value.strip())
        return int(number) if number == number.to_integral_value() else float(number)

    def _datetime(self, value: str) -> str | None:
        at = read_instant(value.strip().replace(" ", "+"))
        if at is None:
            raise bad(_("attribute[%(code)s] must be a date and time with an offset.") % {"code": self.code})
        return w3(at)

    def _string(self, value: str) -> str:
        return check_short(value, self.code, STRING_MOST)

    def _text(self, value: str) -> str:
        return check_text(value, self.code, 1, TEXT_MOST)


READERS = {
    STRING: Attribute._string,
    NUMBER: Attribute._number,
    DATETIME: Attribute._datetime,
    TEXT: Attribute._text,
    SINGLE: Attribute._option,
}


def _in_language(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else en


@cache
def attributes_by_category() -> dict[str, tuple[Attribute, ...]]:
    """The attributes of each category that has any, in their order."""
    found: dict[str, list[Attribute]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["category"], []).append(_attribute(row))
    return {category: tuple(sorted(rows, key=lambda row: row.order)) for category, rows in found.items()}


def _attribute(row: Mapping[str, str]) -> Attribute:
    if row["datatype"] not in DATATYPES:
        raise ValueError(row["datatype"])
    return Attribute(
        category=row["category"],
        order=int(row["order"]),
        code=row["code"],
        datatype=row["datatype"],
        required=bool(row["required"]),
        description_zh=row["description_zh"],
        description_en=row["description_en"],
        hint_zh=row["hint_zh"],
        hint_en=row["hint_en"],
        options=tuple(Option(*value.split("=")) for value in row["values"].split(";") if value),
    )


def attributes_of(category: str) -> tuple[Attribute, ...]:
    """What a category asks."""
    return attributes_by_category().get(category, ())


def read_attributes(category: str, said: Mapping[str, list[str]]) -> dict[str, Any]:
    """What was said of a category, by code, each checked. Raises Wrong."""
    known = {attribute.code: attribute for attribute in attributes_of(category)}
    if unknown := sorted(set(said) - set(known)):
        raise bad(_("This service has no attribute[%(code)s].") % {"code": unknown[0]})
    missing = [one.code for one in known.values() if one.required and one.code not in said]
    if missing:
        raise bad(_("attribute[%(code)s] was not provided.") % {"code": missing[0]})
    return {code: known[code].read(values) for code, values in said.items()}
