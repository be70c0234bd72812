"""A file of places: previewed, then applied as a whole or discarded."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import PurePath
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, code_of, level_of, parent_code
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.places.models import ImportState, Kind, Span, SpanQuerySet, TreeImport
from headgoose.places.names import plain_text
from headgoose.places.planning import Known, Plan, hindrances, plan_tree, roots_of
from headgoose.places.queries import closing_reasons, common_key
from headgoose.places.reading import Reading, read_places
from headgoose.places.rules import check_can_import, check_date
from headgoose.places.states import TREE_IMPORT
from headgoose.places.writing import NewSpan, end_marks, end_spans, lay_spans, lock_tree, new_places
from headgoose.records.actions import record_act

LISTED = 200
KNOWN_FIELDS = ("id", "place_id", "parent_id", "key", "kind", "name", "start_on", "end_on")


def preview_tree_import(*, by: Actor, at: datetime, file_name: str, content: bytes, effective_on: date) -> TreeImport:
    """Keep a file with what it would change. Nothing in the tree changes yet.

    The file is read before the action begins: one that takes long to read holds up nobody who writes.

    Args:
        effective_on: the date from which the tree is as the file says.
    """
    check_date(effective_on, date_of(at))
    check_can_import(by, ())
    reading = read_places(content)
    return _keep_preview(by=by, at=at, file_name=file_name, content=content, effective_on=effective_on, reading=reading)


@action
def _keep_preview(
    *, by: Actor, at: datetime, file_name: str, content: bytes, effective_on: date, reading: Reading
) -> TreeImport:
    """Plan what a file that was read would change, and keep both."""
    plan = _plan(by, reading, effective_on)
    made = TreeImport.objects.create(
        file_name=plain_text(PurePath(file_name.replace("\0", "")).name)[:200] or "-",
        sha256=hashlib.sha256(content).hexdigest(),
        effective_on=effective_on,
        content=zlib.compress(content),
        summary=_summary(reading, plan),
        user_id=by.user_id,
        made_at=at,
    )
    _note(by, at, "preview_tree_import", made)
    return made


@action
def apply_tree_import(*, by: Actor, at: datetime, import_id: int) -> TreeImport:
    """Make the tree as the file says, from its date on. Refused when the tree has changed since the preview."""
    taken = _get_import(import_id)
    check_can_import(by, taken.areas)
    taken.state = TREE_IMPORT.allowed(taken.state, "apply")
    lock_tree()
    reading = read_places(zlib.decompress(taken.content))
    plan = _plan(by, reading, taken.effective_on)
    if taken.summary["counts"]["problems"]:
        raise Refused(_("The file has problems: put them right and send it again."))
    if plan.digest() != taken.summary["digest"] or plan.problems:
        message = _("The tree has changed since the preview: send the file again to see what it would change now.")
        raise Refused(message, Because.CONFLICT)
    _write(plan, at, taken.effective_on)
    taken.save(update_fields=["state"])
    _note(by, at, "apply_tree_import", taken)
    return taken


@action
def discard_tree_import(*, by: Actor, at: datetime, import_id: int) -> TreeImport:
    """Put a previewed file aside."""
    taken = _get_import(import_id)
    check_can_import(by, taken.areas)
    taken.state = TREE_IMPORT.allowed(taken.state, "discard")
    taken.save(update_fields=["state"])
    _note(by, at, "discard_tree_import", taken)
    return taken


def _get_import(import_id: int) -> TreeImport:
    taken = TreeImport.objects.select_for_update().filter(pk=import_id).first()
    if taken is None:
        raise Refused(_("There is no such import."), Because.NOT_FOUND)
    return taken


def _plan(by: Actor, reading: Reading, on: date) -> Plan:
    """What a file would change on a date, with all that stands against it."""
    roots = roots_of(reading.codes)
    check_can_import(by, roots)
    _check_date_fits(roots, on)
    plan = plan_tree(reading.rows, reading.codes, _known(roots, on), _above(reading.codes, on))
    closing = [place.place_id for place in plan.gone]
    affected = closing + [change.old.place_id for change in plan.moved]
    youngest = dict(_open_grids(affected, on))
    plan.problems += hindrances(plan, on, closing_reasons(closing, on) if closing else {}, youngest)
    return plan


def _inside(roots: Sequence[Area]) -> Iterator[SpanQuerySet]:
    """All spans but grids inside the roots, some roots at a time: a statement has its limits."""
    for start in range(0, len(roots), LISTED):
        yield Span.objects.within(roots[start : start + LISTED]).filter(kind__lt=Kind.GRID)


def _known(roots: Sequence[Area], on: date) -> list[Known]:
    rows = chain.from_iterable(spans.on(on).values_list(*KNOWN_FIELDS) for spans in _inside(roots))
    return [Known._make((*row[:4], Kind(row[4]), *row[5:])) for row in rows]


def _check_date_fits(roots: Sequence[Area], on: date) -> None:
    """Nothing inside the roots may begin after the date of effect: what is set for later was set on today's tree."""
    for spans in _inside(roots):
        later = spans.filter(start_on__gt=on).order_by("-start_on").first()
        if later is None:
            continue
        words = {"name": later.said, "code": later.code, "start": later.start_on}
        message = _("%(name)s (%(code)s) is as it is since %(start)s: the file cannot take effect before that date.")
        raise Refused(message % words, field="effective_on")


