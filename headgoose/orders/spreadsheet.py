"""Rows of a file turned into what they ask for: which column is which, words, days and numbers as they were meant.

What the records say of it is for `matching`; here a row is only read. A row that cannot be read has remarks instead.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.models import Verb
from headgoose.orders.rules import LINES_MAX
from headgoose.people.models import EndReason, How, Sex
from headgoose.places.names import plain_text
from headgoose.places.sheets import Remark, open_sheet

# Each column: its title in Chinese and in English, and what else it is called.
TITLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "verb": ("动作", "Action", ("操作", "事项", "任免", "任免类型", "verb")),
    "code": ("单位代码", "Place code", ("代码", "编码", "区划代码", "行政区划代码", "统计用区划代码", "code")),
    "place": ("单位", "Place", ("单位名称", "名称", "地名", "村", "工作单位", "任职单位")),
    "post": ("职务", "Post", ("岗位", "职位", "任职职务", "拟任职务")),
    "seat": ("席位", "Seat", ("席号", "席次", "席位号")),
    "name": ("姓名", "Name", ("名字", "person")),
    "sex": ("性别", "Sex", ("gender",)),
    "born_on": ("出生日期", "Date of birth", ("出生年月日", "出生年月", "生日", "出生", "born", "born on")),
    "start_on": ("起始", "From", ("起始日期", "任职日期", "任职时间", "开始日期", "到任日期", "start", "in post from")),
    "end_on": ("结束", "Until", ("结束日期", "免职日期", "免职时间", "截止", "截止日期", "离任日期", "end")),
    "how": ("方式", "How", ("任职方式", "产生方式", "来源")),
    "reason": ("原因", "Reason", ("免职原因", "离任原因", "why")),
    "batch": ("批次", "Batch", ("批次代码",)),
    "from_code": ("原单位代码", "Old place code", ("调出单位代码",)),
    "from_post": ("原职务", "Old post", ("调出职务",)),
}
NEEDED = ("verb", "post", "name")
HEADER_WITHIN_ROWS = 10
VERBS = {
    **dict.fromkeys(["任", "任命", "任职", "聘任", "委任", "新任", "appoint", "appointed"], Verb.APPOINT),
    **dict.fromkeys(["免", "免职", "免去", "结束", "离任", "解聘", "end", "end a tenure", "remove"], Verb.END),
    **dict.fromkeys(["调", "调动", "调任", "转任", "调整", "transfer", "move"], Verb.TRANSFER),
}
SEXES = {
    **dict.fromkeys(["男", "男性", "m", "male", "man"], Sex.MALE),
    **dict.fromkeys(["女", "女性", "f", "female", "woman"], Sex.FEMALE),
}
HOWS = {"选派": How.SENT, "派驻": How.SENT, "任": How.APPOINTED, "委任": How.APPOINTED, "当选": How.ELECTED}
REASONS = {"届满": EndReason.TERM_OVER, "换届": EndReason.TERM_OVER, "调离": EndReason.TRANSFERRED}
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?", re.ASCII)
RUN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 80_000)
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
LARGEST_EXACT = 2**53
LONGEST_CELL = 120


class Row(NamedTuple):
    """What a row asks for, as far as it says; "" and None where it says nothing."""

    number: int
    cells: list[str]
    verb: str = ""
    code: str = ""
    place: str = ""
    post: str = ""
    seat: int | None = None
    name: str = ""
    sex: str = ""
    born_on: date | None = None
    start_on: date | None = None
    end_on: date | None = None
    how: str = ""
    reason: str = ""
    batch: str = ""
    from_code: str = ""
    from_post: str = ""


@dataclass
class Reading:
    """The rows of a file; those in `remarks`, by row number, have something wrong with them."""

    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    remarks: dict[int, list[Remark]] = field(default_factory=dict)


def read_rows(content: bytes) -> Reading:
    """The rows of a file. Refuses a file that cannot be read at all, or that has no heading."""
    sheet = open_sheet(content)
    rows = ((number, [cell_text(cell) for cell in cells]) for number, cells in sheet.rows)
    reading = Reading()
    columns = _columns(rows, reading)
    for number, cells in rows:
        if any(cells):
            reading.rows.append(_row(number, cells, columns, reading.remarks))
            if len(reading.rows) > LINES_MAX:
                words = {"limit": LINES_MAX}
                raise Refused(_("The file has more than %(limit)s rows: split it.") % words, Because.TOO_LARGE, "file")
    for remark in sheet.problems:
        reading.remarks.setdefault(remark.row, []).append(remark)
    if not reading.rows:
        raise Refused(_("The file has no rows below its heading."), field="file")
    return reading


def cell_text(cell: object) -> str:
    """A cell as plain text; whole numbers without the point that Excel gives them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST_EXACT:
        cell = int(cell)
    return plain_text(str(cell).translate(INVISIBLE))


@cache
def _meanings() -> dict[str, str]:
    found = {}
    for column, (chinese, english, others) in TITLES.items():
        found.update({title.replace(" ", "").lower(): column for title in (chinese, english, *others)})
    return found


