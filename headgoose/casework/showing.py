"""Requests as pages show them: rows of lists, the log as a timeline, whose desk it is, the steps that can be taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from headgoose.casework.models import Event, Joiner, Photo, Request
from headgoose.casework.tables import tables
from headgoose.casework.wording import (
    HAPPENED,
    LABELS,
    LEVELS,
    Due,
    desk_name,
    due_of,
    number_of,
    reasons_of,
    tone_of,
)
from headgoose.kernel.area import Level
from headgoose.people.models import PostType
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of


@dataclass(frozen=True)
class Row:
    """A request in a list."""

    request: Request
    number: str
    where: str
    desk: str
    tone: str
    due: Due | None


def rows_of(requests: Sequence[Request], at: datetime) -> list[Row]:
    """Requests as rows of a list."""
    wanted = {place for one in requests for place in (one.place_id, one.village_id, one.desk_place_id)}
    spans = last_spans_of(wanted)
    return [
        Row(
            one,
            number_of(one.pk),
            where_of(one, spans),
            _desk_label(one.desk_type, spans.get(one.desk_place_id)),
            tone_of(one),
            due_of(one, at),
        )
        for one in requests
    ]


def where_of(request: Request, spans: Mapping[int, Span]) -> str:
    """The village and, where it is one, the grid."""
    names = [spans[place].said for place in (request.village_id, request.place_id) if place in spans]
    return " ".join(dict.fromkeys(names))


def _desk_label(post_type: PostType, span: Span | None) -> str:
    return desk_name(post_type, span.said) if span else post_type.name


@dataclass(frozen=True)
class Line:
    """One line of a log.

    Args:
        detail: what the step fixed, in words.
        reasons: why it went to a desk.
        inside: its text is for colleagues only.
    """

    event: Event
    what: str
    who: str
    detail: str = ""
    reasons: Sequence[str] = ()
    inside: bool = False
    photos: Sequence[Photo] = field(default_factory=list)


def log_of(request: Request) -> list[Line]:
    """The log of a request, newest first."""
    events = list(request.events.select_related("person").order_by("-number"))
    photos: dict[int, list[Photo]] = {}
    for photo in Photo.objects.filter(event__request=request).defer("content").order_by("pk"):
        photos.setdefault(photo.event_id, []).append(photo)
    types = {type_.pk: type_ for type_ in tables().types.values()}
    spans = last_spans_of({event.outcome["place"] for event in events if "place" in event.outcome})
    return [
        Line(
            event,
            str(HAPPENED.get(event.verb, event.verb)),
            _who(event),
            _detail(event, types, spans),
            reasons_of(event.outcome, tables().types),
            bool(event.text) and not event.open,
            photos.get(event.pk, []),
        )
        for event in events
    ]


def _who(event: Event) -> str:
    if event.label:
        return str(LABELS.get(event.label, event.label))
    return event.person.name if event.person else ""


def _detail(event: Event, types: Mapping[int, PostType], spans: Mapping[int, Span]) -> str:
    """What a step fixed: a desk, an office outside, another request, what was replied."""
    outcome: Mapping[str, Any] = event.outcome
    if "type" in outcome and outcome["type"] in types:
        to = _desk_label(types[outcome["type"]], spans.get(outcome["place"]))
        return _("to: %(desk)s") % {"desk": to}
    if "body" in outcome:
        return _("to: %(desk)s") % {"desk": outcome["body"]}
    if "into" in outcome:
        return _("into %(number)s") % {"number": number_of(outcome["into"])}
    if "solved" in outcome:
        return _reply(outcome)
    return _("met with silence") if outcome.get("silent") else ""


def _reply(outcome: Mapping[str, Any]) -> str:
    said = _("solved") if outcome["solved"] else _("not solved")
    if outcome.get("satisfaction"):
        return _("%(said)s; satisfaction %(mark)d of 5") % {"said": said, "mark": outcome["satisfaction"]}
    return said


def joined_desks(request: Request) -> list[str]:
    """The desks that joined, by name."""
    rows = list(Joiner.objects.filter(request=request).select_related("type").order_by("joined_at"))
    spans = last_spans_of({row.place_id for row in rows})
    return [_desk_label(row.type, spans.get(row.place_id)) for row in rows]


def whom_it_complains_of(request: Request, spans: Mapping[int, Span]) -> str:
    """The unit that a request complains of, or ""."""
    if request.against_place_id is None:
        return ""
    span = spans.get(request.against_place_id)
    place = span.said if span else ""
    if request.against_type is not None:
        return desk_name(request.against_type, place)
    return _("%(place)s, the whole office") % {"place": place}


def escalated_to(request: Request) -> str:
    """The level up to which it has been passed, or ""."""
    return str(LEVELS[Level(request.level)]) if request.level else ""


def spans_about(requests: Iterable[Request]) -> dict[int, Span]:
    """The places that requests name, as they were last."""
    wanted: set[int] = set()
    for one in requests:
        wanted |= {one.place_id, one.village_id, one.desk_place_id}
        if one.against_place_id is not None:
            wanted.add(one.against_place_id)
    return last_spans_of(wanted)
