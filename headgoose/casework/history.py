"""What was set at a place: rows with from when to when, and who set them, from the trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from headgoose.casework.actions.setting import SUBJECTS
from headgoose.casework.models import Category, DeadlineRule, RouteRule
from headgoose.casework.models.tables import FOR_GOOD, Dated, Urgency
from headgoose.casework.tables import tables
from headgoose.casework.wording import LEVELS, span_text
from headgoose.kernel.area import Level
from headgoose.places.queries import last_spans_of
from headgoose.records.models import Act

SHOWN = 100


@dataclass(frozen=True)
class Held:
    """A row in words.

    Args:
        key: what it is about, as forms name it.
        origin: the place that set it; "" for what the programme brings along.
        own: whether the place that is looked at set it itself.
    """

    row: Dated
    key: str
    about: str
    says: str
    origin: str
    own: bool = False


@dataclass(frozen=True)
class Past:
    """A row that was set at a place, whether it holds or not."""

    about: str
    says: str
    start_at: datetime
    end_at: datetime | None
    source: str
    set_by: str
    ended_by: str


def held(rows: Iterable[Dated], place_id: int) -> list[Held]:
    """Rows in force with where they come from."""
    found = list(rows)
    spans = last_spans_of({row.place_id for row in found if row.place_id is not None})
    return [
        Held(
            row,
            key_of_row(row),
            about_of(row),
            said_of(row),
            spans[row.place_id].said if row.place_id in spans else "",
            row.place_id == place_id,
        )
        for row in found
    ]


def deadlines_at(places: Sequence[int]) -> list[DeadlineRule]:
    """The deadlines in force at a place: the nearest row of each category and urgency."""
    order = {place: turn for turn, place in enumerate(places)}
    rows = [row for row in tables().deadlines if row.place_id is None or row.place_id in order]
    found: dict[tuple[str, str], DeadlineRule] = {}
    for row in sorted(rows, key=lambda row: order.get(row.place_id or -1, len(order))):
        found.setdefault((row.category, row.urgency), row)
    turns = {value: turn for turn, value in enumerate(Urgency.values)}
    return sorted(found.values(), key=lambda row: (row.category, turns[row.urgency]))


def routes_at(places: Sequence[int]) -> list[RouteRule]:
    """The routes in force at a place: the nearest row of each category."""
    order = {place: turn for turn, place in enumerate(places)}
    rows = [row for row in tables().routes if row.place_id is None or row.place_id in order]
    found: dict[str, RouteRule] = {}
    for row in sorted(rows, key=lambda row: order.get(row.place_id or -1, len(order))):
        found.setdefault(row.category, row)
    return sorted(found.values(), key=lambda row: row.category)


def key_of_row(row: Dated) -> str:
    """What names a row among those of its table."""
    if isinstance(row, Category):
        return row.code
    if isinstance(row, DeadlineRule):
        return f"{row.category}:{row.urgency}"
    return row.category if isinstance(row, RouteRule) else ""


def about_of(row: Dated) -> str:
    """What a row is about, in words."""
    if isinstance(row, Category):
        return row.name
    if isinstance(row, DeadlineRule):
        return f"{category_name(row.category)} · {row.get_urgency_display()}"
    return category_name(row.category) if isinstance(row, RouteRule) else ""


def category_name(code: str) -> str:
    """A category by its code; "" stands for those without a row of their own."""
    if not code:
        return _("all other categories")
    return next((row.name for row in tables().categories if row.code == code), code)


def said_of(row: Dated) -> str:
    """What a row says, in words."""
    if isinstance(row, Category):
        said = _("not in public lists") if row.private else _("in public lists")
        return f"{row.example} ({said})" if row.example else said
    if isinstance(row, DeadlineRule):
        words = {
            "accept": span_text(row.accept_minutes),
            "answer": span_text(row.answer_minutes),
            "above": span_text(row.escalated_minutes),
        }
        if row.working:
            return _("accept within %(accept)s, answer within %(answer)s, each level above %(above)s; working days") % (
                words
            )
        return _("accept within %(accept)s, answer within %(answer)s, each level above %(above)s") % words
    if isinstance(row, RouteRule):
        types = tables().types
        name = types[row.post_type].name if row.post_type in types else row.post_type
        return f"{LEVELS[Level(row.level)]} · {name}"
    return ""


def past_of(place_id: int) -> list[Past]:
    """All that was ever set at a place, newest first."""
    rows: list[Dated] = []
    for model in SUBJECTS:
        rows += model._default_manager.filter(place_id=place_id).order_by("-start_at")[:SHOWN]
    authors = _authors(rows)
    found = [
        Past(
            about_of(row),
            said_of(row),
            row.start_at,
            None if row.end_at == FOR_GOOD else row.end_at,
            row.source,
            authors.get(("set", subject_of(row)), ""),
            authors.get(("end", subject_of(row)), ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.start_at, reverse=True)[:SHOWN]


def subject_of(row: Any) -> str:
    """How the trail names a row."""
    return f"{SUBJECTS[type(row)]}{row.pk}"


def _authors(rows: Iterable[Dated]) -> dict[tuple[str, str], str]:
    """Who set and who ended rows, by verb and subject."""
    subjects = [subject_of(row) for row in rows]
    acts = Act.objects.filter(subject__in=subjects).order_by("id").values_list("verb", "subject", "actor_label")
    return {(verb.removeprefix("casework.").partition("_")[0], subject): label for verb, subject, label in acts}
