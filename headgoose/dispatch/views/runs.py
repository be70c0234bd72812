"""Runs: the list, a new one with all its input on one page, and the page of one with what can be done with it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.dispatch.actions.drafting import demand_empty_seats, draft_run
from headgoose.dispatch.actions.files import take_demand_file, take_pool_file
from headgoose.dispatch.checking_plan import find_plan_faults
from headgoose.dispatch.forms import BoundForm, EmptySeatsForm, NewRunForm, PoolFileForm, RunFileForm
from headgoose.dispatch.models import FileKind, Run, RunState
from headgoose.dispatch.queries import get_run, list_runs
from headgoose.dispatch.rules import is_maker_gone, types_to_send
from headgoose.dispatch.states import RUN
from headgoose.dispatch.telling import said_explanation, said_parts, said_progress, said_rule
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today, years_before
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.look.wording import chained
from headgoose.orders.forms import WhyForm
from headgoose.places.queries import get_span, last_spans_of, top_places

ON_PAGE, SHOWN_FAULTS, REFRESH_S = 50, 50, 3
AHEAD_DAYS, TERM_YEARS = 60, 2


def check_appoints(actor: Actor) -> None:
    """Runs are for those who appoint somewhere."""
    if not actor.scope(Right.APPOINT):
        raise Refused(_("Your posts do not let you send people."), Because.FORBIDDEN)


@signed_in
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The runs of the actor's area."""
    actor = get_actor(request)
    check_appoints(actor)
    state = request.GET.get("state", "")
    found = list_runs(actor, state if state in RunState.values else "")
    page = Paginator(found, ON_PAGE).get_page(page_asked(request))
    spans = last_spans_of(run.place_id for run in page)
    context = {
        "page": page,
        "runs": [(run, spans[run.place_id]) for run in page],
        "states": RunState.choices,
        "state": state,
        "section": "dispatch",
    }
    return render(request, "dispatch/runs.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a run: rule, demand and pool on one page."""
    actor = get_actor(request)
    check_appoints(actor)
    top = top_places(actor.scope(Right.APPOINT), today())
    start = today() + timedelta(days=AHEAD_DAYS)
    initial: dict[str, Any] = {"code": top[0].code if top else "", "seed": today().isoformat(), "start_on": start}
    initial["end_on"] = years_before(start, -TERM_YEARS)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewRunForm(types_to_send(actor), *posted, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            run = _begin(request, actor, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("dispatch-run", run.pk)
    context = {"form": form, "section": "dispatch"}
    return render(request, "dispatch/new.html", context, status=form.status if form.errors else 200)


def _begin(request: HttpRequest, actor: Actor, form: NewRunForm) -> Run:
    """Draw the run up, and take demand and pool as far as they were sent; each a step of its own."""
    said = form.cleaned_data
    span = get_span(said["code"], today())
    run = draft_run(
        by=actor,
        at=now(),
        number=said["number"],
        title=said["title"],
        place_id=span.place_id,
        type_id=said["type"].pk,
        rule=form.rule(),
    )
    try:
        if said["demand_file"]:
            take_demand_file(by=actor, at=now(), run_id=run.pk, **sent(said["demand_file"]))
        elif said["least"] is not None:
            demand_empty_seats(by=actor, at=now(), run_id=run.pk, least=said["least"])
        if said["pool_file"]:
            take_pool_file(by=actor, at=now(), run_id=run.pk, **sent(said["pool_file"]))
    except Refused as refused:
        messages.error(request, str(refused))
    return run


def sent(file: UploadedFile) -> dict[str, Any]:
    """A file as the actions take it. Refuses one that is too large before it is read."""
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    return {"file_name": file.name or "", "content": file.read()}


@signed_in
@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run: its rule, its input and what was found; while it is solved the page looks again by itself."""
    actor = get_actor(request)
    found = get_run(actor, run_id)
    context = {**around(actor, found), **_inputs(found), **_outcome(found)}
    answer = render(request, "dispatch/run.html", context)
    if found.state == RunState.SOLVING:
        answer.headers["Refresh"] = str(REFRESH_S)
    return answer


def around(actor: Actor, run: Run) -> dict[str, Any]:
    """What every page of a run shows around its matter: the heading and what the actor can do."""
    verbs = set(RUN.verbs(run.state))
    me = actor.person_id
    mine = (me, actor.user_id) == (run.maker_id, run.maker_user_id)
    involved = me is None or me in {run.maker_id, run.changer_id}
    return {
        "run": run,
        "span": last_spans_of([run.place_id])[run.place_id],
        "may_change": "change" in verbs,
        "may_rule": "rule" in verbs,
        "may_move": "move" in verbs,
        "may_solve": "solve" in verbs,
        "may_stop": "stop" in verbs,
        "may_reopen": "reopen" in verbs,
        "may_approve": "approve" in verbs and not involved,
        "waits_for_another": "approve" in verbs and involved,
        "may_return": "return" in verbs,
        "may_issue": "issue" in verbs,
        "may_discard": "discard" in verbs and (mine or is_maker_gone(run, today())),
        "may_propose": "propose_reversal" in verbs and run.proposer_id is None,
        "may_decline": "decline_reversal" in verbs and run.proposer_id is not None,
        "may_reverse": "reverse" in verbs and run.proposer_id is not None and run.proposer_id != me,
        "has_plan": run.state in HAS_PLAN,
        "why_form": WhyForm(),
        "crumbs": [(_("Dispatch"), reverse("dispatch-runs")), (run.number, "")],
        "section": "dispatch",
    }


HAS_PLAN = {RunState.PLANNED, RunState.APPROVED, RunState.ISSUED, RunState.REVERSED}


def _inputs(run: Run) -> dict[str, Any]:
    """The demand, the bounds, the pool, and the faults of files."""
    demand = run.demand.aggregate(places=Count("pk"), least=Sum("lower"), most=Sum("upper"))
    bounds = list(run.bounds.all()) if run.state == RunState.DRAFT else list(run.bounds.all()[:SHOWN_FAULTS])
    spans = last_spans_of(bound.place_id for bound in bounds)
    pool = run.candidates.aggregate(people=Count("pk"), new=Count("pk") - Count("person"))
    return {
        "rule": said_rule(run),
        "demand": demand,
        "bounds": [(bound, spans[bound.place_id]) for bound in bounds if bound.place_id in spans],
        "pool": pool,
        "withdrawn": run.candidates.filter(withdrawn=True).count(),
        "faulty": [_faulty(file) for file in run.files.filter(settled=False).order_by("pk")],
        "seats_form": EmptySeatsForm(),
        "bound_form": BoundForm(),
        "pool_form": PoolFileForm(),
        "demand_form": RunFileForm(auto_id="demand_%s"),
        "kinds": FileKind,
    }


def _faulty(file: Any) -> dict[str, Any]:
    rows = [
        (row, chained(str(_(message)) % words for message, words in remarks))
        for row, _cells, remarks in file.faulty[:SHOWN_FAULTS]
    ]
    return {"file": file, "rows": rows, "all": len(file.faulty)}


def _outcome(run: Run) -> dict[str, Any]:
    """What was found, as far as it was."""
    if run.state == RunState.SOLVING:
        return {"progress": said_progress(run)}
    if run.state == RunState.INFEASIBLE:
        return {"explanation": said_explanation(run)}
    if run.state not in HAS_PLAN:
        return {}
    return {
        "parts": said_parts(run.parts),
        "placed": run.placements.count(),
        "by_hand": run.placements.filter(by_hand=True).count(),
        "dearer": (run.objective or 0) - (run.optimum or 0),
        "plan_faults": find_plan_faults(run) if run.state == RunState.PLANNED else [],
    }