def _above(codes: Iterable[str], on: date) -> dict[str, int]:
    """Places of the tree that the file does not name and that its places hang on, by code."""
    parents = {parent_code(code) for code in codes if len(code) in {level.digits for level in Level}}
    wanted = {code for code in parents if code is not None and code not in codes}
    found: dict[str, int] = {}
    for level in sorted({level_of(code) for code in wanted}):
        keys = [int(code) * level.divisor for code in wanted if level_of(code) is level]
        for start in range(0, len(keys), LISTED):
            spans = Span.objects.on(on).at_level(level).filter(key__in=keys[start : start + LISTED])
            found.update((code_of(key, level), place_id) for key, place_id in spans.values_list("key", "place_id"))
    return found


def _open_grids(village_ids: Sequence[int], on: date) -> Iterable[tuple[int, date]]:
    """For villages with grids that are open on a date or later: when the youngest of these began."""
    for start in range(0, len(village_ids), LISTED):
        some = village_ids[start : start + LISTED]
        grids = Span.objects.at_level(Level.GRID).filter(parent_id__in=some, end_on__gt=on)
        yield from grids.values_list("parent_id").annotate(youngest=Max("start_on")).order_by()


def _write(plan: Plan, at: datetime, on: date) -> None:
    """Close what ends, then lay what begins."""
    for row, place_id in zip(plan.new, new_places(len(plan.new), at), strict=True):
        plan.place_ids[row.code] = place_id
    keys = {change.old.place_id: change.row for change in plan.moved}
    grids = _grids_of(list(keys), on)
    end_spans([change.old.span_id for change in plan.changed + plan.moved], on)
    end_spans([place.span_id for place in plan.gone] + [grid.pk for grid in grids], on)
    end_marks([place.place_id for place in plan.gone], on)
    rows = plan.new + [change.row for change in plan.changed + plan.moved]
    spans = []
    for row in rows:
        parent = parent_code(row.code)
        parent_id = None if parent is None else plan.place_ids[parent]
        key = int(row.code) * row.kind.level.divisor
        spans.append(NewSpan(plan.place_ids[row.code], parent_id, key, row.kind, row.name, on))
    for grid in grids:
        village = keys[grid.parent_id or 0]
        key = int(village.code) * village.kind.level.divisor + grid.key % village.kind.level.divisor
        spans.append(NewSpan(grid.place_id, grid.parent_id, key, Kind.GRID, grid.name, on))
    lay_spans(spans)


def _grids_of(village_ids: Sequence[int], on: date) -> list[Span]:
    found: list[Span] = []
    for start in range(0, len(village_ids), LISTED):
        some = village_ids[start : start + LISTED]
        found += Span.objects.on(on).at_level(Level.GRID).filter(parent_id__in=some)
    return found


def _summary(reading: Reading, plan: Plan) -> dict[str, Any]:
    """What the preview page shows: all counts, the beginning of each list, and the fingerprint of the changes."""
    problems = sorted(reading.problems + plan.problems, key=lambda remark: remark.row)
    lists: dict[str, Sequence[Any]] = {
        "new": [[row.number, row.code, row.name, row.kind] for row in plan.new],
        "renamed": [[c.row.number, c.row.code, c.old.name, c.row.name] for c in plan.renamed],
        "kind_changed": [[c.row.number, c.row.code, c.row.name, c.old.kind, c.row.kind] for c in plan.kind_changed],
        "moved": [[c.row.number, c.old.code, c.row.code, c.row.name] for c in plan.moved],
        "gone": [[place.code, place.name] for place in plan.gone],
        "problems": problems,
        "notices": reading.notices,
    }
    return {
        "counts": {name: len(rows) for name, rows in lists.items()}
        | {"rows": len(reading.rows), "unchanged": plan.unchanged},
        "lists": {name: rows[:LISTED] for name, rows in lists.items()},
        "roots": [[area.low, area.high] for area in plan.roots],
        "digest": plan.digest(),
    }


def _note(by: Actor, at: datetime, name: str, taken: TreeImport) -> None:
    record_act(
        by=by,
        at=at,
        verb=f"places.{name}",
        subject=f"places.tree_import:{taken.pk}",
        place_key=common_key(low for low, _high in taken.summary["roots"]),
        touches_from=taken.effective_on if taken.state == ImportState.APPLIED else FOREVER,
        after={"file": taken.file_name, "sha256": taken.sha256, **taken.summary["counts"]},
    )
