"""What this room holds about a person, as plain values: all of it, or what lies inside some areas."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from headgoose.careers.models import Award, Extension, Handover, HandoverTask, Reserve, Review
from headgoose.kernel.area import Area
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of

Areas = Sequence[Area] | None
Held = list[dict[str, Any]]


def reviews_held(person_id: int, areas: Areas = None) -> Held:
    """The yearly reviews of the person."""
    rows = Review.objects.filter(person_id=person_id).select_related("tenure__type").order_by("year")
    return [
        {
            "post": row.tenure.type.name,
            "year": row.year,
            "state": row.state,
            "own_word": row.own_word,
            "written_at": row.written_at,
            "results": row.results,
            "grade": row.grade,
            "reviewed_at": row.reviewed_at,
            "confirmed_at": row.confirmed_at,
            "remark": row.remark,
        }
        for row in _inside(((row, row.tenure.place_id) for row in rows), areas)
    ]


def awards_held(person_id: int, areas: Areas = None) -> Held:
    """The awards of the person, revoked ones too."""
    rows = Award.objects.filter(person_id=person_id).select_related("tenure").order_by("awarded_on")
    columns = ("title", "level", "unit", "awarded_on", "document", "revoked_at", "revoked_why")
    return [_columns(row, columns) for row in _inside(((row, row.tenure.place_id) for row in rows), areas)]


def extensions_held(person_id: int, areas: Areas = None) -> Held:
    """How the person was let stay on."""
    rows = Extension.objects.filter(tenure__person_id=person_id).select_related("tenure").order_by("pk")
    columns = ("base_on", "from_on", "to_on", "why", "document", "made_at")
    return [_columns(row, columns) for row in _inside(((row, row.tenure.place_id) for row in rows), areas)]


def reserves_held(person_id: int, areas: Areas = None) -> Held:
    """The reserve lists that name the person, or named them."""
    rows = Reserve.objects.filter(person_id=person_id).select_related("type").order_by("pk")
    columns = ("state", "why", "proposed_at", "listed_at", "off_at", "off_why")
    kept = _inside(((row, row.place_id) for row in rows), areas)
    return [{"post": row.type.name, **_columns(row, columns)} for row in kept]


def handovers_held(person_id: int, areas: Areas = None) -> Held:
    """The handovers in which the person leaves or comes."""
    mine = Q(left__person_id=person_id) | Q(came__person_id=person_id)
    rows = Handover.objects.filter(mine).select_related("left__type").order_by("pk")
    columns = ("state", "opened_at", "due_on", "closed_at", "closed_why")
    kept = _inside(((row, row.left.place_id) for row in rows), areas)
    return [
        {
            "post": row.left.type.name,
            "leaves": row.left.person_id == person_id,
            **_columns(row, columns),
            "tasks": [_task(task) for task in row.tasks.select_related("item")],
        }
        for row in kept
    ]


def _task(task: HandoverTask) -> dict[str, Any]:
    return {"task": task.item.name, **_columns(task, ("given_at", "given_why", "taken_at"))}


def _columns(row: object, columns: Sequence[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _inside(rows: Iterable[tuple[Any, int]], areas: Areas) -> list[Any]:
    """Those at places inside the areas on the newest map; without areas all."""
    found = list(rows)
    if areas is None:
        return [row for row, _place in found]
    spans = last_spans_of(place for _row, place in found)
    return [row for row, place in found if place in spans and is_inside(spans[place].key, areas)]
