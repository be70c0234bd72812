"""One person of a run: where they could go and at what cost, why not elsewhere, what is ruled; and replay."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headgoose.dispatch.actions.ruling import get_candidate, move_candidate, rule_candidate, withdraw_candidate
from headgoose.dispatch.asking_why import options_of, replay_run, said_why_not
from headgoose.dispatch.forms import whole_number
from headgoose.dispatch.naming import name_areas
from headgoose.dispatch.plan_rows import rows_of
from headgoose.dispatch.queries import get_run
from headgoose.dispatch.views.inputs import version_on
from headgoose.dispatch.views.plans import crumbs_of
from headgoose.dispatch.views.runs import HAS_PLAN, around
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused


@signed_in
@require_safe
def candidate(request: HttpRequest, run_id: int, candidate_id: int) -> HttpResponse:
    """Somebody in the pool; with `?why=` and a place, why they do not go there."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    one = get_candidate(run, candidate_id)
    has_plan = run.state in HAS_PLAN
    asked = request.GET.get("why", "")
    answer = None
    if asked and has_plan and not one.withdrawn:
        key = whole_number(asked, "why")
        if not run.demand.filter(key=key).exists():
            raise Refused(_("The run asks for nobody there."), Because.NOT_FOUND, "why")
        answer = said_why_not(run, one, key)
    home = name_areas({(one.home_key, one.home_level)}, run) if one.home_key and one.home_level else {}
    people = reverse("dispatch-people", args=[run.pk])
    context = {
        **around(actor, run),
        "one": one,
        "row": rows_of(run, [one])[0],
        "home": next(iter(home.values()), None),
        "options": options_of(run, one, has_plan),
        "answer": answer,
        "crumbs": crumbs_of(run, (_("People"), people), (one.name, "")),
    }
    return render(request, "dispatch/candidate.html", context)


def _back(run_id: int, candidate_id: int) -> HttpResponse:
    return redirect("dispatch-candidate", run_id, candidate_id)


@signed_in
@require_POST
def rule(request: HttpRequest, run_id: int, candidate_id: int) -> HttpResponse:
    """Pin, forbid, or lift what was ruled."""
    key = whole_number(request.POST.get("key", ""), "key")
    kind = request.POST.get("kind", "")[:10]
    version = version_on(request)
    by = get_actor(request)
    rule_candidate(by=by, at=now(), run_id=run_id, candidate_id=candidate_id, key=key, kind=kind, version=version)
    messages.success(request, _("It is noted; the plan follows when the run is solved again."))
    return _back(run_id, candidate_id)


@signed_in
@require_POST
def move(request: HttpRequest, run_id: int, candidate_id: int) -> HttpResponse:
    """Change the plan by hand."""
    key, other = request.POST.get("key", ""), request.POST.get("swap_with", "")
    move_candidate(
        by=get_actor(request),
        at=now(),
        run_id=run_id,
        candidate_id=candidate_id,
        key=whole_number(key, "key") if key else None,
        swap_with=whole_number(other, "swap_with") if other else None,
        version=version_on(request),
    )
    messages.success(request, _("The plan was changed by hand."))
    return _back(run_id, candidate_id)


@signed_in
@require_POST
def withdraw(request: HttpRequest, run_id: int, candidate_id: int) -> HttpResponse:
    """Take somebody out of consideration, or back in."""
    withdrawn = request.POST.get("withdrawn") == "1"
    by, version = get_actor(request), version_on(request)
    withdraw_candidate(by=by, at=now(), run_id=run_id, candidate_id=candidate_id, withdrawn=withdrawn, version=version)
    messages.success(request, _("It is noted; solve the run again to fill what is left empty, with few moves."))
    return _back(run_id, candidate_id)


@signed_in
@require_POST
def replay(request: HttpRequest, run_id: int) -> HttpResponse:
    """Solve again from the stored input and compare; nothing is written."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    if run.state not in HAS_PLAN:
        raise Refused(_("The run has no plan."), Because.CONFLICT)
    context = {**around(actor, run), "replay": replay_run(run), "crumbs": crumbs_of(run, (_("Replay"), ""))}
    return render(request, "dispatch/replay.html", context)
