"""Townships draw the grids of their villages: make, rename, close, redraw."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level, code_of
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Kind, Span
from headgoose.places.names import grid_name
from headgoose.places.queries import (
    children,
    closing_reasons,
    common_key,
    get_span,
    grids_as_seen,
    last_spans_of,
    spans_of,
)
from headgoose.places.rules import (
    check_can_draw_grids,
    check_can_end,
    check_name,
    next_numbers,
    number_of,
    township_of,
)
from headgoose.places.writing import NewSpan, end_spans, lay_spans, lock_tree, new_places
from headgoose.records.actions import record_act


@dataclass(frozen=True)
class NewGrid:
    """A grid that was made."""

    place_id: int
    key: int

    @property
    def code(self) -> str:
        """Its 15 digits."""
        return code_of(self.key, Level.GRID)


@dataclass(frozen=True)
class Redrawn:
    """What became of a village's grids, as codes."""

    kept: list[str]
    closed: list[str]
    made: list[str]


@action
def make_grids(
    *,
    by: Actor,
    at: datetime,
    village_code: str,
    count: int,
    start_on: date,
    names: Sequence[str] = (),
    seen: str | None = None,
) -> list[NewGrid]:
    """Make grids in a village or community, numbered on from the last one.

    Args:
        seen: what `grids_as_seen` said when this was decided; refused when the village's grids have changed since, so
            that a form sent twice makes grids once.
        names: their names in order; "第N网格" where none is given.
    """
    village = get_span(village_code, start_on)
    by.require(Right.DRAW_GRIDS, township_of(village))
    if count < 1:
        raise Refused(_("At least one grid must be made."), field="count")
    lock_tree()
    if seen is not None and seen != grids_as_seen(village.place_id):
        raise Refused(_("The grids of this village have changed meanwhile: look at them again."), Because.CONFLICT)
    made = _draw([(village, count)], at, start_on, names)
    _note(by, at, "make_grids", village, start_on, after=[grid.code for grid in made])
    return made


@action
def make_grids_many(*, by: Actor, at: datetime, counts: Sequence[tuple[int, int]], start_on: date) -> list[NewGrid]:
    """Make grids in many villages at once, by the same rules as `make_grids`.

    Args:
        counts: (place id of the village, number of grids), each village once.

    Returns:
        The grids, village by village in the order given.
    """
    villages = spans_of((place_id for place_id, _count in counts), start_on)
    if len(villages) != len(counts):
        raise Refused(_("A village is named twice, or does not exist on that date."), Because.NOT_FOUND)
    for span in villages.values():
        by.require(Right.DRAW_GRIDS, township_of(span))
    lock_tree()
    made = _draw([(villages[place_id], count) for place_id, count in counts], at, start_on)
    record_act(
        by=by,
        at=at,
        verb="places.make_grids_many",
        subject="places.tree",
        place_key=common_key(span.key for span in villages.values()),
        touches_from=start_on,
        after={"villages": len(counts), "grids": len(made)},
    )
    return made


@action
def rename_grid(*, by: Actor, at: datetime, code: str, name: str, on: date) -> None:
    """Give a grid another name from a date on."""
    grid = _open_grid(by, code, on)
    plain = check_name(name)
    if plain == grid.name:
        raise Refused(_("The grid has this name already."), field="name")
    check_can_end(grid, on, date_of(at))
    end_spans([grid.pk], on)
    lay_spans([NewSpan(grid.place_id, grid.parent_id, grid.key, Kind.GRID, plain, on)])
    _note(by, at, "rename_grid", grid, on, before=grid.name, after=plain)


@action
def close_grid(*, by: Actor, at: datetime, code: str, on: date) -> None:
    """Close a grid at a date. Refused while somebody is in post there."""
    grid = _open_grid(by, code, on)
    check_can_end(grid, on, date_of(at))
    if reason := closing_reasons([grid.place_id], on).get(grid.place_id):
        raise Refused(reason, Because.CONFLICT)
    end_spans([grid.pk], on)
    _note(by, at, "close_grid", grid, on, before=grid.code)


