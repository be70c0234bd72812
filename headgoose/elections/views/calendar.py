"""The calendar of a county: the day of each body for all its villages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from headgoose.elections.actions.planning import change_calendar, plan_county
from headgoose.elections.forms import CalendarForm
from headgoose.elections.models import Calendar, Term
from headgoose.elections.panels import list_url
from headgoose.elections.views.progress import around, place_asked, term_asked
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a body's day for the whole county, or change it with a reason."""
    actor, span = place_asked(request, code)
    term = term_asked(request)
    actor.require(Right.APPOINT, span.area)
    if term is None:
        raise Refused(_("There is no such term."), Because.NOT_FOUND)
    form = CalendarForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            count = _plan(get_actor(request), span, term, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = ngettext("%(count)s election has this day.", "%(count)s elections have this day.", count)
            messages.success(request, said % {"count": count})
            return redirect(list_url(span, term))
    context = {
        **around(actor, span, term, _("Calendar")),
        "form": form,
        "calendars": Calendar.objects.filter(county=span.place_id, term=term).order_by("body"),
    }
    return render(request, "elections/calendar.html", context, status=form.status if form.errors else 200)


def _plan(actor: Actor, span: Span, term: Term, form: CalendarForm) -> int:
    said = form.cleaned_data
    told = {
        "by": actor,
        "at": now(),
        "county_id": span.place_id,
        "term_id": term.pk,
        "body": said["body"],
        "planned_on": said["planned_on"],
    }
    if Calendar.objects.filter(county=span.place_id, term=term, body=said["body"]).exists():
        return change_calendar(**told, why=said["why"])
    return plan_county(**told)
