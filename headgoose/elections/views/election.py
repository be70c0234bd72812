"""The page of one election: what it is about, its way so far, and the steps that the table offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from headgoose.elections.actions.confirming import take_back_confirmation
from headgoose.elections.actions.steps import (
    annul_election,
    call_by_election,
    postpone_election,
    publish_lists,
    set_election_day,
)
from headgoose.elections.forms import DayForm, ElectionForm, PublishForm, WhyForm
from headgoose.elections.models import Cause, Contest, Election, ElectionState
from headgoose.elections.panels import TONES, list_url
from headgoose.elections.queries import get_election, posts_of, vacant_posts
from headgoose.elections.rules import can_take
from headgoose.elections.states import ELECTION
from headgoose.elections.views.progress import around
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import Post
from headgoose.places.models import Span

STEPS: dict[str, Promise] = {
    "publish": gettext_lazy("Lists published"),
    "hold": gettext_lazy("Put the result on record"),
    "postpone": gettext_lazy("Postpone"),
    "set_day": gettext_lazy("Set another day"),
    "confirm": gettext_lazy("Confirm the village"),
    "take_back": gettext_lazy("Take the confirmation back"),
    "annul": gettext_lazy("Declare void"),
    "call_by_election": gettext_lazy("Call a by-election"),
}
CHANGES: dict[str, Promise] = {
    "postpone": gettext_lazy("postponed"),
    "set_day": gettext_lazy("another day set"),
    "annul": gettext_lazy("declared void"),
    "take_back": gettext_lazy("confirmation taken back"),
}
DONE: dict[str, Promise] = {
    "publish": gettext_lazy("The lists are published."),
    "postpone": gettext_lazy("The election is postponed."),
    "set_day": gettext_lazy("The election has another day."),
    "take_back": gettext_lazy("The confirmation is taken back: everything is as it was before."),
    "annul": gettext_lazy("The election is void."),
    "call_by_election": gettext_lazy("The by-election is called."),
}
ACTS: dict[str, Callable[..., Any]] = {
    "postpone": postpone_election,
    "set_day": set_election_day,
    "annul": annul_election,
    "take_back": take_back_confirmation,
    "call_by_election": call_by_election,
}
WITH_DAY = {"set_day", "call_by_election"}
DANGER = {"annul", "take_back"}
FIRST = ("confirm", "publish", "hold", "set_day")
# Steps with a page of their own.
ELSEWHERE = {"hold", "confirm"}


@dataclass(frozen=True)
class Step:
    """A step as the page offers it: a form, or a link to a page of its own."""

    verb: str
    label: Promise
    form: ElectionForm | None = None
    url: str = ""
    danger: bool = False
    open: bool = False


@signed_in
@require_safe
def election_page(request: HttpRequest, election_id: int) -> HttpResponse:
    """One election."""
    actor = get_actor(request)
    election, span = get_election(actor, election_id)
    return _page(request, actor, election, span)


@signed_in
@require_POST
def step(request: HttpRequest, election_id: int, verb: str) -> HttpResponse:
    """Take a step, or show the page with what stands against it."""
    actor = get_actor(request)
    election, span = get_election(actor, election_id)
    if verb not in STEPS or verb in ELSEWHERE:
        raise Refused(_("There is no such step."), Because.NOT_FOUND)
    form = form_of(election, verb, request.POST)
    if form.is_valid():
        try:
            done = _take(actor, election, verb, form, request.POST.get("version", ""))
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(DONE[verb]))
            return redirect("election", done.pk)
    return _page(request, actor, election, span, verb, form)


def form_of(election: Election, verb: str, sent: Any = None) -> ElectionForm:
    """The form of a step, empty or with what was sent."""
    named = f"{verb}_%s"
    if verb == "publish":
        return PublishForm(_posts(election), sent, auto_id=named)
    return (DayForm if verb in WITH_DAY else WhyForm)(sent, auto_id=named)


def _posts(election: Election) -> list[Post]:
    return vacant_posts(election, today()) if election.cause == Cause.VACANCY else posts_of(election)


def _take(actor: Actor, election: Election, verb: str, form: ElectionForm, version: str) -> Election:
    told: dict[str, Any] = {"by": actor, "at": now(), "election_id": election.pk}
    said = form.cleaned_data
    if isinstance(form, PublishForm):
        token = version or None
        return publish_lists(**told, listed_on=said["listed_on"], standing=form.standing, token=token)
    day = {"planned_on": said["planned_on"]} if verb in WITH_DAY else {}
    done: Any = ACTS[verb](**told, **day, why=said["why"])
    return election if isinstance(done, list) else done


def steps_of(actor: Actor, election: Election, span: Span, tried: str, form: ElectionForm | None) -> list[Step]:
    """The steps that the table offers in this state and the actor's posts allow; the way onward first."""
    found = []
    for verb in sorted(ELECTION.verbs(election.state), key=_rank):
        if not can_take(actor, verb, span.key) or _is_idle(election, verb):
            continue
        url = ""
        if verb == "hold":
            url = reverse("election-result", args=[election.pk])
        elif verb == "confirm":
            url = f"{reverse('elections-confirm', args=[span.code])}?term={election.term.code}"
        own = form if verb == tried else None if url else form_of(election, verb)
        first = verb in FIRST and (verb != "set_day" or election.state == ElectionState.POSTPONED)
        found.append(Step(verb, STEPS[verb], own, url, verb in DANGER, first or verb == tried))
    return found


def _rank(verb: str) -> int:
    return FIRST.index(verb) if verb in FIRST else len(FIRST)


def _is_idle(election: Election, verb: str) -> bool:
    """Whether a step that the state allows leads nowhere: nothing is vacant, or another election came since."""
    if verb == "take_back":
        return election.afterwards
    if verb != "call_by_election":
        return False
    if election.state == ElectionState.CONFIRMED and not vacant_posts(election, today()):
        return True
    same = Election.objects.filter(place=election.place_id, term=election.term_id, body=election.body)
    later = same.filter(number__gt=election.number)
    return later.exists() if election.state == ElectionState.VOID else any(one.is_open for one in later)


def _page(
    request: HttpRequest,
    actor: Actor,
    election: Election,
    span: Span,
    tried: str = "",
    form: ElectionForm | None = None,
) -> HttpResponse:
    steps = steps_of(actor, election, span, tried, form)
    shown = tried in {one.verb for one in steps}
    changes = list(election.changes.all())
    followed = Election.objects.filter(follows=election).order_by("number")
    readable = actor.may(Right.READ, span.area)
    context = {
        **around(actor, span, election.term, str(election.get_body_display())),
        "election": election,
        "tone": TONES[election.state],
        "contests": _contests(election),
        "called": next((change for change in changes if change.verb == "call_by_election"), None),
        "changes": [(change, CHANGES[change.verb]) for change in changes if change.verb in CHANGES],
        "followed": followed,
        "steps": steps,
        "links": [one for one in steps if one.url],
        "forms": [one for one in steps if one.form is not None],
        "tried_in_vain": str(next(iter(form.non_field_errors()), "")) if form and not shown else "",
        "all_url": list_url(span, election.term) if readable else "",
    }
    status = form.status if form is not None and form.errors else 200
    return render(request, "elections/election.html", context, status=status)


def _contests(election: Election) -> list[Contest]:
    return list(election.contests.select_related("post__type", "person", "tenure").order_by("pk"))
