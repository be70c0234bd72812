"""The steps of a run, each a button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from headgoose.dispatch.actions.drafting import reopen_run
from headgoose.dispatch.actions.relaxing import relax_run
from headgoose.dispatch.actions.solving import start_solving, stop_solving
from headgoose.dispatch.actions.steps import (
    approve_run,
    decline_reversal,
    discard_run,
    issue_run,
    propose_reversal,
    return_run,
    reverse_run,
)
from headgoose.dispatch.forms import whole_number
from headgoose.dispatch.views.inputs import version_on
from headgoose.dispatch.working import solve_if_small
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in


def _step(request: HttpRequest, run_id: int, act: Callable[..., Any], said: Promise, *names: str) -> HttpResponse:
    """Take a step with what the form says under some names, and show the run again."""
    words = {name: request.POST.get(name, "")[:4000] for name in names}
    act(by=get_actor(request), at=now(), run_id=run_id, version=version_on(request), **words)
    messages.success(request, str(said))
    return redirect("dispatch-run", run_id)


@signed_in
@require_POST
def solve(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask for a plan; a small one is there when the page comes back."""
    keep = request.POST.get("keep") == "1"
    run = start_solving(by=get_actor(request), at=now(), run_id=run_id, keep=keep, version=version_on(request))
    solve_if_small(run, now())
    return redirect("dispatch-run", run_id)


@signed_in
@require_POST
def relax(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take ways out, and have the run solved again."""
    numbers = [whole_number(text, "way") for text in request.POST.getlist("way")[:200]]
    run = relax_run(by=get_actor(request), at=now(), run_id=run_id, numbers=numbers, version=version_on(request))
    solve_if_small(run, now())
    return redirect("dispatch-run", run_id)


@signed_in
@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Wait no longer."""
    return _step(request, run_id, stop_solving, _("The run is a draft again."))


@signed_in
@require_POST
def reopen(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make it a draft again."""
    return _step(request, run_id, reopen_run, _("The run is a draft again."))


@signed_in
@require_POST
def approve(request: HttpRequest, run_id: int) -> HttpResponse:
    """Approve."""
    return _step(request, run_id, approve_run, _("The plan is approved; it can be issued now."))


@signed_in
@require_POST
def give_back(request: HttpRequest, run_id: int) -> HttpResponse:
    """Give back to be changed."""
    return _step(request, run_id, return_run, _("The plan was returned to be changed."), "why")


@signed_in
@require_POST
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    """Put aside."""
    return _step(request, run_id, discard_run, _("The run was put aside; nobody is sent."))


@signed_in
@require_POST
def issue(request: HttpRequest, run_id: int) -> HttpResponse:
    """Issue."""
    words = _("The run is issued: everybody's term is on record and begins on its day.")
    return _step(request, run_id, issue_run, words)


@signed_in
@require_POST
def propose(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask that it be taken back."""
    words = _("It was proposed to take the run back; a second person decides.")
    return _step(request, run_id, propose_reversal, words, "why")


@signed_in
@require_POST
def decline(request: HttpRequest, run_id: int) -> HttpResponse:
    """Let it stand."""
    return _step(request, run_id, decline_reversal, _("The run stands as it was issued."))


@signed_in
@require_POST
def take_back(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take it back."""
    return _step(request, run_id, reverse_run, _("The run is taken back: everything is as it was before."))
