"""What a change of the map would do: worked out on a draft of the places it touches, written nowhere."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from headgoose.kernel.area import Area, Level, area_of, key_of, level_of, outermost, parent_code
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.registries import Foreseen, MapOutcome, map_change_checks
from headgoose.places.changes import MapChange
from headgoose.places.drafting import Draft, Node
from headgoose.places.models import Kind, Span, SpanQuerySet
from headgoose.places.planning import Known
from headgoose.places.remapping import Happening, Problem, Remapping, is_code

KNOWN_FIELDS = ("id", "place_id", "parent_id", "key", "kind", "name", "start_on", "end_on")
AREAS_A_QUERY = 100
KEYS_A_QUERY = 500


@dataclass
class MapPlan:
    """What a change does, place by place, and all that stands against it."""

    change: MapChange
    draft: Draft
    happenings: list[Happening]
    problems: list[Problem]
    follows: list[Foreseen] = field(default_factory=list)

    @cached_property
    def changed(self) -> list[Node]:
        """The places of before that are something else afterwards, closed ones too, in the order of old codes."""
        nodes = [node for node in self.draft.nodes.values() if node.changed]
        return sorted(nodes, key=lambda node: (node.was.key, node.level) if node.was else (0, 0))

    @cached_property
    def made(self) -> list[Node]:
        """The places that there were not, from the top down."""
        nodes = [node for node in self.draft.living() if node.was is None]
        return sorted(nodes, key=lambda node: (node.level, node.key))

    @property
    def closed(self) -> list[Node]:
        """The places that are no longer."""
        return [node for node in self.changed if node.gone]

    @property
    def renamed(self) -> list[Node]:
        """The places that get another name or kind."""
        kept = [node for node in self.changed if not node.gone and node.was]
        return [node for node in kept if node.was and (node.name, node.kind) != (node.was.name, node.was.kind)]

    @property
    def recoded(self) -> list[Node]:
        """The places that get another code."""
        return [node for node in self.changed if not node.gone and node.was and node.key != node.was.key]

    @property
    def outcome(self) -> MapOutcome:
        """What the rooms above need to know."""
        closed: dict[int, list[tuple[int, int]]] = {node.place_id: [] for node in self.closed}
        for happening in self.happenings:
            for source, target, ppm in happening.passed:
                if source.place_id in closed:
                    closed[source.place_id].append((target.place_id, ppm))
        return MapOutcome(
            on=self.change.effective_on,
            document=self.change.document,
            closed=closed,
            made={node.place_id: int(node.kind) for node in self.made},
            place_key=area_key(self.area),
            reseat=self.change.reseat,
        )

    @property
    def area(self) -> Area | None:
        """The lowest area above all that it touches; None when only the country is."""
        return common_area(area for happening in self.happenings for area in areas_of(happening))

    def digest(self) -> str:
        """A fingerprint: two plans with the same one do the same."""
        change = self.change
        lines: list[object] = [change.document, change.effective_on.isoformat(), change.title, change.reseat]
        for node in [*self.changed, *self.made]:
            span_id = node.was.span_id if node.was else 0
            lines.append([span_id, node.parent_id, node.key, node.kind, node.name, node.gone])
        for happening in self.happenings:
            passed = [[source.place_id, target.place_id, ppm] for source, target, ppm in happening.passed]
            lines.append([happening.kind, passed])
        lines += [line.count for line in self.follows]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def foresee_change(change: MapChange) -> MapPlan:
    """What a change would do to the tree and to what the rooms above keep at its places."""
    draft = Draft()
    draft.take_in(_touched(change))
    remapping = Remapping(change, draft, _keys_ever)
    remapping.carry_out()
    plan = MapPlan(change, draft, remapping.happenings, remapping.problems)
    plan.problems += _flaws(plan)
    if not plan.problems:
        plan.problems += _clashes_in_time(plan)
    if not plan.problems:
        for check in map_change_checks:
            plan.follows += check.foresee(plan.outcome)
        plan.problems += [Problem(0, line.text) for line in plan.follows if line.hinders]
    plan.problems.sort()
    return plan


def areas_of(happening: Happening) -> Iterator[Area]:
    """The areas that an event touches, before and after."""
    for node in {id(node): node for passed in happening.passed for node in (passed.source, passed.target)}.values():
        yield area_of(node.key, node.level)
        if node.was is not None:
            yield area_of(node.was.key, node.was.kind.level)


def common_area(areas: Iterable[Area]) -> Area | None:
    """The area of the lowest place above (or at) all of some areas, or None when only the country is."""
    found = list(areas)
    if not found:
        return None
    low, high = min(area.low for area in found), max(area.high for area in found)
    for level in reversed(Level):
        if low // level.divisor == (high - 1) // level.divisor:
            return area_of(low // level.divisor * level.divisor, level)
    return None


def area_key(area: Area | None) -> int | None:
    """The key that stands for an area in the trail."""
    return None if area is None else area.low


# --- Reading what a change touches ---


def _touched(change: MapChange) -> Iterator[Known]:
    """Places that steps begin with and all below them; places they come under, with what lies directly below those."""
    on = change.effective_on
    begun = [code for step in change.steps for code in step.codes if is_code(code)]
    areas = outermost(area_of(key_of(code), level_of(code)) for code in begun)
    for start in range(0, len(areas), AREAS_A_QUERY):
        yield from _known(Span.objects.on(on).within(areas[start : start + AREAS_A_QUERY]))
    reached = {part.code for step in change.steps for part in step.parts if is_code(part.code)}
    reached |= {code for code in change.numbers.values() if is_code(code)} | set(begun)
    reached |= {above for code in reached if (above := parent_code(code))}
    found = list(_at_codes(reached, change))
    yield from found
    ids = [known.place_id for known in found]
    for start in range(0, len(ids), KEYS_A_QUERY):
        yield from _known(Span.objects.on(on).filter(parent_id__in=ids[start : start + KEYS_A_QUERY]))


def _at_codes(codes: set[str], change: MapChange) -> Iterator[Known]:
    for level in Level:
        keys = sorted(key_of(code) for code in codes if level_of(code) is level)
        for start in range(0, len(keys), KEYS_A_QUERY):
            spans = Span.objects.on(change.effective_on).at_level(level)
            yield from _known(spans.filter(key__in=keys[start : start + KEYS_A_QUERY]))


def _known(spans: SpanQuerySet) -> Iterator[Known]:
    for row in spans.values_list(*KNOWN_FIELDS).iterator():
        yield Known._make((*row[:4], Kind(row[4]), *row[5:]))


def _keys_ever(base: int, level: Level) -> set[int]:
    """By keys alone, which read a narrow range of one index: the key of a level is a multiple of its divisor."""
    spans = Span.objects.filter(key__gt=base, key__lt=base + Level(level - 1).divisor)
    return {key for key in spans.values_list("key", flat=True).iterator() if key % level.divisor == 0}


# --- What stands against it ---


def _flaws(plan: MapPlan) -> Iterator[Problem]:
    """What the change itself does not fit: codes given twice, places left under one that is closed."""
    draft = plan.draft
    fresh = [node for node in [*plan.changed, *plan.made] if not node.gone]
    for node, other in draft.doubled(fresh):
        words = {"code": node.code, "name": node.name, "other": other.name}
        yield Problem(node.row, _("%(name)s and %(other)s would both have the code %(code)s.") % words)
    for node in fresh:
        parent = draft.nodes.get(node.parent_id) if node.parent_id is not None else None
        if parent and not area_of(parent.key, parent.level).covers(area_of(node.key, node.level)):
            words = {"code": node.code, "name": node.name, "parent": parent.name}
            yield Problem(node.row, _("The code %(code)s of %(name)s does not lie below %(parent)s.") % words)
    for node in plan.closed:
        for child in draft.children(node):
            words = {"name": child.name, "code": child.code, "parent": node.name}
            yield Problem(node.row, _("%(name)s (%(code)s) is left in %(parent)s, which is closed.") % words)


def _clashes_in_time(plan: MapPlan) -> Iterator[Problem]:
    """What the change meets that begins or ends at its date or later."""
    on = plan.change.effective_on
    for node in plan.changed:
        yield from _begun_or_ended(node, on)
    steady = {id(node): node for h in plan.happenings for _source, node, _ppm in h.passed}
    parents = (plan.draft.nodes.get(node.parent_id or 0) for node in [*plan.changed, *plan.made] if not node.gone)
    steady |= {id(node): node for node in parents if node is not None}
    for node in steady.values():
        if node.was is not None and not node.changed and node.was.end_on != FOREVER:
            words = {"name": node.name, "end": node.was.end_on}
            yield Problem(node.row, _("%(name)s already changes on %(end)s.") % words)
    yield from _later_below(plan)
    yield from _later_at_codes(plan)


def _begun_or_ended(node: Node, on: date) -> Iterator[Problem]:
    was = node.was
    if was is None:
        return
    words = {"name": was.name, "code": was.code, "start": was.start_on, "end": was.end_on}
    if was.start_on >= on:
        text = _("%(name)s (%(code)s) is so since %(start)s: the change must take effect after that date.")
        yield Problem(node.row, text % words)
    elif was.end_on != FOREVER:
        yield Problem(node.row, _("%(name)s (%(code)s) already changes on %(end)s.") % words)


def _later_below(plan: MapPlan) -> Iterator[Problem]:
    """Places that begin after the date below those that move or close: what is set for later was set on the old map."""
    moving = [node for node in plan.changed if node.was and (node.gone or node.key != node.was.key)]
    areas = outermost(area_of(node.was.key, node.was.kind.level) for node in moving if node.was)
    rows = {area_of(node.was.key, node.was.kind.level): node.row for node in moving if node.was}
    for start in range(0, len(areas), AREAS_A_QUERY):
        spans = Span.objects.within(areas[start : start + AREAS_A_QUERY]).filter(start_on__gt=plan.change.effective_on)
        for later in spans.order_by("start_on", "key")[:5]:
            words = {"name": later.said, "code": later.code, "start": later.start_on}
            row = next((row for area, row in rows.items() if area.covers(later.area)), 0)
            text = _("%(name)s (%(code)s) begins on %(start)s: the change must take effect after that date.")
            yield Problem(row, text % words)


def _later_at_codes(plan: MapPlan) -> Iterator[Problem]:
    """Places outside the draft that have, or later get, a code that the change gives to another."""
    given: dict[Level, dict[int, Node]] = {level: {} for level in Level}
    for node in [*plan.changed, *plan.made]:
        if not node.gone and (node.was is None or node.key != node.was.key):
            given[node.level][node.key] = node
    ended = {node.was.span_id for node in plan.changed if node.was}
    for level, nodes in given.items():
        keys = sorted(nodes)
        for start in range(0, len(keys), KEYS_A_QUERY):
            some = Q(key__in=keys[start : start + KEYS_A_QUERY], end_on__gt=plan.change.effective_on)
            for span in Span.objects.at_level(level).filter(some):
                if span.pk not in ended:
                    words = {"name": span.said, "code": span.code, "start": span.start_on}
                    text = _("The code %(code)s belongs to %(name)s since %(start)s.")
                    yield Problem(nodes[span.key].row, text % words)