def _columns(rows: Iterable[tuple[int, list[str]]], reading: Reading) -> dict[str, int]:
    """Where each column stands: by the first row that names the needed ones."""
    best: set[str] = set()
    for number, cells in rows:
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = _meanings().get(cell.replace(" ", "").lower())
            if column in found:
                raise Refused(_("The column “%(title)s” is there twice.") % {"title": cell}, field="file")
            if column:
                found[column] = place
        if found.keys() >= set(NEEDED) and {"code", "place"} & found.keys():
            reading.header = cells
            return found
        best = max(best, set(found), key=len)
        if number >= HEADER_WITHIN_ROWS:
            break
    missing = [name for name in (*NEEDED, "code") if name not in best]
    words = {"missing": ", ".join(f"{TITLES[name][0]} {TITLES[name][1]}" for name in missing)}
    raise Refused(_("The file needs a heading; missing: %(missing)s. Take the template.") % words, field="file")


def _row(number: int, cells: list[str], columns: dict[str, int], remarks: dict[int, list[Remark]]) -> Row:
    said = {name: cells[place][:LONGEST_CELL] for name, place in columns.items() if place < len(cells)}
    wrong: list[Remark] = []
    row = Row(
        number=number,
        cells=cells,
        verb=read_one_of(said.get("verb", ""), VERBS, "动作", wrong, number),
        code=read_code(said.get("code", ""), wrong, number),
        place=said.get("place", ""),
        post=said.get("post", ""),
        seat=_seat(said.get("seat", ""), wrong, number),
        name=read_name(said.get("name", "")),
        sex=read_one_of(said.get("sex", ""), SEXES, "性别", wrong, number),
        born_on=read_day(said.get("born_on", ""), "出生日期", wrong, number),
        start_on=read_day(said.get("start_on", ""), "起始", wrong, number),
        end_on=read_day(said.get("end_on", ""), "结束", wrong, number),
        how=read_one_of(said.get("how", ""), _hows(), "方式", wrong, number),
        reason=read_one_of(said.get("reason", ""), _reasons(), "原因", wrong, number),
        batch=said.get("batch", ""),
        from_code=read_code(said.get("from_code", ""), wrong, number),
        from_post=said.get("from_post", ""),
    )
    if not row.verb and not said.get("verb"):
        wrong.append(Remark(number, gettext_noop("Say what the row does: appoint (任), end (免) or transfer (调).")))
    if wrong:
        remarks[number] = wrong
    return row


@cache
def _hows() -> dict[str, How]:
    return {**HOWS, **{words: How(value) for words, value in _labelled(How).items()}}


@cache
def _reasons() -> dict[str, EndReason]:
    found = {**REASONS, **{words: EndReason(value) for words, value in _labelled(EndReason).items()}}
    return {words: reason for words, reason in found.items() if reason is not EndReason.VOID}


def _labelled(choices: type[How | EndReason]) -> dict[str, str]:
    """The values by themselves, and by their labels in both languages."""
    found = {str(value): str(value) for value in choices.values}
    for language in ("en", "zh-hans"):
        with override(language):
            found.update({str(label).lower(): str(value) for value, label in choices.choices})
    return found


def read_one_of(said: str, known: Mapping[str, object], title: str, wrong: list[Remark], number: int) -> str:
    """The value that is meant; "" and a remark where it is none that is known."""
    meant = known.get(said.lower())
    if said and meant is None:
        message = gettext_noop("“%(said)s” is nothing known in the column %(title)s.")
        wrong.append(Remark(number, message, {"said": said[:30], "title": title}))
    return str(getattr(meant, "value", ""))


def read_code(said: str, wrong: list[Remark], number: int) -> str:
    """A code as digits; "" and a remark where it is none."""
    code = said.replace(" ", "").strip("'\"")
    if code and not (code.isascii() and code.isdigit()):
        wrong.append(Remark(number, gettext_noop("The code %(code)s is not made of digits only."), {"code": code[:30]}))
        return ""
    return code


def _seat(said: str, wrong: list[Remark], number: int) -> int | None:
    digits = said.removesuffix("号").removeprefix("第")
    if not digits:
        return None
    if digits.isascii() and digits.isdigit() and len(digits) <= 4:
        return int(digits)
    wrong.append(Remark(number, gettext_noop("The seat %(seat)s is not a number."), {"seat": said[:30]}))
    return None


def read_name(said: str) -> str:
    """Chinese names of two characters are often set wide: 张 三."""
    return said if said.isascii() else said.replace(" ", "")


def read_day(said: str, title: str, wrong: list[Remark], number: int) -> date | None:
    """A day however it is written; a number is one as Excel counts days."""
    if not said:
        return None
    if match := DAY.fullmatch(said) or RUN_DAY.fullmatch(said):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            pass
    elif said.isascii() and said.isdigit() and int(said) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(said))
    message = gettext_noop("“%(said)s” in the column %(title)s is not a date: write it as 2026-06-01.")
    wrong.append(Remark(number, message, {"said": said[:30], "title": title}))
    return None


def titles(chinese: bool) -> Sequence[str]:
    """The heading of the template."""
    return [in_chinese if chinese else in_english for in_chinese, in_english, _others in TITLES.values()]
