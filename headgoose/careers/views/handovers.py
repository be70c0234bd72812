"""Handovers: of a place, one's own, and the page of one with its tasks."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headgoose.careers.actions.handing_over import (
    confirm_task,
    drop_handover,
    give_in_stead,
    name_successor,
    open_handover,
)
from headgoose.careers.handovers import find_successor, get_handover, get_task
from headgoose.careers.listing import handovers_within, own_handovers
from headgoose.careers.models import Handover, HandoverState
from headgoose.careers.queries import get_overseen_tenure
from headgoose.careers.rules import area_of_tenure, may_oversee
from headgoose.careers.views.around import ON_PAGE, find_top, overseen_place
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

Row = tuple[Handover, Span]


@signed_in
@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """One's own handovers under way; and the way to those of the place that one oversees."""
    actor = get_actor(request)
    rows = list(own_handovers(actor))
    top = find_top(actor)
    if not rows and top is not None:
        return redirect("place-handovers", top.code)
    context = {"rows": rows_of(rows), "top": top, "on": today(), "section": "careers"}
    return render(request, "careers/own_handovers.html", context)


@signed_in
@require_safe
def place_handovers(request: HttpRequest, code: str) -> HttpResponse:
    """The handovers of a place and below; those under way first asked for, or only those overdue."""
    wanted = overseen_place(request, code)
    state = request.GET.get("state", "")
    state = state if state in {*HandoverState.values, "late"} else HandoverState.OPEN.value
    rows = handovers_within([wanted.span.area], wanted.on)
    late = rows.filter(state=HandoverState.OPEN, due_on__lt=wanted.on)
    page = Paginator(late if state == "late" else rows.filter(state=state), ON_PAGE).get_page(page_asked(request))
    context = {
        **wanted.context("place-handovers"),
        "page": page,
        "rows": rows_of(page),
        "state": state,
        "states": [*HandoverState.choices, ("late", _("overdue"))],
    }
    return render(request, "careers/handovers.html", context)


def rows_of(found: Iterable[Handover]) -> list[Row]:
    """Handovers with their places."""
    found = list(found)
    spans = last_spans_of(handover.left.place_id for handover in found)
    return [(handover, spans[handover.left.place_id]) for handover in found]


@signed_in
@require_safe
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """A handover: who leaves, who comes, and each task with what both have confirmed."""
    actor = get_actor(request)
    one = get_handover(actor, handover_id)
    under_way = one.state == HandoverState.OPEN
    gives = actor.person_id is not None and actor.person_id == one.left.person_id
    takes = actor.person_id is not None and one.came is not None and actor.person_id == one.came.person_id
    oversees = may_oversee(actor, area_of_tenure(one.left)) and actor.person_id is not None
    context = {
        "handover": one,
        "span": last_spans_of([one.left.place_id])[one.left.place_id],
        "tasks": one.tasks.select_related("item", "given_by", "taken_by"),
        "gives": gives and under_way,
        "takes": takes and under_way,
        "may_stand_in": oversees and not gives and not takes and under_way,
        "oversees": oversees and under_way,
        "successor": find_successor(one.left) if oversees and under_way and one.came is None else None,
        "late": under_way and one.due_on < today(),
        "crumbs": [(_("Handovers"), reverse("handovers")), (one.left.person.name, "")],
        "section": "careers",
    }
    return render(request, "careers/handover.html", context)


@signed_in
@require_POST
def begin(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Open the handover of a seat; to whoever was appointed next, if somebody was."""
    actor = get_actor(request)
    left = get_overseen_tenure(actor, tenure_id)
    came = find_successor(left)
    opened = open_handover(by=actor, at=now(), left_id=left.pk, came_id=came.pk if came else None)
    messages.success(request, _("The handover is open: both sides find its tasks on their desks."))
    return redirect("handover", opened.pk)


@signed_in
@require_POST
def confirm(request: HttpRequest, task_id: int) -> HttpResponse:
    """Confirm a task for one's own side."""
    actor = get_actor(request)
    task = get_task(actor, task_id)
    confirm_task(by=actor, at=now(), task_id=task_id)
    messages.success(request, _("Confirmed."))
    return redirect("handover", task.handover_id)


@signed_in
@require_POST
def stand_in(request: HttpRequest, task_id: int) -> HttpResponse:
    """Confirm a task in the stead of who left."""
    actor = get_actor(request)
    task = get_task(actor, task_id)
    give_in_stead(by=actor, at=now(), task_id=task_id, why=request.POST.get("why", "")[:4000])
    messages.success(request, _("Confirmed."))
    return redirect("handover", task.handover_id)


@signed_in
@require_POST
def name(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Say that whoever was appointed to the seat next takes it over."""
    actor = get_actor(request)
    came = find_successor(get_handover(actor, handover_id).left)
    if came is None:
        raise Refused(_("Nobody has been appointed to the seat yet."), Because.CONFLICT)
    name_successor(by=actor, at=now(), handover_id=handover_id, came_id=came.pk)
    messages.success(request, _("%(person)s takes the seat over.") % {"person": came.person.name})
    return redirect("handover", handover_id)


@signed_in
@require_POST
def drop(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Call a handover off with a reason."""
    actor = get_actor(request)
    get_handover(actor, handover_id)
    drop_handover(by=actor, at=now(), handover_id=handover_id, why=request.POST.get("why", "")[:4000])
    messages.success(request, _("The handover is called off."))
    return redirect("handover", handover_id)
