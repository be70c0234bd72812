"""The input of a draft: its rule, the empty seats, bounds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.dispatch.actions.drafting import change_rule, demand_empty_seats, drop_bound, set_bound
from headgoose.dispatch.forms import BoundForm, EmptySeatsForm, RuleForm, rule_initial, whole_number
from headgoose.dispatch.queries import get_run
from headgoose.dispatch.rules import rule_of
from headgoose.dispatch.views.runs import around
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.orders.forms import OrderForm
from headgoose.places.queries import get_span


def version_on(request: HttpRequest) -> int | None:
    """The version of the run that the page showed."""
    text = request.POST.get("version", "")
    return whole_number(text, "version") if text else None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, run_id: int) -> HttpResponse:
    """Change the heading and the rule."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    form = RuleForm(request.POST or None, type_=run.type, initial=rule_initial(rule_of(run), run.number, run.title))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            change_rule(
                by=actor,
                at=now(),
                run_id=run_id,
                number=said["number"],
                title=said["title"],
                rule=form.rule(),
                version=version_on(request),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("dispatch-run", run_id)
    context = {"form": form, **around(actor, run)}
    return render(request, "dispatch/rule.html", context, status=form.status if form.errors else 200)


@signed_in
@require_POST
def seats(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask for people for all empty seats."""
    form = _sound(EmptySeatsForm(request.POST))
    version = version_on(request)
    least = form.cleaned_data["least"]
    demand_empty_seats(by=get_actor(request), at=now(), run_id=run_id, least=least, version=version)
    messages.success(request, _("The run asks for people for all seats that are empty during the term."))
    return redirect("dispatch-run", run_id)


@signed_in
@require_POST
def bound(request: HttpRequest, run_id: int) -> HttpResponse:
    """Set how many people an area must and may have."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    said = _sound(BoundForm(request.POST)).cleaned_data
    span = get_span(said["code"], run.start_on)
    set_bound(
        by=actor,
        at=now(),
        run_id=run_id,
        place_id=span.place_id,
        lower=said["lower"],
        upper=said["upper"],
        version=version_on(request),
    )
    messages.success(request, _("The bound is set."))
    return redirect("dispatch-run", run_id)


@signed_in
@require_POST
def bound_drop(request: HttpRequest, run_id: int, bound_id: int) -> HttpResponse:
    """Take a bound away."""
    drop_bound(by=get_actor(request), at=now(), run_id=run_id, bound_id=bound_id, version=version_on(request))
    messages.success(request, _("The bound is taken out."))
    return redirect("dispatch-run", run_id)


def _sound(form: OrderForm) -> OrderForm:
    """A short form of the run's own page. Refused with the first thing that is wrong with it."""
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Refused(str(errors[0]), field=name)
    return form
