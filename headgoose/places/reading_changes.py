"""A file of steps turned into a change of the map: one row for each place that changes and each that it becomes.

Columns: what is done, the old code, the new code, the new name, the new kind, the share. Rows of one merging have the
same new code, rows of one splitting the same old code. A row `child` says which code a place gets, or which place it
comes under, that another row takes along.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from headgoose.kernel.refusal import Refused
from headgoose.places.changes import Part, Step
from headgoose.places.lineage import to_millionths
from headgoose.places.models import EventKind, Kind
from headgoose.places.names import official_text, plain_text
from headgoose.places.reading import KINDS
from headgoose.places.remapping import Problem, is_code
from headgoose.places.sheets import Cell, open_sheet

HEADER_WITHIN_ROWS = 10
CHILD = "child"
HEADERS = {
    **dict.fromkeys(["change", "变更", "变更类型", "变更方式", "变更类别"], "change"),
    **dict.fromkeys(["old code", "原代码", "旧代码", "变更前代码"], "old_code"),
    **dict.fromkeys(["new code", "新代码", "现代码", "变更后代码"], "new_code"),
    **dict.fromkeys(["new name", "新名称", "现名称", "变更后名称"], "new_name"),
    **dict.fromkeys(["new kind", "新类别", "类别", "变更后类别"], "new_kind"),
    **dict.fromkeys(["share", "share %", "比例", "份额", "比例%"], "share"),
}
NEEDED = ("change", "old_code", "new_code")
CHANGES = {
    **{kind.value: kind.value for kind in EventKind},
    **dict.fromkeys(["更名", "改名"], "rename"),
    **dict.fromkeys(["改码", "变更代码", "代码变更", "撤县设市", "撤区设县"], "recode"),
    **dict.fromkeys(["划转", "划归", "改隶", "隶属变更"], "move"),
    **dict.fromkeys(["合并", "撤并", "并入"], "merge"),
    **dict.fromkeys(["拆分", "分设", "析置"], "split"),
    **dict.fromkeys(["撤销"], "close"),
    **dict.fromkeys([CHILD, "下级", "随转"], CHILD),
}


@dataclass(frozen=True)
class Line:
    """A row of the file as it was meant."""

    row: int
    change: str
    old_code: str
    new_code: str
    name: str
    kind: Kind | None
    share: Fraction | None


@dataclass
class StepReading:
    """The steps of a file, the codes it gives to what is taken along, and what is wrong with it, by row."""

    steps: list[Step] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_steps(content: bytes) -> StepReading:
    """The steps of a file. Refuses a file that cannot be read at all."""
    sheet = open_sheet(content)
    reading = StepReading(problems=[Problem(remark.row, remark.text) for remark in sheet.problems])
    rows = iter(sheet.rows)
    columns = _columns(rows)
    lines = []
    for number, cells in rows:
        if any(cell not in ("", None) for cell in cells):
            try:
                lines.append(_line(number, {title: cells[at] for title, at in columns.items() if at < len(cells)}))
            except Refused as refused:
                reading.problems.append(Problem(number, str(refused)))
    _gather(lines, reading)
    if not reading.steps and not reading.problems:
        raise Refused(_("The file names no step."), field="file")
    return reading


def _columns(rows: Iterable[tuple[int, list[Cell]]]) -> dict[str, int]:
    """Where each column stands: by the first row that names the needed ones."""
    for number, cells in rows:
        titles = [HEADERS.get(plain_text(str(cell or "")).lower().replace("_", " ")) for cell in cells]
        found = {title: at for at, title in enumerate(titles) if title}
        if all(title in found for title in NEEDED):
            return found
        if number >= HEADER_WITHIN_ROWS:
            break
    raise Refused(_("The file needs a first row that says change, old code, new code."), field="file")


def _line(row: int, cells: dict[str, Cell]) -> Line:
    change = CHANGES.get(plain_text(str(cells.get("change") or "")).replace(" ", "").lower())
    if change is None:
        said = str(cells.get("change") or "–")[:20]
        raise Refused(_("What is done (%(said)s) is not known: rename, recode, move, merge, split …") % {"said": said})
    old_code, new_code = _code(cells.get("old_code")), _code(cells.get("new_code"))
    if not old_code:
        raise Refused(_("The old code is missing."))
    kind_said = plain_text(str(cells.get("new_kind") or "")).replace(" ", "").lower()
    if kind_said and kind_said not in KINDS:
        raise Refused(_("The kind %(kind)s is not known.") % {"kind": kind_said[:30]})
    name = official_text(str(cells.get("new_name") or ""))
    return Line(row, change, old_code, new_code, name, KINDS.get(kind_said), _share(cells.get("share")))


def _code(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    code = plain_text(str(cell if cell is not None else "")).replace(" ", "").strip("'\"")
    if code and not is_code(code):
        raise Refused(_("%(code)s is not the code of a place.") % {"code": code[:20]})
    return code


def _share(cell: Cell) -> Fraction | None:
    """A share as written: 60%, 60 and 0.6 all mean the same; which of them is seen by the sum."""
    if cell is None or cell == "":
        return None
    said = plain_text(str(cell)).replace(" ", "")
    try:
        share = Fraction(said.removesuffix("%")) / (100 if said.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if share <= 0:
        raise Refused(_("The share %(share)s is not a number above nothing.") % {"share": said[:20]})
    return share


def _gather(lines: list[Line], reading: StepReading) -> None:
    """Put rows that belong together into one step."""
    groups: dict[tuple[str, object], list[Line]] = {}
    for line in lines:
        if line.change == CHILD:
            reading.numbers[line.old_code] = line.new_code
        else:
            same = {"merge": line.new_code or line.row, "split": line.old_code}.get(line.change, line.row)
            groups.setdefault((line.change, same), []).append(line)
    for (change, _same), together in groups.items():
        try:
            reading.steps.append(_step(EventKind(change), together))
        except Refused as refused:
            reading.problems.append(Problem(together[0].row, str(refused)))


def _step(kind: EventKind, lines: list[Line]) -> Step:
    codes = tuple(dict.fromkeys(line.old_code for line in lines))
    rows = tuple(line.row for line in lines)
    if kind is EventKind.SPLIT:
        shares = _in_millionths([line.share for line in lines])
        parts = tuple(Part(li.new_code, li.name, li.kind, ppm) for li, ppm in zip(lines, shares, strict=True))
        return Step(kind, codes, parts, rows)
    if kind is EventKind.CLOSE:
        return Step(kind, codes, (), rows)
    if len(names := {line.name for line in lines if line.name}) > 1:
        raise Refused(_("The rows of one merging give it several names: %(names)s.") % {"names": ", ".join(names)})
    return Step(kind, codes, (Part(lines[0].new_code, names.pop() if names else "", lines[0].kind),), rows)


def _in_millionths(shares: list[Fraction | None]) -> list[int | None]:
    given = [share for share in shares if share is not None]
    if not given:
        return [None] * len(shares)
    whole = sum(given)
    if len(given) < len(shares) or whole not in (1, 100):
        raise Refused(_("The shares of the parts must each be more than nothing and sum to 100 %."))
    ppm = to_millionths({at: share / whole for at, share in enumerate(given)})
    return [ppm.get(at, 0) for at in range(len(given))]
