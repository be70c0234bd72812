"""Requests in words: what steps are called, what a log tells, when something is due, why it went to a desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from headgoose.casework.deadlines import used_minutes
from headgoose.casework.models import Request, RequestState
from headgoose.casework.models.request import OPEN_STATES
from headgoose.casework.replay import Standing
from headgoose.casework.routing import COMPLAINED_OF, NO_PLACE, VACANT
from headgoose.kernel.area import Level
from headgoose.look.wording import reads_chinese
from headgoose.people.models import PostType

DAY_MINUTES, HOUR_MINUTES = 1440, 60
# Nearer than this share of its time, a deadline is said to be near.
NEAR_SHARE = 5

# What a button says.
STEPS: dict[str, Promise] = {
    "accept": pgettext_lazy("step of a request", "Accept"),
    "start": pgettext_lazy("step of a request", "Begin"),
    "answer": pgettext_lazy("step of a request", "Answer"),
    "pause": pgettext_lazy("step of a request", "Pause"),
    "resume": pgettext_lazy("step of a request", "Go on"),
    "return": pgettext_lazy("step of a request", "Give back"),
    "transfer": pgettext_lazy("step of a request", "Send to another desk"),
    "designate": pgettext_lazy("step of a request", "Designate a desk"),
    "reject": pgettext_lazy("step of a request", "Reject"),
    "hand_over": pgettext_lazy("step of a request", "Pass to an office outside"),
    "join": pgettext_lazy("step of a request", "Bring in another desk"),
    "merge": pgettext_lazy("step of a request", "Merge into another"),
    "note": pgettext_lazy("step of a request", "Write a note"),
    "close": pgettext_lazy("step of a request", "Close"),
    "reopen": pgettext_lazy("step of a request", "Open again"),
    "call_back": pgettext_lazy("step of a request", "Called, nobody reached"),
    "reply": pgettext_lazy("step of a request", "Take down the reply"),
    "exclude": pgettext_lazy("step of a request", "Leave out of the rates"),
    "erase": pgettext_lazy("step of a request", "Erase"),
    "reveal": pgettext_lazy("step of a request", "Show who asked"),
}
# What the log says happened.
HAPPENED: dict[str, Promise] = {
    "receive": pgettext_lazy("log of a request", "came in"),
    "accept": pgettext_lazy("log of a request", "accepted"),
    "start": pgettext_lazy("log of a request", "work began"),
    "answer": pgettext_lazy("log of a request", "answered"),
    "pause": pgettext_lazy("log of a request", "paused"),
    "resume": pgettext_lazy("log of a request", "went on"),
    "return": pgettext_lazy("log of a request", "given back"),
    "transfer": pgettext_lazy("log of a request", "sent to another desk"),
    "designate": pgettext_lazy("log of a request", "desk designated by the county"),
    "reject": pgettext_lazy("log of a request", "rejected"),
    "hand_over": pgettext_lazy("log of a request", "passed to an office outside"),
    "join": pgettext_lazy("log of a request", "another desk joined"),
    "merge": pgettext_lazy("log of a request", "merged into another"),
    "note": pgettext_lazy("log of a request", "note"),
    "add": pgettext_lazy("log of a request", "added by who asked"),
    "close": pgettext_lazy("log of a request", "closed"),
    "reopen": pgettext_lazy("log of a request", "opened again"),
    "escalate": pgettext_lazy("log of a request", "passed to the level above"),
    "move": pgettext_lazy("log of a request", "followed a change of the map"),
    "call_back": pgettext_lazy("log of a request", "called, nobody reached"),
    "reply": pgettext_lazy("log of a request", "reply of who asked"),
    "exclude": pgettext_lazy("log of a request", "left out of the rates"),
    "erase": pgettext_lazy("log of a request", "erased"),
}
LABELS: dict[str, Promise] = {
    "resident": pgettext_lazy("log of a request", "who asked"),
    "system": pgettext_lazy("log of a request", "the system"),
}
TONES: dict[str, str] = {
    RequestState.NEW: "warn",
    RequestState.PAUSED: "plain",
    RequestState.REOPENED: "warn",
    RequestState.REJECTED: "plain",
    RequestState.TRANSFERRED: "plain",
    RequestState.MERGED: "plain",
    RequestState.CLOSED: "plain",
}
LEVELS: dict[Level, Promise] = {
    Level.PROVINCE: gettext_lazy("province"),
    Level.PREFECTURE: gettext_lazy("prefecture"),
    Level.COUNTY: gettext_lazy("county"),
    Level.TOWNSHIP: gettext_lazy("township"),
    Level.VILLAGE: gettext_lazy("village or community"),
    Level.GRID: gettext_lazy("grid"),
}


def number_of(request_id: int) -> str:
    """What offices call a request."""
    return _("No. %(number)d") % {"number": request_id}


def tone_of(request: Request) -> str:
    """The tone of its state."""
    return TONES.get(request.state, "")


def span_text(minutes: int) -> str:
    """A span of time in its two largest units."""
    days, rest = divmod(abs(minutes), DAY_MINUTES)
    hours, left = divmod(rest, HOUR_MINUTES)
    parts = []
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if left and not days:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", left) % {"count": left})
    if not parts:
        return _("less than a minute")
    return _gap().join(parts[:2])


@dataclass(frozen=True)
class Due:
    """When something is due, in words.

    Args:
        tone, icon: a colour and a sign that say the same.
    """

    label: str
    at: datetime | None
    text: str
    tone: str = ""
    icon: str = "clock"


def due_of(request: Request, at: datetime) -> Due | None:
    """What is due next of a request in a list; the span is by the clock. None where nothing is."""
    due = request.accept_by or request.answer_by
    if request.state not in OPEN_STATES:
        return None
    if request.state == RequestState.PAUSED or due is None:
        return Due(_("Answer"), None, _("rests"), "plain", "circle-dashed")
    label = _("Accept") if request.accept_by else _("Answer")
    minutes = int((due - at).total_seconds() // 60)
    if minutes < 0:
        return Due(label, due, _("late by %(span)s") % {"span": span_text(minutes)}, "bad", "alert-triangle")
    tone = "warn" if minutes < DAY_MINUTES else ""
    return Due(label, due, _("%(span)s left") % {"span": span_text(minutes)}, tone)


def deadlines_of(request: Request, standing: Standing, at: datetime) -> list[Due]:
    """The deadlines of a request with what is left of them, in time that counts."""
    found = []
    if standing.accept_by is not None:
        found.append(_deadline(_("to be accepted by"), standing, standing.accept_by, standing.accept_minutes, at))
    if request.state == RequestState.PAUSED:
        found.append(Due(_("to be answered by"), None, _rest_of(standing, at), "plain", "circle-dashed"))
    elif request.state in OPEN_STATES and standing.answer_by is not None:
        found.append(_deadline(_("to be answered by"), standing, standing.answer_by, standing.answer_minutes, at))
    elif request.answered_at and standing.answer_by is not None:
        found.append(_answered(standing.answer_by, request.answered_at))
    return found


def _rest_of(standing: Standing, at: datetime) -> str:
    if standing.began_at is None:
        return _("rests")
    left = standing.answer_minutes - used_minutes(standing.began_at, at, standing.pauses, standing.counts)
    if left < 0:
        return _("rests; it was late by %(span)s") % {"span": span_text(left)}
    return _("rests, with %(span)s left") % {"span": span_text(left)}


def _deadline(label: str, standing: Standing, due: datetime, minutes: int, at: datetime) -> Due:
    if due < at:
        over = used_minutes(due, at, (), standing.counts)
        return Due(label, due, _("late by %(span)s") % {"span": _counted(over, standing)}, "bad", "alert-triangle")
    left = used_minutes(at, due, (), standing.counts)
    tone = "warn" if left * NEAR_SHARE < minutes else "good"
    return Due(label, due, _("%(span)s left") % {"span": _counted(left, standing)}, tone)


def _counted(minutes: int, standing: Standing) -> str:
    """A span in time that counts, and which time that is."""
    text = span_text(minutes)
    return _("%(span)s of working days") % {"span": text} if standing.working else text


def _answered(due: datetime, answered_at: datetime) -> Due:
    if answered_at <= due:
        return Due(_("to be answered by"), due, _("answered in time"), "good", "circle-check")
    late = int((answered_at - due).total_seconds() // 60)
    text = _("answered late, by %(span)s") % {"span": span_text(late)}
    return Due(_("to be answered by"), due, text, "bad", "alert-triangle")


def reasons_of(outcome: Mapping[str, Any], types: Mapping[str, PostType]) -> list[str]:
    """Why an event sent a request to a desk, in sentences."""
    why = outcome.get("why")
    if not isinstance(why, Mapping):
        return []
    said = []
    if why.get("by_hand"):
        said.append(_("Chosen by hand."))
    if why.get("returned"):
        said.append(_("Given back: it goes one level up."))
    if "level" in why:
        said.append(_rule_text(why))
    said += [_skip_text(skip, types) for skip in why.get("skipped", ())]
    return said


def _rule_text(why: Mapping[str, Any]) -> str:
    words = {"level": str(LEVELS[Level(why["level"])])}
    if why.get("category"):
        return _("The route of the category leads to the level: %(level)s.") % words
    return _("The general route leads to the level: %(level)s.") % words


def _skip_text(skip: Mapping[str, Any], types: Mapping[str, PostType]) -> str:
    """What stood against a desk on the way."""
    level = Level(skip["level"])
    post = types[skip["type"]].name if skip.get("type") in types else ""
    words = {"level": str(LEVELS[level]), "post": post}
    sentences = {
        NO_PLACE: _("There is no place of the level: %(level)s."),
        VACANT: _("No %(post)s in post there (%(level)s)."),
        COMPLAINED_OF: _("It complains of the %(level)s, which therefore does not get it."),
    }
    return sentences[skip["why"]] % words


def chained_reasons(reasons: Iterable[str]) -> str:
    """Reasons one after another."""
    return _gap().join(reasons)


def _gap() -> str:
    """What stands between two pieces of a text: nothing in Chinese."""
    return "" if reads_chinese() else " "


def desk_name(post_type: PostType, place: str) -> str:
    """A desk in words: the place and its post."""
    return _("%(place)s, %(post)s") % {"place": place, "post": post_type.name}
