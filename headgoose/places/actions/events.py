"""Changes of the map: places renamed, recoded, moved, merged, split and closed, by a document from a date on.

One path for a single step and for all steps of a document: worked out on a draft, checked, written as new spans.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import key_of
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import MapOutcome, map_change_checks
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.changes import LONGEST_DOCUMENT, LONGEST_TITLE, MOST_STEPS, MapChange, Part, Step
from headgoose.places.drafting import Node
from headgoose.places.foresight import MapPlan, area_key, areas_of, common_area, foresee_change
from headgoose.places.models import EventKind, Kind, Mark, PlaceEvent, Succession
from headgoose.places.names import plain_text
from headgoose.places.remapping import Happening
from headgoose.places.rules import check_date
from headgoose.places.writing import NewSpan, end_marks, end_spans, lay_spans, lock_tree, new_places
from headgoose.records.actions import Entry, record_acts

VERBS = {
    EventKind.RENAME: "places.rename_place",
    EventKind.RECODE: "places.recode_place",
    EventKind.MOVE: "places.move_place",
    EventKind.MERGE: "places.merge_places",
    EventKind.SPLIT: "places.split_place",
    EventKind.CLOSE: "places.close_place",
}


def preview_map_change(*, by: Actor, at: datetime, change: MapChange) -> MapPlan:
    """What a change would do, with all that stands against it. Refused to who may not make it."""
    check_change(by, change, date_of(at))
    plan = foresee_change(change)
    _check_may(by, plan)
    return plan


@action
def apply_map_change(*, by: Actor, at: datetime, change: MapChange, token: str | None = None) -> list[PlaceEvent]:
    """Make all steps of a document take effect at its date, or none; the events in the order in which they happen.

    Args:
        token: `digest` of the plan as it was previewed; refused when the change would do something else by now.

    Raises:
        Refused: with the first problem in words and all of them, by row, in `details["problems"]`.
    """
    check_change(by, change, date_of(at))
    lock_tree()
    plan = foresee_change(change)
    _check_may(by, plan)
    if token is not None and token != plan.digest():
        raise Refused(
            _("The tree has changed since the preview: look again at what the change would do."), Because.CONFLICT
        )
    if plan.problems:
        raise Refused(plan.problems[0].text, Because.CONFLICT, problems=plan.problems)
    return _write(plan, by, at)


@action
def rename_place(
    *, by: Actor, at: datetime, document: str, on: date, code: str, name: str, kind: Kind | None = None
) -> PlaceEvent:
    """Give a place another name, another kind of the same level, or both, from a date on."""
    step = Step(EventKind.RENAME, (code,), (Part(name=name, kind=kind),))
    return _apply_one(by, at, document, on, step)


@action
def recode_place(
    *, by: Actor, at: datetime, document: str, on: date, code: str, new_code: str, name: str = ""
) -> PlaceEvent:
    """Give a place another code under the same parent, and another name if one is given; all below follow."""
    step = Step(EventKind.RECODE, (code,), (Part(new_code, name),))
    return _apply_one(by, at, document, on, step)


@action
def move_place(
    *, by: Actor, at: datetime, document: str, on: date, code: str, new_code: str, name: str = ""
) -> PlaceEvent:
    """Put a place and all below it under another parent.

    Args:
        new_code: its code there, or the parent's for a free number.
    """
    step = Step(EventKind.MOVE, (code,), (Part(new_code, name),))
    return _apply_one(by, at, document, on, step)


@action
def merge_places(
    *,
    by: Actor,
    at: datetime,
    document: str,
    on: date,
    codes: Sequence[str],
    into: Part,
    numbers: Mapping[str, str] | None = None,
    reseat: bool = False,
) -> PlaceEvent:
    """Merge places into one that is there or is made; what lies below them comes under it.

    Args:
        numbers: codes afterwards of what lies below, by the code before.
        reseat: whether those in post at places that are closed take free seats at the new one.
    """
    step = Step(EventKind.MERGE, tuple(codes), (into,))
    return _apply_one(by, at, document, on, step, numbers or {}, reseat)


@action
def split_place(
    *,
    by: Actor,
    at: datetime,
    document: str,
    on: date,
    code: str,
    parts: Sequence[Part],
    numbers: Mapping[str, str] | None = None,
    reseat: bool = False,
) -> PlaceEvent:
    """Split a place into two or more; a part without a code, or with the place's own, keeps its identity.

    Args:
        numbers: where what lies below goes, by its code: its code afterwards, or that of the part for a free number.
    """
    step = Step(EventKind.SPLIT, (code,), tuple(parts))
    return _apply_one(by, at, document, on, step, numbers or {}, reseat)


@action
def close_place(*, by: Actor, at: datetime, document: str, on: date, code: str) -> PlaceEvent:
    """Close a place below which nothing lies; what it was passes to the place above it."""
    return _apply_one(by, at, document, on, Step(EventKind.CLOSE, (code,)))


def _apply_one(
    by: Actor,
    at: datetime,
    document: str,
    on: date,
    step: Step,
    numbers: Mapping[str, str] | None = None,
    reseat: bool = False,
) -> PlaceEvent:
    change = MapChange(document=document, effective_on=on, steps=(step,), numbers=numbers or {}, reseat=reseat)
    return apply_map_change(by=by, at=at, change=change)[0]


def check_change(by: Actor, change: MapChange, today: date) -> None:
    """A change has a document, a date that can be, and steps; and is for those who may change the map somewhere."""
    if not by.scope(Right.CHANGE_MAP):
        raise Refused(_("Your posts do not let you change the map."), Because.FORBIDDEN)
    check_date(change.effective_on, today, "on")
    for text, longest, field in (
        (change.document, LONGEST_DOCUMENT, "document"),
        (change.title, LONGEST_TITLE, "title"),
    ):
        if len(text) > longest or not text.isprintable() or text != plain_text(text):
            raise Refused(_("Write this in at most %(limit)s plain characters.") % {"limit": longest}, field=field)
    if not change.document:
        raise Refused(_("Name the document by which the map changes."), field="document")
    if not change.steps:
        raise Refused(_("The change has no steps."))
    if len(change.steps) > MOST_STEPS:
        raise Refused(_("A change has at most %(limit)s steps.") % {"limit": MOST_STEPS}, Because.TOO_LARGE)


def _check_may(by: Actor, plan: MapPlan) -> None:
    """Each event needs the right over the lowest place above all that it touches."""
    for happening in plan.happenings:
        area = common_area(areas_of(happening))
        if area is None or not by.may(Right.CHANGE_MAP, area):
            raise Refused(_("Your posts do not let you change the map here."), Because.FORBIDDEN)
    if not plan.happenings and not plan.problems:
        raise Refused(_("The change has no steps."))


# --- Writing ---


def _write(plan: MapPlan, by: Actor, at: datetime) -> list[PlaceEvent]:
    """End the spans that change, lay the new ones, record what happened, and let the rooms above do their part."""
    on = plan.change.effective_on
    ids = {node.place_id: place_id for node, place_id in zip(plan.made, new_places(len(plan.made), at), strict=True)}
    closed = [node.place_id for node in plan.closed]
    inherited = _marks_of_made(plan, ids)
    end_spans([node.was.span_id for node in plan.changed if node.was], on)
    end_marks(closed, on)
    fresh = [node for node in [*plan.changed, *plan.made] if not node.gone]
    lay_spans([_span(node, ids, on) for node in fresh])
    Mark.objects.bulk_create(inherited)
    events = _write_events(plan, by, at, ids)
    _record(plan, by, at, events)
    outcome = _with_ids(plan.outcome, ids)
    for check in map_change_checks:
        check.carry_out(by, at, outcome)
    return events


def _span(node: Node, ids: Mapping[int, int], on: date) -> NewSpan:
    parent_id = None if node.parent_id is None else ids.get(node.parent_id, node.parent_id)
    return NewSpan(ids.get(node.place_id, node.place_id), parent_id, node.key, node.kind, node.name, on)


def _write_events(plan: MapPlan, by: Actor, at: datetime, ids: Mapping[int, int]) -> list[PlaceEvent]:
    change = plan.change
    events = PlaceEvent.objects.bulk_create(
        PlaceEvent(
            kind=happening.kind,
            effective_on=change.effective_on,
            document=change.document,
            title=change.title,
            place_key=area_key(common_area(areas_of(happening))),
            made_at=at,
            user_id=by.user_id,
        )
        for happening in plan.happenings
    )
    Succession.objects.bulk_create(
        Succession(
            event=event,
            from_place_id=source.place_id,
            to_place_id=ids.get(target.place_id, target.place_id),
            share_ppm=ppm,
        )
        for event, happening in zip(events, plan.happenings, strict=True)
        for source, target, ppm in happening.passed
    )
    return events


def _record(plan: MapPlan, by: Actor, at: datetime, events: Sequence[PlaceEvent]) -> None:
    """One act an event, in their order."""
    told = zip(plan.happenings, events, strict=True)
    for kind, alike in groupby(told, key=lambda pair: pair[0].kind):
        entries = [entry for happening, event in alike for entry in _entries(happening, event)]
        record_acts(by=by, at=at, verb=VERBS[kind], entries=entries)


def _entries(happening: Happening, event: PlaceEvent) -> Iterator[Entry]:
    """The event itself, and the same once for each place that it is about, under the code it had and the one it has."""
    whole = _entry(happening, event)
    yield whole
    nodes = {node.place_id: node for passed in happening.passed for node in (passed.source, passed.target)}
    for node in nodes.values():
        keys = {key_of(code) for code in (node.code, node.was.code if node.was else "") if code}
        for key in sorted(keys - {event.place_key}):
            yield replace(whole, place_key=key)


def _entry(happening: Happening, event: PlaceEvent) -> Entry:
    """An event as the trail keeps it: the places before and after."""
    sources = {passed.source.place_id: passed.source for passed in happening.passed}
    targets = {passed.target.place_id: passed.target for passed in happening.passed}
    return Entry(
        subject=f"places.place_event:{event.pk}",
        place_key=event.place_key,
        touches_from=event.effective_on,
        before={"places": [[node.was.code, node.was.name] for node in sources.values() if node.was]},
        after={
            "document": event.document,
            "effective_on": event.effective_on.isoformat(),
            "places": [[node.code, node.name] for node in targets.values()],
            "shares_ppm": [passed.share_ppm for passed in happening.passed],
        },
    )


def _with_ids(outcome: MapOutcome, ids: Mapping[int, int]) -> MapOutcome:
    return MapOutcome(
        on=outcome.on,
        document=outcome.document,
        closed={
            place_id: [(ids.get(heir, heir), ppm) for heir, ppm in heirs] for place_id, heirs in outcome.closed.items()
        },
        made={ids[place_id]: kind for place_id, kind in outcome.made.items()},
        place_key=outcome.place_key,
        reseat=outcome.reseat,
    )


def _marks_of_made(plan: MapPlan, ids: Mapping[int, int]) -> list[Mark]:
    """A place that is made carries the marks that all those it comes from carry themselves."""
    on = plan.change.effective_on
    origins: dict[int, set[int]] = {place_id: set() for place_id in ids}
    for happening in plan.happenings:
        for source, target, _ppm in happening.passed:
            if target.place_id in origins:
                origins[target.place_id].add(source.place_id)
    carried = _marks_by_place({place_id for places in origins.values() for place_id in places}, on)
    marks = []
    for made, places in origins.items():
        kinds = [set(carried.get(place_id, {})) for place_id in places]
        for kind in sorted(set.intersection(*kinds)) if kinds else []:
            words = carried[min(places)][kind]
            marks.append(Mark(place_id=ids[made], kind=kind, start_on=on, end_on=FOREVER, source=words))
    return marks


def _marks_by_place(place_ids: Iterable[int], on: date) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for mark in Mark.objects.filter(place_id__in=list(place_ids), start_on__lt=on, end_on__gt=on):
        found.setdefault(mark.place_id, {})[mark.kind] = mark.source
    return found
