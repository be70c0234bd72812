"""What happened to public requests, step by step: the steps that everybody may know of, without who took them."""

from typing import Any

from django.db.models import QuerySet

from headgoose.casework.models import Event, RequestState, are_public
from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.formats import w3
from headgoose.casework.open311.jurisdictions import area_asked
from headgoose.casework.open311.words import for_everybody
from headgoose.casework.wording import HAPPENED
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import now, today

ROOT = "service_request_updates"
ROWS_MOST, PAGES_MOST = 1000, 1000
ID_DIGITS = 18
OPEN, CLOSED = "open", "closed"
CLOSED_STATES = (
    RequestState.CLOSED,
    RequestState.REJECTED,
    RequestState.TRANSFERRED,
    RequestState.MERGED,
)
# What is between an office and who asked, and what the system does by itself, is not told.
VERBS = frozenset(HAPPENED) - {"receive", "join", "move", "call_back", "reply", "exclude", "erase"}
# Of the others only that they happened: why an office sends something on is not for everybody.
TOLD = {"pause", "answer", "close", "reject", "hand_over", "reopen", "note", "add"}


def public_events() -> QuerySet[Event]:
    """The steps of public requests."""
    return Event.objects.filter(are_public("request__"), verb__in=sorted(VERBS), open=True)


def note_of(event: Event) -> dict[str, Any]:
    """A step beside its request."""
    return {
        "datetime": w3(event.at),
        "summary": str(HAPPENED[event.verb]),
        "description": _words(event) or None,
        "type": event.verb,
    }


def update_list(asked: Asked) -> tuple[str, Any]:
    """The steps that were asked for, the newest first."""
    found = public_events().select_related("request")
    area = area_asked(asked.text("jurisdiction_id").strip(), today())
    if area != EVERYWHERE:
        found = found.filter(request__key__gte=area.low, request__key__lt=area.high)
    if numbers := asked.listed("service_request_id"):
        found = found.filter(request__in=[number for one in numbers if (number := number_of(one))])
    else:
        first, last = asked.window(now())
        found = found.filter(at__gte=first, at__lte=last)
    rows = found.order_by("-at", "-pk")[page_asked(asked)]
    return ROOT, [update_of(event) for event in rows]


def update_of(event: Event) -> dict[str, Any]:
    """A step by itself."""
    return {
        "update_id": str(event.pk),
        "service_request_id": str(event.request_id),
        "status": status_of(event.state),
        "updated_datetime": w3(event.at),
        "description": _words(event) or str(HAPPENED[event.verb]),
        "media_url": None,
    }


def status_of(state: str) -> str:
    """Open or closed: a request is closed when there is nothing more to come."""
    return CLOSED if state in CLOSED_STATES else OPEN


def _words(event: Event) -> str:
    return for_everybody(event.text) if event.verb in TOLD else ""


def number_of(text: str) -> int | None:
    """A service_request_id as a number; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else None


def page_asked(asked: Asked) -> slice:
    """Which rows."""
    size = asked.count("page_size", ROWS_MOST, ROWS_MOST)
    start = (asked.count("page", PAGES_MOST, 1) - 1) * size
    return slice(start, start + size)
