"""The reserve of a place: who is on the list, who is proposed; proposing, deciding, taking off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.careers.actions.reserves import list_reserve, propose_reserve, take_off_reserve
from headgoose.careers.forms import ProposeForm
from headgoose.careers.listing import reserves_within
from headgoose.careers.models import Reserve, ReserveState
from headgoose.careers.queries import get_reserve
from headgoose.careers.states import RESERVE
from headgoose.careers.views.around import ON_PAGE, Overseen, number_sent, overseen_place, type_asked
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.people.models import PostType
from headgoose.people.queries import Found, find_persons
from headgoose.places.names import plain_text
from headgoose.places.queries import last_spans_of, spans_of

CANDIDATES = 8
WORDS_MOST = 40


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def place_reserve(request: HttpRequest, code: str) -> HttpResponse:
    """The list of a place and below, and a form to propose somebody for it."""
    wanted = overseen_place(request, code)
    types = PostType.objects.filter(pk__in=_types_within(wanted))
    looking = request.method == "POST" and "find" in request.POST
    form = ProposeForm(types, None if looking else request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            _propose(request, wanted, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The proposal waits for a second officer."))
            return redirect("place-reserve", wanted.span.code)
    status = form.status if form.is_bound and form.errors else 200
    words = plain_text(request.POST.get("words", "")[: 4 * WORDS_MOST])[:WORDS_MOST]
    found = _found(wanted.actor, words)
    context = {
        **wanted.context("place-reserve"),
        **_listed(request, wanted),
        "form": form,
        "looking": looking,
        "words": words,
        "found": found,
        "chosen": request.POST.get("person", ""),
        "types": types,
    }
    return render(request, "careers/reserve.html", context, status=status)


def _types_within(wanted: Overseen) -> list[int]:
    """The kinds of post that sit at the place or below it."""
    level = int(wanted.span.level)
    return [type_.pk for type_ in PostType.objects.all() if max(type_.kinds) // 10 >= level]


def _found(actor: Actor, words: str) -> list[Found]:
    return find_persons(words, actor.scope(Right.READ), today(), CANDIDATES) if words else []


def _propose(request: HttpRequest, wanted: Overseen, form: ProposeForm) -> None:
    said = form.cleaned_data
    propose_reserve(
        by=wanted.actor,
        at=now(),
        person_id=number_sent(request, "person"),
        type_id=said["type"].pk,
        place_id=wanted.span.place_id,
        why=said["why"],
    )


def _listed(request: HttpRequest, wanted: Overseen) -> dict[str, object]:
    """The page of the list that was asked for."""
    state = request.GET.get("state", "")
    state = state if state in ReserveState.values else ""
    type_ = type_asked(request)
    page = Paginator(reserves_within(wanted.span.area, wanted.on, type_, state), ON_PAGE).get_page(page_asked(request))
    spans = spans_of((row.place_id for row in page), wanted.on)
    rows = [(row, spans[row.place_id], _steps(wanted.actor, row)) for row in page]
    return {"page": page, "rows": rows, "state": state, "states": ReserveState.choices, "type": type_}


def _steps(actor: Actor, row: Reserve) -> list[str]:
    """What the reader may do with a name: never with their own, and not decide on what they proposed."""
    if actor.person_id in {None, row.person_id}:
        return []
    return [step for step in RESERVE.verbs(row.state) if step != "list" or actor.person_id != row.proposer_id]


@signed_in
@require_POST
def put_on(request: HttpRequest, reserve_id: int) -> HttpResponse:
    """Put somebody proposed on the list."""
    actor = get_actor(request)
    row = get_reserve(actor, reserve_id)
    list_reserve(by=actor, at=now(), reserve_id=reserve_id)
    messages.success(request, _("%(person)s is on the list.") % {"person": row.person.name})
    return redirect("place-reserve", last_spans_of([row.place_id])[row.place_id].code)


@signed_in
@require_POST
def take_off(request: HttpRequest, reserve_id: int) -> HttpResponse:
    """Take somebody off the list, or turn a proposal down, with a reason."""
    actor = get_actor(request)
    row = get_reserve(actor, reserve_id)
    take_off_reserve(by=actor, at=now(), reserve_id=reserve_id, why=request.POST.get("why", "")[:4000])
    messages.success(request, _("%(person)s is off the list.") % {"person": row.person.name})
    return redirect("place-reserve", last_spans_of([row.place_id])[row.place_id].code)
