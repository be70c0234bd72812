"""The steps of a paper, each a button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.reversing import decline_reversal, propose_reversal, reverse_order
from headgoose.orders.actions.steps import approve_order, discard_order, return_order, submit_order


def _step(request: HttpRequest, paper_id: int, act: Callable[..., Any], said: Promise, *names: str) -> HttpResponse:
    """Take a step with what the form says under some names, and show the paper again."""
    words = {name: request.POST.get(name, "")[:4000] for name in names}
    act(by=get_actor(request), at=now(), paper_id=paper_id, **words)
    messages.success(request, str(said))
    return redirect("order", paper_id)


@signed_in
@require_POST
def submit(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Hand over for approval."""
    return _step(request, paper_id, submit_order, _("The order waits for approval by a second person."), "token")


@signed_in
@require_POST
def approve(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Approve."""
    return _step(request, paper_id, approve_order, _("The order is approved; it can be issued now."), "token")


@signed_in
@require_POST
def give_back(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Give back to be changed."""
    return _step(request, paper_id, return_order, _("The order was returned to be changed."), "why")


@signed_in
@require_POST
def discard(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Put a draft aside."""
    return _step(request, paper_id, discard_order, _("The draft was put aside; nothing has changed."))


@signed_in
@require_POST
def issue(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Issue."""
    return _step(
        request,
        paper_id,
        issue_paper,
        _("The order is issued: every line is on record and takes effect on its day."),
        "token",
    )


@signed_in
@require_POST
def propose(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Ask that it be taken back."""
    words = _("It was proposed to take the order back; a second person decides.")
    return _step(request, paper_id, propose_reversal, words, "why")


@signed_in
@require_POST
def decline(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Let it stand."""
    return _step(request, paper_id, decline_reversal, _("The order stands as it was issued."))


@signed_in
@require_POST
def take_back(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take it back."""
    return _step(request, paper_id, reverse_order, _("The order is taken back: everything is as it was before."))
