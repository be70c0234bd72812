"""What crosses the HTTP API: dates, codes, numbers and pages, read strictly and described exactly.

A value is taken in the one form that the description names, so that nothing is understood other than it was meant.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, GetCoreSchemaHandler, StringConstraints, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import literal_schema

from headgoose.kernel.clock import FOREVER, today

# Each date from October 1949 to 2099 that the calendar has, and no other text.
DAY = (
    r"^(?:1949-(?:1[02]-(?:0[1-9]|[12][0-9]|3[01])|11-(?:0[1-9]|[12][0-9]|30))"
    r"|(?:19[5-9][0-9]|20[0-9]{2})-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:19(?:5[26]|[68][048]|[79][26])|20(?:[02468][048]|[13579][26]))-02-29)$"
)
CODE = r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$"
CODE_OR_NONE = r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})?$"
CURSOR = r"^(?:[0-9]{1,15}-[0-9]{1,6})?$"
NAME = r"^[a-z][a-z0-9_]{0,39}$"
NAME_OR_NONE = r"^(?:[a-z][a-z0-9_]{0,39})?$"
# Letters of any script, digits and what stands between the parts of a name; no control characters.
WORDS = r"^[^\u0000-\u001f\u007f-\u009f]{1,40}$"
LARGEST_ID = 2**63 - 1
LIMIT_MOST = 200
OFFSET_MOST = 50_000

DAY_FORM = re.compile(DAY, re.ASCII)
NUMBER_FORM = re.compile(r"-?(?:0|[1-9][0-9]{0,18})", re.ASCII)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not DAY_FORM.fullmatch(value):
        raise PydanticCustomError("string_pattern_mismatch", "not a date")
    return date.fromisoformat(value)


def _number(value: Any) -> Any:
    """A number in an address is digits, without the spaces, signs and underscores that Python reads as well."""
    if isinstance(value, str) and not NUMBER_FORM.fullmatch(value):
        raise PydanticCustomError("int_parsing", "not a whole number")
    return value


def whole(value: Any) -> int:
    """A number in a body is a number, 42 or 42.0; no text and no truth value, which Python would read as one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise PydanticCustomError("int_type", "not a whole number")
    return int(value)


class OneOf:
    """A text that is one of some values, and described as such: `Annotated[str, OneOf("f", "m")]`."""

    def __init__(self, *values: str) -> None:
        self.values = values

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return literal_schema(list(self.values))


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY, "examples": ["2026-06-01"]}, mode="validation"),
]
Code = Annotated[str, StringConstraints(pattern=CODE)]
CodeOrNone = Annotated[str, StringConstraints(pattern=CODE_OR_NONE)]
Name = Annotated[str, StringConstraints(pattern=NAME)]
NameOrNone = Annotated[str, StringConstraints(pattern=NAME_OR_NONE)]
Cursor = Annotated[str, StringConstraints(pattern=CURSOR)]
Number = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(whole)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(_number)]
Offset = Annotated[int, Field(ge=0, le=OFFSET_MOST), BeforeValidator(_number)]
Limit = Annotated[int, Field(ge=1, le=LIMIT_MOST), BeforeValidator(_number)]


def nothing() -> Any:
    """The default of a parameter that may be absent, but not null: an address cannot say null."""
    return None


class Strict(Schema):
    """A part of a body: a name that is not described is refused, for it may be a misspelt one."""

    model_config = ConfigDict(extra="forbid")


class AsAt(Schema):
    """The date that an answer is about."""

    on: Day = Field(
        default_factory=today,
        description="As it was on this date (China Standard Time), between 1949-10-01 and 2099-12-31; today if absent.",
    )


class Paged(AsAt):
    """A page of a list: after which row, and how many."""

    after: Cursor = Field("", description="`next` of the page before; absent for the first page.")
    limit: Limit = Field(50, description=f"Rows a page, at most {LIMIT_MOST}.")

    @property
    def start(self) -> tuple[int, int]:
        """Where the page begins: a key, and how many rows of that key are before it."""
        if not self.after:
            return 0, 0
        key, _, passed = self.after.partition("-")
        return int(key), int(passed)


T = TypeVar("T")


def page_of(rows: list[T], asked: Paged, key_of_row: Callable[[T], int]) -> tuple[list[T], str | None]:
    """The rows of a page and the cursor of the next, from rows in the order of their keys, one more than is shown."""
    shown = rows[: asked.limit]
    if len(rows) <= asked.limit:
        return shown, None
    last = key_of_row(shown[-1])
    passed = sum(1 for row in shown if key_of_row(row) == last)
    start, before = asked.start
    return shown, f"{last}-{passed + (before if last == start else 0)}"


def end_or_none(day: date) -> date | None:
    """An end for the outside: an open one is null."""
    return None if day == FOREVER else day