@action
def redraw_grids(*, by: Actor, at: datetime, village_code: str, count: int, on: date) -> Redrawn:
    """Have a village made of so many grids from a date on.

    The lower numbers stay, the higher ones go, new ones are numbered on. A grid with somebody in post stays before one
    without.
    """
    village = get_span(village_code, on)
    by.require(Right.DRAW_GRIDS, township_of(village))
    lock_tree()
    present = children(village, on)
    if count < 0 or count == len(present):
        raise Refused(_("The village already has this number of grids."), field="count")
    going = _going(present, len(present) - count, on)
    for grid in going:
        check_can_end(grid, on, date_of(at))
    end_spans([grid.pk for grid in going], on)
    made = _draw([(village, count - len(present))], at, on) if count > len(present) else []
    gone = {grid.pk for grid in going}
    redrawn = Redrawn(
        kept=[grid.code for grid in present if grid.pk not in gone],
        closed=[grid.code for grid in going],
        made=[grid.code for grid in made],
    )
    after = {"closed": redrawn.closed, "made": redrawn.made}
    _note(by, at, "redraw_grids", village, on, before=len(present), after=after)
    return redrawn


def _going(present: list[Span], surplus: int, on: date) -> list[Span]:
    """The grids to close: highest numbers first, none of them with a reason against it."""
    if surplus <= 0:
        return []
    reasons = closing_reasons([grid.place_id for grid in present], on)
    free = [grid for grid in reversed(present) if grid.place_id not in reasons]
    if len(free) < surplus:
        raise Refused(next(iter(reasons.values())), Because.CONFLICT)
    return free[:surplus]


def _open_grid(by: Actor, code: str, on: date) -> Span:
    lock_tree()
    grid = get_span(code, on)
    if grid.level is not Level.GRID:
        raise Refused(_("%(name)s is not a grid.") % {"name": grid.said}, field="code")
    by.require(Right.DRAW_GRIDS, township_of(grid))
    return grid


def _draw(counts: Sequence[tuple[Span, int]], at: datetime, start_on: date, names: Sequence[str] = ()) -> list[NewGrid]:
    """Check, number and write new grids of villages; the one path of every action here."""
    villages = [village for village, _count in counts]
    latest = last_spans_of(village.place_id for village in villages)
    used, open_now = _numbers(villages, start_on)
    ids = iter(new_places(sum(max(count, 0) for _village, count in counts), at))
    spans: list[NewSpan] = []
    for village, count in counts:
        check_can_draw_grids(village, latest[village.place_id], start_on, date_of(at))
        for order, number in enumerate(next_numbers(used[village.key], open_now[village.key], count)):
            name = check_name(names[order]) if order < len(names) else grid_name(number)
            spans.append(NewSpan(next(ids), village.place_id, village.key + number, Kind.GRID, name, start_on))
    lay_spans(spans)
    return [NewGrid(span.place_id, span.key) for span in spans]


def _numbers(villages: Iterable[Span], start_on: date) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """By key of the village: the numbers ever used, and those open on the date or later."""
    keys = [village.key for village in villages]
    low, high = min(keys), max(keys) + Level.VILLAGE.divisor
    used: dict[int, list[int]] = defaultdict(list)
    open_now: dict[int, list[int]] = defaultdict(list)
    grids = Span.objects.at_level(Level.GRID).filter(key__gte=low, key__lt=high)
    for key, end_on in grids.values_list("key", "end_on").iterator():
        number = number_of(key)
        used[key - number].append(number)
        if end_on > start_on:
            open_now[key - number].append(number)
    return used, open_now


def _note(
    by: Actor, at: datetime, name: str, span: Span, on: date, before: object = None, after: object = None
) -> None:
    record_act(
        by=by,
        at=at,
        verb=f"places.{name}",
        subject=f"places.place:{span.place_id}",
        place_key=span.key,
        touches_from=on,
        before=before,
        after=after,
    )
