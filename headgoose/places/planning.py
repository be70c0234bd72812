"""What a file would change in the tree: worked out from plain values, written nowhere.

A code that the file and the tree share is the same place, whatever its name. A place whose code is no longer there and
whose name and kind appear at exactly one new code has moved; under the same parent first, then anywhere in the file.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_noop

from headgoose.kernel.area import DIGITS, Area, Level, area_of, code_of, key_of, level_of, outermost, parent_code
from headgoose.kernel.clock import FOREVER
from headgoose.places.models import Kind
from headgoose.places.reading import Row
from headgoose.places.sheets import Remark


class Known(NamedTuple):
    """A place of the tree on the date of effect."""

    span_id: int
    place_id: int
    parent_id: int | None
    key: int
    kind: Kind
    name: str
    start_on: date
    end_on: date

    @property
    def code(self) -> str:
        """Its code."""
        return code_of(self.key, self.kind.level)


class Change(NamedTuple):
    """A place that becomes what a row says."""

    old: Known
    row: Row


@dataclass
class Plan:
    """All that a file would change, and all that stands against it."""

    roots: tuple[Area, ...] = ()
    new: list[Row] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)
    kind_changed: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)
    unchanged: int = 0
    place_ids: dict[str, int] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)

    @property
    def changed(self) -> list[Change]:
        """The places that keep their code and change in name, kind or both."""
        renamed = {change.old.place_id for change in self.renamed}
        return self.renamed + [change for change in self.kind_changed if change.old.place_id not in renamed]

    @property
    def empty(self) -> bool:
        """Whether the tree is already as the file says."""
        return not (self.new or self.renamed or self.kind_changed or self.moved or self.gone)

    def digest(self) -> str:
        """A fingerprint of the changes: two plans with the same one do the same."""
        lines = [["new", row.code, row.name, row.kind] for row in self.new]
        lines += [["changed", c.old.span_id, c.row.code, c.row.name, c.row.kind] for c in self.changed]
        lines += [["moved", c.old.span_id, c.row.code] for c in self.moved]
        lines += [["gone", known.span_id] for known in self.gone]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def roots_of(codes: Collection[str]) -> tuple[Area, ...]:
    """The areas of the top-most places that a file names."""
    return outermost(area_of(key_of(code), level_of(code)) for code in codes if len(code) in DIGITS.values())


def plan_tree(rows: Iterable[Row], codes: Collection[str], known: Iterable[Known], above: Mapping[str, int]) -> Plan:
    """What the rows would change.

    Args:
        rows: the places of the file.
        codes: all codes that the file names, also in rows that could not be read otherwise.
        known: the places of the tree inside the roots, without grids.
        above: place ids, by code, of places of the tree outside the file that its top-most places may hang on.
    """
    said: dict[str, Row] = {}
    plan = Plan(roots=roots_of(codes))
    for row in rows:
        problem = _problem(row, said, codes, above)
        if problem:
            plan.problems.append(problem)
        else:
            said[row.code] = row
    if plan.problems:
        return plan
    present = {place.code: place for place in known}
    plan.place_ids = dict(above)
    for code, row in said.items():
        if code in present:
            _compare(plan, present[code], row)
    vanished = [place for code, place in present.items() if code not in said]
    appeared = [row for code, row in said.items() if code not in present]
    _match_moves(plan, vanished, appeared)
    return plan


def _problem(row: Row, said: Mapping[str, Row], codes: Collection[str], above: Mapping[str, int]) -> Remark | None:
    """What is wrong with a row by itself or beside the others."""
    code, parent = row.code, None
    words = {"code": code[:30]}
    if len(code) not in DIGITS.values():
        message = gettext_noop("The code %(code)s has a wrong length: codes have 2, 4, 6, 9 or 12 digits.")
        return Remark(row.number, message, words)
    if len(code) == DIGITS[Level.GRID]:
        message = gettext_noop("%(code)s is a grid: grids are drawn by townships, not imported.")
        return Remark(row.number, message, words)
    if row.kind.level is not level_of(code):
        message = gettext_noop("The code %(code)s has a wrong length: this kind of place has %(digits)s digits.")
        return Remark(row.number, message, words | {"digits": str(row.kind.level.digits)})
    parent = parent_code(code)
    if not code.removeprefix(parent or "").strip("0"):
        return Remark(row.number, gettext_noop("The last part of the code %(code)s is nothing but zeros."), words)
    if code in said:
        message = gettext_noop("The code %(code)s is already in row %(row)s.")
        return Remark(row.number, message, words | {"row": str(said[code].number)})
    if parent is not None and parent not in codes and (parent not in above or _under(parent, codes)):
        message = gettext_noop("The place above %(code)s, %(parent)s, is neither in the file nor in the tree.")
        if parent in above:
            message = gettext_noop("The place above %(code)s, %(parent)s, is left out: the file names places above it.")
        return Remark(row.number, message, words | {"parent": parent})
    return None


def _under(code: str, codes: Collection[str]) -> bool:
    """Whether the file names some place above a code."""
    higher = parent_code(code)
    while higher is not None:
        if higher in codes:
            return True
        higher = parent_code(higher)
    return False


def _compare(plan: Plan, old: Known, row: Row) -> None:
    plan.place_ids[row.code] = old.place_id
    if old.name != row.name:
        plan.renamed.append(Change(old, row))
    if old.kind is not row.kind:
        plan.kind_changed.append(Change(old, row))
    if old.name == row.name and old.kind is row.kind:
        plan.unchanged += 1


def _match_moves(plan: Plan, vanished: list[Known], appeared: list[Row]) -> None:
    """Pair what vanished with what appeared, from the top down, so that a parent's move tells its children's."""
    left = {place.place_id: place for place in vanished}
    fresh = {row.code: row for row in appeared}
    for level in Level:
        for where in (_by_parent, _by_name):
            at_level = [place for place in left.values() if place.kind.level is level]
            rows = [row for row in fresh.values() if row.kind.level is level]
            for change in _pairs(at_level, rows, where(plan)):
                plan.moved.append(change)
                plan.place_ids[change.row.code] = change.old.place_id
                del left[change.old.place_id], fresh[change.row.code]
    plan.new = list(fresh.values())
    plan.gone = sorted(left.values(), key=lambda place: (place.key, place.kind))


Likeness = Callable[[Known | Row], object]


def _by_parent(plan: Plan) -> Likeness:
    """Alike in name and kind under the same parent place."""

    def likeness(thing: Known | Row) -> object:
        parent = thing.parent_id if isinstance(thing, Known) else plan.place_ids.get(parent_code(thing.code) or "")
        return None if parent is None else (thing.name, thing.kind, parent)

    return likeness


def _by_name(plan: Plan) -> Likeness:
    """Alike in name and kind."""
    return lambda thing: (thing.name, thing.kind)


def _pairs(vanished: list[Known], appeared: list[Row], likeness: Likeness) -> list[Change]:
    """The pairs that are alike each to exactly one other."""
    old: dict[object, list[Known]] = defaultdict(list)
    rows: dict[object, list[Row]] = defaultdict(list)
    for place in vanished:
        old[likeness(place)].append(place)
    for row in appeared:
        rows[likeness(row)].append(row)
    return [
        Change(old[like][0], rows[like][0])
        for like in old
        if like is not None and len(old[like]) == 1 and len(rows[like]) == 1
    ]


def hindrances(plan: Plan, on: date, reasons: Mapping[int, str], grids_from: Mapping[int, date]) -> list[Remark]:
    """Why a plan cannot take effect on a date, by row (0 for places that are not in the file).

    Args:
        reasons: what stands against closing a place, by place id.
        grids_from: by place id of a village, the date from which the youngest of its open grids is as it is.
    """
    found: list[Remark] = []
    for change in plan.changed + plan.moved:
        found += _too_late(change.old, change.row.number, on)
        since = grids_from.get(change.old.place_id)
        if since is not None and since >= on and change in plan.moved:
            message = gettext_noop("%(name)s has grids since %(start)s: the move must take effect after that date.")
            found.append(Remark(change.row.number, message, _words(change.old) | {"start": since.isoformat()}))
    for place in plan.gone:
        found += _too_late(place, 0, on)
        if place.place_id in grids_from:
            message = gettext_noop("%(name)s (%(code)s) is not in the file but has grids: close or redraw them first.")
            found.append(Remark(0, message, _words(place)))
        if place.place_id in reasons:
            message = gettext_noop("%(name)s (%(code)s) is not in the file but cannot be closed: %(reason)s")
            found.append(Remark(0, message, _words(place) | {"reason": reasons[place.place_id]}))
    return found


def _too_late(place: Known, number: int, on: date) -> list[Remark]:
    words = _words(place) | {"start": place.start_on.isoformat(), "end": place.end_on.isoformat()}
    if place.start_on >= on:
        message = gettext_noop("%(name)s (%(code)s) is so since %(start)s: the file must take effect after that date.")
        return [Remark(number, message, words)]
    if place.end_on != FOREVER:
        return [Remark(number, gettext_noop("%(name)s (%(code)s) already changes on %(end)s."), words)]
    return []


def _words(place: Known) -> dict[str, str]:
    return {"name": place.name, "code": place.code}
