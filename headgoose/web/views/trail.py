"""Pages of the trail: of one's area, of a place, of a person, of a record; on the page or as a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from headgoose.kernel.asking import read_date
from headgoose.kernel.clock import CHINA, EARLIEST, FOREVER, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, csv_answer, xlsx_answer
from headgoose.kernel.trail_words import about_person, split_subject, verbs
from headgoose.people.queries import get_person
from headgoose.places.queries import find_last_span, find_span, get_span
from headgoose.places.views.place import trail_to
from headgoose.records.models import Act
from headgoose.records.trail import Wanted
from headgoose.web.trail.lines import Line, Names, lines_of
from headgoose.web.trail.reach import Reach, check_reads_trail

ON_PAGE = 50
ROWS_AWAY = 5_000
HEADER = (
    gettext_lazy("Number"),
    gettext_lazy("When"),
    gettext_lazy("Who"),
    gettext_lazy("What was done"),
    gettext_lazy("To what"),
    gettext_lazy("Code"),
    gettext_lazy("Place"),
    gettext_lazy("What changed"),
    gettext_lazy("From where"),
)
Read = Callable[[Wanted, int], list[Act]]


@dataclass(frozen=True)
class Shown:
    """A trail to show: its title, the way to it, and how to read it."""

    title: str
    crumbs: list[tuple[str, str]]
    read: Read
    must_hold: bool = False


@signed_in
@require_safe
def trail(request: HttpRequest) -> HttpResponseBase:
    """The trail of all areas whose trail the reader may read."""
    actor = get_actor(request)
    check_reads_trail(actor)
    return _answer(request, Shown(_("Trail"), [], Reach(actor, today()).of_all))


@signed_in
@require_safe
def place_trail(request: HttpRequest, code: str) -> HttpResponseBase:
    """The trail of a place and all below."""
    actor, on = get_actor(request), today()
    span = find_span(code, on) or find_last_span(code) or get_span(code, on)
    actor.require(Right.READ_TRAIL, span.area)
    reach = Reach(actor, on)
    title = _("Trail of %(what)s") % {"what": span.said}
    crumbs = trail_to(span, actor, on, _("Trail"))
    return _answer(request, Shown(title, crumbs, lambda wanted, limit: reach.of_place(span.area, wanted, limit)))


@signed_in
@require_safe
def person_trail(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """What was done about a person of the reader's area: posts, account."""
    actor, on = get_actor(request), today()
    person = get_person(person_id, actor.scope(Right.READ_TRAIL), on)
    upon = [subject for find in about_person for subject in find(person_id)]
    title = _("Trail of %(what)s") % {"what": person.name}
    crumbs = [(person.name, reverse("person", args=[person_id])), (_("Trail"), "")]
    reach = Reach(actor, on)
    return _answer(request, Shown(title, crumbs, lambda wanted, limit: reach.of_subjects(upon, wanted, limit)))


@signed_in
@require_safe
def record_trail(request: HttpRequest, subject: str) -> HttpResponseBase:
    """What was done to one record; a 404 when the reader may see none of it."""
    actor, on = get_actor(request), today()
    reach = Reach(actor, on)
    if not reach.of_subjects([subject], Wanted(), 1):
        raise Refused(_("There is no such record in your area."), Because.NOT_FOUND)
    noun, number = split_subject(subject)
    named = Names([Act(subject=subject)], actor, on).of(noun, number)
    title = _("Trail of %(what)s") % {"what": named.label}
    crumbs = [(_("Trail"), reverse("trail")), (named.label, "")]
    return _answer(request, Shown(title, crumbs, lambda wanted, limit: reach.of_subjects([subject], wanted, limit)))


def _answer(request: HttpRequest, shown: Shown) -> HttpResponseBase:
    wanted = _wanted(request)
    form = request.GET.get("as", "")
    if form == "csv":
        return csv_answer(f"{shown.title}.csv", HEADER, _rows_away(request, shown, wanted))
    if form == "xlsx":
        rows = list(_rows_away(request, shown, wanted))
        return xlsx_answer(f"{shown.title}.xlsx", [Sheet(_("Trail"), HEADER, rows)])
    return _page(request, shown, wanted)


def _page(request: HttpRequest, shown: Shown, wanted: Wanted) -> HttpResponse:
    acts = shown.read(wanted, ON_PAGE + 1)
    lines = lines_of(acts[:ON_PAGE], get_actor(request), today())
    context: dict[str, Any] = {
        "shown": shown,
        "lines": lines,
        "wanted": wanted,
        "verbs": sorted(((name, str(words)) for name, words in verbs.items()), key=lambda verb: verb[1]),
        "who": lines[0].act.actor_label if lines and wanted.user_id is not None else wanted.user_id,
        "taken": _query(wanted),
        "next": _cursor(acts[ON_PAGE - 1]) if len(acts) > ON_PAGE else "",
        "may_verify": bool(get_actor(request).scope(Right.VERIFY_SEALS)),
        "filtered": replace(wanted, before=None) != Wanted(),
        "section": "trail",
    }
    return render(request, "web/trail.html", context)


def _rows_away(request: HttpRequest, shown: Shown, wanted: Wanted) -> Iterator[list[Cell]]:
    acts = shown.read(replace(wanted, before=None), ROWS_AWAY + 1)
    for line in lines_of(acts[:ROWS_AWAY], get_actor(request), today()):
        yield _row_away(line)
    if len(acts) > ROWS_AWAY:
        yield [_("Only the first %(limit)s rows are here: narrow the list to take the rest.") % {"limit": ROWS_AWAY}]


def _row_away(line: Line) -> list[Cell]:
    return [
        line.act.pk,
        f"{line.act.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        line.act.actor_label,
        line.verb,
        line.subject.label,
        line.place.code if line.place else None,
        line.place.said if line.place else None,
        line.changes_text,
        line.act.origin,
    ]


def _wanted(request: HttpRequest) -> Wanted:
    """The filters in the address; what makes no sense is left out, a wrong date is refused."""
    verb, who = request.GET.get("verb", ""), request.GET.get("who", "")
    return Wanted(
        since=_date(request, "since"),
        until=_date(request, "until"),
        verb=verb if verb in verbs else "",
        user_id=int(who) if who.isascii() and who.isdigit() and len(who) <= 18 else None,
        before=_before(request.GET.get("before", "")),
    )


def _date(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    return read_date(text) if text else None


def _cursor(act: Act) -> str:
    return f"{act.at.isoformat()}_{act.pk}"


def _before(text: str) -> tuple[datetime, int] | None:
    at, _underscore, number = text.partition("_")
    try:
        instant = datetime.fromisoformat(at)
        sane = instant.tzinfo and EARLIEST.year <= instant.year < FOREVER.year and len(number) <= 18
        return (instant, int(number)) if sane else None
    except ValueError:
        return None


def _query(wanted: Wanted) -> str:
    """The filters as a query, without the place in the list."""
    parts = {"since": wanted.since, "until": wanted.until, "verb": wanted.verb, "who": wanted.user_id}
    return urlencode({name: str(value) for name, value in parts.items() if value not in (None, "")})
