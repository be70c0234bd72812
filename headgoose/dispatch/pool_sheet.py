"""Rows of a file of people or of places turned into what they say; `pool_matching` holds that to the records."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headgoose.dispatch.models import FileKind
from headgoose.dispatch.rules import CHOICES_MAX, POOL_MAX
from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.spreadsheet import HEADER_WITHIN_ROWS, SEXES, cell_text, read_day, read_name, read_one_of
from headgoose.places.sheets import Remark, open_sheet

Titles = Mapping[str, tuple[str, str, tuple[str, ...]]]
POOL: Titles = {
    "name": ("姓名", "Name", ("名字",)),
    "sex": ("性别", "Sex", ()),
    "born_on": ("出生日期", "Date of birth", ("出生年月日", "出生年月", "生日", "born", "born on")),
    "home": ("家乡", "Home", ("家庭所在地", "生源地", "籍贯", "户籍地", "home place")),
    "skills": ("特长", "Skills", ("专长", "专业", "技能")),
    "score": ("成绩", "Score", ("分数", "得分", "总成绩")),
    **{f"choice_{n}": (f"志愿{n}", f"Choice {n}", (f"第{n}志愿",)) for n in range(1, CHOICES_MAX + 1)},
}
DEMAND: Titles = {
    "code": ("单位代码", "Place code", ("代码", "编码", "区划代码", "code")),
    "place": ("单位", "Place", ("单位名称", "名称", "村", "乡镇")),
    "lower": ("最少", "At least", ("下限", "最少人数", "least", "min")),
    "upper": ("最多", "At most", ("上限", "最多人数", "名额", "计划数", "most", "max")),
    "skills": ("需要特长", "Wanted skills", ("需要专长", "专业要求", "特长要求")),
}
NEEDED = {FileKind.POOL: ("name",), FileKind.DEMAND: ("upper",)}
SHEETS = {FileKind.POOL: POOL, FileKind.DEMAND: DEMAND}
LONGEST_CELL, LONGEST_SKILL, SKILLS_MOST, SCORE_MOST, SEATS_MOST = 120, 20, 10, 10**6, 30_000
APART = re.compile(r"[、,，;；/\s]+")
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


class PoolRow(NamedTuple):
    """What a row says of a person."""

    number: int
    cells: list[str]
    name: str
    sex: str
    born_on: date | None
    home: str
    skills: tuple[str, ...]
    score: int
    choices: tuple[str, ...]


class DemandRow(NamedTuple):
    """What a row says of a place; a place above the seats is a bound."""

    number: int
    cells: list[str]
    code: str
    place: str
    lower: int
    upper: int
    skills: tuple[str, ...]


R = TypeVar("R", PoolRow, DemandRow)


@dataclass
class Reading(Generic[R]):
    """The rows of a file; those in `remarks`, by row number, have something wrong with them."""

    header: list[str] = field(default_factory=list)
    rows: list[R] = field(default_factory=list)
    remarks: dict[int, list[Remark]] = field(default_factory=dict)


def read_pool(content: bytes) -> Reading[PoolRow]:
    """The people in a file. Refuses a file that cannot be read at all, or that has no heading."""
    return _read(content, FileKind.POOL, _pool_row)


def read_demand(content: bytes) -> Reading[DemandRow]:
    """The places in a file."""
    return _read(content, FileKind.DEMAND, _demand_row)


def _read(content: bytes, kind: FileKind, row_of: Callable[..., R]) -> Reading[R]:
    sheet = open_sheet(content)
    rows = ((number, [cell_text(cell) for cell in cells]) for number, cells in sheet.rows)
    reading: Reading[R] = Reading()
    columns = _columns(rows, kind, reading)
    for number, cells in rows:
        if not any(cells):
            continue
        said = {name: cells[place][:LONGEST_CELL] for name, place in columns.items() if place < len(cells)}
        wrong: list[Remark] = []
        reading.rows.append(row_of(number, cells, said, wrong))
        if wrong:
            reading.remarks[number] = wrong
        if len(reading.rows) > POOL_MAX:
            words = {"limit": POOL_MAX}
            raise Refused(_("The file has more than %(limit)s rows: split it.") % words, Because.TOO_LARGE, "file")
    for remark in sheet.problems:
        reading.remarks.setdefault(remark.row, []).append(remark)
    if not reading.rows:
        raise Refused(_("The file has no rows below its heading."), field="file")
    return reading


@cache
def _meanings(kind: FileKind) -> dict[str, str]:
    found = {}
    for column, (chinese, english, others) in SHEETS[kind].items():
        found.update({title.replace(" ", "").lower(): column for title in (chinese, english, *others)})
    return found


def _columns(rows: Iterable[tuple[int, list[str]]], kind: FileKind, reading: Reading[R]) -> dict[str, int]:
    """Where each column stands: by the first row that names the needed ones."""
    best: set[str] = set()
    for number, cells in rows:
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = _meanings(kind).get(cell.replace(" ", "").lower())
            if column in found:
                raise Refused(_("The column “%(title)s” is there twice.") % {"title": cell}, field="file")
            if column:
                found[column] = place
        if found.keys() >= set(NEEDED[kind]) and (kind is FileKind.POOL or {"code", "place"} & found.keys()):
            reading.header = cells
            return found
        best = max(best, set(found), key=len)
        if number >= HEADER_WITHIN_ROWS:
            break
    wanted = (*NEEDED[kind], *(("code",) if kind is FileKind.DEMAND else ()))
    missing = [SHEETS[kind][name] for name in wanted if name not in best]
    words = {"missing": ", ".join(f"{title[0]} {title[1]}" for title in missing)}
    raise Refused(_("The file needs a heading; missing: %(missing)s. Take the template.") % words, field="file")


def _pool_row(number: int, cells: list[str], said: Mapping[str, str], wrong: list[Remark]) -> PoolRow:
    choices = [said.get(f"choice_{n}", "") for n in range(1, CHOICES_MAX + 1)]
    if not said.get("name"):
        wrong.append(Remark(number, gettext_noop("The name is missing.")))
    return PoolRow(
        number=number,
        cells=cells,
        name=read_name(said.get("name", "")),
        sex=read_one_of(said.get("sex", ""), SEXES, "性别", wrong, number),
        born_on=read_day(said.get("born_on", ""), "出生日期", wrong, number),
        home=said.get("home", ""),
        skills=_skills(said.get("skills", "")),
        score=_score(said.get("score", ""), wrong, number),
        choices=tuple(choice for choice in choices if choice),
    )


def _demand_row(number: int, cells: list[str], said: Mapping[str, str], wrong: list[Remark]) -> DemandRow:
    lower = _seats(said.get("lower", ""), "最少", wrong, number)
    upper = _seats(said.get("upper", ""), "最多", wrong, number)
    if lower > upper and not wrong:
        wrong.append(Remark(number, gettext_noop("The least is more than the most.")))
    return DemandRow(
        number, cells, said.get("code", ""), said.get("place", ""), lower, upper, _skills(said.get("skills", ""))
    )


def _skills(said: str) -> tuple[str, ...]:
    found = (skill[:LONGEST_SKILL] for skill in APART.split(said) if skill)
    return tuple(dict.fromkeys(found))[:SKILLS_MOST]


def _seats(said: str, title: str, wrong: list[Remark], number: int) -> int:
    if not said:
        return 0
    if not WHOLE.fullmatch(said) or int(said) > SEATS_MOST:
        message = gettext_noop("“%(said)s” in the column %(title)s is not a number of people.")
        wrong.append(Remark(number, message, {"said": said[:30], "title": title}))
        return 0
    if int(said) < 0:
        message = gettext_noop("A number of people is not negative: %(said)s in the column %(title)s.")
        wrong.append(Remark(number, message, {"said": said, "title": title}))
        return 0
    return int(said)


def _score(said: str, wrong: list[Remark], number: int) -> int:
    """A score in hundredths: 86.5 is 8650, so that halves are told apart."""
    try:
        score = round(float(said) * 100) if said else 0
    except (ValueError, OverflowError):
        score = SCORE_MOST + 1
    if abs(score) > SCORE_MOST:
        wrong.append(Remark(number, gettext_noop("“%(said)s” is not a score."), {"said": said[:30]}))
        return 0
    return score
