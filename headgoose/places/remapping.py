"""What the steps of a change make of a draft of the tree. Nothing is read or written here.

Steps are taken from the top of the tree down, so that what comes under a place finds it where it will be.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from headgoose.kernel.area import DIGITS, Level, area_of, key_of, level_of, parent_code
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.changes import MapChange, Part, Step
from headgoose.places.drafting import Draft, Node
from headgoose.places.models import WHOLE_PPM, EventKind, Kind
from headgoose.places.names import grid_name
from headgoose.places.numbering import class_of, free_number, number_within
from headgoose.places.rules import check_name
from headgoose.places.sharing import shares_of_parts

TURN = [EventKind.RENAME, EventKind.RECODE, EventKind.MOVE, EventKind.MERGE, EventKind.SPLIT, EventKind.CLOSE]
AWAY = {EventKind.MOVE, EventKind.RECODE, EventKind.MERGE, EventKind.SPLIT, EventKind.CLOSE}


class Problem(NamedTuple):
    """Why a change cannot be, by the row of the file; 0 is the change as a whole."""

    row: int
    text: str


class Passed(NamedTuple):
    """A part of a place that lies in another after an event."""

    source: Node
    target: Node
    share_ppm: int


@dataclass
class Happening:
    """An event as it will be recorded."""

    kind: EventKind
    row: int
    passed: list[Passed]


@dataclass
class Remapping:
    """A draft on which steps are carried out, with what happens and all that stands against it.

    Args:
        keys_ever: the keys that places directly below one ever had.
    """

    change: MapChange
    draft: Draft
    keys_ever: Callable[[int, Level], Collection[int]]
    happenings: list[Happening] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Know which codes are spoken for."""
        said = [part.code for step in self.change.steps for part in step.parts] + list(self.change.numbers.values())
        self._promised = {(level_of(code), key_of(code)) for code in said if is_code(code)}
        self._asked: dict[int, Collection[int]] = {}
        self._leaving = {code for step in self.change.steps if step.kind in AWAY for code in step.codes}

    def carry_out(self) -> None:
        """Take all steps, each as far as it goes."""
        for step in sorted(self.change.steps, key=lambda step: (_level(step), TURN.index(step.kind))):
            try:
                self._take(step)
            except Refused as refused:
                self.problems.append(Problem(step.row, str(refused)))

    def _take(self, step: Step) -> None:
        nodes = [self._former(code) for code in dict.fromkeys(step.codes)]
        if not nodes:
            raise Refused(_("Name the place that changes."), field="code")
        for node in nodes:
            if node.gone:
                raise Refused(_("%(name)s (%(code)s) is named in two steps.") % _words(node))
            node.row = step.row
        match step.kind:
            case EventKind.RENAME:
                passed = self._rename(nodes[0], _only(step))
            case EventKind.RECODE | EventKind.MOVE:
                passed = self._readdress(nodes[0], _only(step))
            case EventKind.MERGE:
                passed = self._merge(nodes, _only(step), step.row)
            case EventKind.SPLIT:
                passed = self._split(nodes[0], step)
            case EventKind.CLOSE:
                passed = self._close(nodes[0])
        self.happenings.append(Happening(step.kind, step.row, passed))

    def _former(self, code: str) -> Node:
        node = self.draft.find_former(code) if is_code(code) else None
        if node is None:
            words = {"code": code[:20], "on": self.change.effective_on}
            raise Refused(_("No place has the code %(code)s on %(on)s.") % words, Because.NOT_FOUND, field="code")
        return node

    def _rename(self, node: Node, part: Part) -> list[Passed]:
        if not _call(node, part):
            raise Refused(_("%(name)s has this name already.") % _words(node), field="name")
        return [Passed(node, node, WHOLE_PPM)]

    def _readdress(self, node: Node, part: Part) -> list[Passed]:
        parent, key = self._address(part.code, node)
        if (parent.place_id if parent else None, key) == (node.parent_id, node.key):
            raise Refused(_("%(name)s has the code %(code)s already.") % _words(node), field="new_code")
        _call(node, part)
        self.draft.put_under(node, parent.place_id if parent else None, key)
        return [Passed(node, node, WHOLE_PPM)]

    def _merge(self, nodes: list[Node], part: Part, row: int) -> list[Passed]:
        standing = self.draft.find(part.code) if is_code(part.code) else None
        target = standing if standing and standing.level is nodes[0].level else None
        sources = [node for node in nodes if node is not target]
        if len(sources) + (target is not None) < 2 and not self._joined(part.code, nodes):
            raise Refused(_("Name at least two places that are merged."), field="sources")
        if any(node.level is not sources[0].level for node in sources):
            raise Refused(_("Only places of one level can be merged."), field="sources")
        target = target or self._make(part, sources[0], row)
        _call(target, part)
        for source in sources:
            self._take_all_along(self.draft.children(source), target)
            self.draft.close(source)
        return [Passed(source, target, WHOLE_PPM) for source in sources]

    def _joined(self, code: str, nodes: list[Node]) -> bool:
        """Whether another step gives a part of a place to the same code."""
        own = {node.was.code for node in nodes if node.was}
        others = (step for step in self.change.steps if not own & set(step.codes))
        return bool(code) and any(part.code == code for step in others for part in step.parts)

    def _split(self, source: Node, step: Step) -> list[Passed]:
        if len(step.parts) < 2:
            raise Refused(_("A place is split into two or more."), field="parts")
        targets = [self._target(part, source, step.row) for part in step.parts]
        if len({target.place_id for target in targets}) < len(targets):
            raise Refused(_("Two parts have the same code."), field="parts")
        heirs = {child.place_id: self._heir(child, source, targets) for child in self.draft.children(source)}
        inside = [[self.draft.nodes[pk] for pk, heir in heirs.items() if heir is target] for target in targets]
        for target, children in zip(targets, inside, strict=True):
            if target is not source:
                self._take_all_along(children, target)
        if source not in targets:
            self.draft.close(source)
        shares = shares_of_parts([part.share_ppm for part in step.parts], [len(children) for children in inside])
        return [Passed(source, target, ppm) for target, ppm in zip(targets, shares, strict=True)]

    def _target(self, part: Part, source: Node, row: int) -> Node:
        """What a part of a place that is split becomes: the place itself, one that is there, or a new one."""
        own = source.was is not None and part.code in ("", source.code)
        standing = self.draft.find(part.code) if is_code(part.code) else None
        if not own and (standing is None or standing.level is not source.level):
            return self._make(part, source, row)
        target = source if own or standing is None else standing
        _call(target, part)
        return target

    def _heir(self, child: Node, source: Node, targets: list[Node]) -> Node | None:
        """Which part a place below goes to; None when another step sees to it."""
        before = child.was.code if child.was else child.code
        said = self.change.numbers.get(before, "")
        if said:
            home = (
                said if is_code(said) and level_of(said) is source.level else parent_code(said) if is_code(said) else ""
            )
            for target in targets:
                if target.code == home:
                    return target
            raise Refused(_("%(name)s (%(code)s) goes to none of the parts.") % _words(child), field="children")
        if before in self._leaving:
            return None
        if source in targets:
            return source
        raise Refused(_("Say which part %(name)s (%(code)s) goes to.") % _words(child), field="children")

    def _close(self, node: Node) -> list[Passed]:
        parent = self.draft.nodes.get(node.parent_id or 0)
        if parent is None:
            raise Refused(_("A place at the top cannot be closed."))
        if below := self.draft.children(node):
            words = _words(node) | {"count": len(below), "first": below[0].name}
            raise Refused(_("%(count)s places lie below %(name)s (%(first)s …): move or close them first.") % words)
        self.draft.close(node)
        return [Passed(node, parent, WHOLE_PPM)]

    def _make(self, part: Part, like: Node, row: int) -> Node:
        parent, key = self._address(part.code, like)
        node = self.draft.make(parent, key, part.kind or like.kind, check_name(part.name))
        if node.level is not like.level:
            raise Refused(_("A place stays at its level of the tree."), field="kind")
        node.row = row
        return node

    def _address(self, code: str, like: Node) -> tuple[Node | None, int]:
        """The parent and the key that a code stands for; a code of the level above asks for a free number."""
        if not is_code(code):
            raise Refused(_("%(code)s is not the code of a place.") % {"code": code[:20] or "–"}, field="new_code")
        level = level_of(code)
        if level not in (like.level, like.level - 1):
            words = {"code": code, "digits": like.level.digits}
            raise Refused(_("The code %(code)s does not fit: it needs %(digits)s digits.") % words, field="new_code")
        above = code if level is not like.level else parent_code(code)
        parent = self.draft.find(above) if above else None
        if above and parent is None:
            raise Refused(_("There is no place above %(code)s.") % {"code": code}, Because.NOT_FOUND, field="new_code")
        if parent is not None and level is not like.level:
            return parent, self._free_key(like, parent)
        if not number_within(key_of(code), level):
            raise Refused(_("The last part of the code %(code)s is nothing but zeros.") % {"code": code})
        return parent, key_of(code)

    def _take_all_along(self, children: list[Node], target: Node) -> None:
        """Put places under what their parent became. Those of a class keep their numbers if all of these are free."""
        taken = self._taken(target, Level(target.level + 1)) if children else set()
        classes: dict[int, list[Node]] = {}
        for child in children:
            classes.setdefault(class_of(child.kind, number_within(child.key, child.level)), []).append(child)
        for alike in classes.values():
            keep = not any(number_within(child.key, child.level) in taken for child in alike)
            for child in alike:
                self._take_along(child, target, keep)

    def _take_along(self, child: Node, target: Node, keep: bool) -> None:
        """Put a place under what its parent became, with the number said for it or a free one."""
        before = child.was.code if child.was else child.code
        said = self.change.numbers.get(before, "")
        if not is_code(said) or level_of(said) is not child.level:
            key = self._free_key(child, target, keep)
        else:
            key = key_of(said)
            if not area_of(target.key, target.level).covers(area_of(key, child.level)):
                words = _words(child) | {"new_code": said, "target": target.name}
                raise Refused(_("%(name)s: the code %(new_code)s does not lie below %(target)s.") % words)
        child.row = target.row
        if child.kind is Kind.GRID and child.name == grid_name(number_within(child.key, child.level)):
            child.name = grid_name(number_within(key, child.level))
        self.draft.put_under(child, target.place_id, key)

    def _taken(self, parent: Node, level: Level) -> set[int]:
        """The numbers below a place that others have or are promised."""
        inside = area_of(parent.key, parent.level)
        keys = self.draft.taken_keys(parent)
        keys |= {key for promised, key in self._promised if promised is level and inside.low <= key < inside.high}
        return {(key - parent.key) // level.divisor for key in keys}

    def _ever(self, base: int, level: Level) -> Collection[int]:
        if base not in self._asked:
            self._asked[base] = self.keys_ever(base, level)
        return self._asked[base]

    def _free_key(self, node: Node, parent: Node, keep: bool = True) -> int:
        taken = self._taken(parent, node.level)
        ever = {(key - parent.key) // node.level.divisor for key in self._ever(parent.key, node.level)}
        own = number_within(node.key, node.level)
        number = free_number(node.kind, own, taken, ever, keep)
        if number is None:
            raise Refused(_("There is no free number left below %(name)s.") % {"name": parent.name}, Because.CONFLICT)
        node.numbered = number != own
        return parent.key + number * node.level.divisor


def is_code(code: str) -> bool:
    """Whether a text has the form of a code."""
    return len(code) in DIGITS.values() and code.isascii() and code.isdigit()


def _level(step: Step) -> int:
    return len(step.codes[0]) if step.codes else 0


def _only(step: Step) -> Part:
    return step.parts[0] if step.parts else Part()


def _call(node: Node, part: Part) -> bool:
    """Give a place the name and kind that a part says; whether that changed anything."""
    name = check_name(part.name) if part.name else node.name
    kind = part.kind or node.kind
    if kind.level is not node.level:
        raise Refused(_("A place stays at its level of the tree."), field="kind")
    changed = (name, kind) != (node.name, node.kind)
    node.name, node.kind = name, kind
    return changed


def _words(node: Node) -> dict[str, object]:
    return {"name": node.name, "code": node.was.code if node.was else node.code}
