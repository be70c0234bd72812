"""All that is held about a person: for the person themself as a page, and for taking away as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.personal.actions.fields import NOT_YOURS
from headgoose.personal.dossier import collect, pack
from headgoose.personal.forms import ReasonForm
from headgoose.personal.models import FieldKind
from headgoose.personal.panels import panel_context
from headgoose.personal.queries import find_subject, periods_on, seen_by
from headgoose.personal.views.values import home_of, reason_in

SEEN_SHOWN = 200
LEAD = gettext_lazy(
    "The file holds only what lies where you may be shown personal data; the whole is for the person themself."
)


@signed_in
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """For the one signed in: their values, who has seen them and why, how long they are kept, and the file."""
    actor = get_actor(request)
    if actor.person_id is None:
        raise Refused(_("This account is of no person, so nothing is held."), Because.NOT_FOUND)
    subject = find_subject(actor.person_id, actor, today())
    periods = periods_on(today())
    context = {
        **panel_context(subject, actor),
        "seen": seen_by(actor.person_id, SEEN_SHOWN),
        "periods": [(kind.label, periods[f"personal_{kind.value}"]) for kind in FieldKind],
        "section": "home",
    }
    return render(request, "personal/my_data.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("parts")
def export(request: HttpRequest, person_id: int) -> HttpResponse:
    """The file of everything: for the person themself, or for an officer who says what for."""
    actor = get_actor(request)
    subject = find_subject(person_id, actor, today())
    if not (subject.own or subject.may_reveal):
        raise Refused(NOT_YOURS, Because.FORBIDDEN)
    form = None if subject.own else ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (reason := reason_in(form)) is not None:
        parts = collect(actor, now(), person_id, reason)
        answer = HttpResponse(pack(parts, person_id), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="person-{person_id}.zip"'
        return answer
    context = {
        "form": form,
        "title": _("Everything held about the person"),
        "lead": "" if subject.own else LEAD,
        "person": subject.person,
        "back": home_of(subject),
        "section": "people",
    }
    return render(request, "personal/form.html", context, status=form.status if form and form.errors else 200)
