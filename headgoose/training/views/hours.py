"""Hours: approved, corrected, certified; and the page on which anybody checks a certificate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of, now
from headgoose.kernel.gate import get_actor, public, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.queries import last_spans_of
from headgoose.training.actions.hours import approve_hours, correct_hours, issue_certificate
from headgoose.training.certificates import Said, draw_certificate, find_certificate
from headgoose.training.forms import CorrectForm
from headgoose.training.models import Certificate, Enrolment
from headgoose.training.queries import area_of_place, attended_minutes, get_class
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.views.asking import number_of
from headgoose.training.views.page import around
from headgoose.training.views.rolls import people_of
from headgoose.training.wording import first_of, hours_text

PREFIX = "minutes-"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, class_id: int) -> HttpResponse:
    """The minutes that each attended, to be approved."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    actor.require(Right.TRAIN, area_of_place(found.place_id))
    TRAINING_CLASS.allowed(found.state, "approve")
    if request.method == "POST":
        minutes = {
            number_of(name.removeprefix(PREFIX), "minutes"): number_of(str(text).strip(), "minutes")
            for name, text in request.POST.items()
            if name.startswith(PREFIX)
        }
        approve_hours(by=actor, at=now(), class_id=class_id, minutes=minutes)
        messages.success(request, _("The hours are approved; they count from today."))
        return redirect("training-class", class_id)
    attended, rows = attended_minutes(found), people_of(found)
    spans = last_spans_of(row.tenure.place_id for row in rows)
    context = {
        **around(actor, found),
        "rows": [(row, spans[row.tenure.place_id], attended.get(row.pk, 0)) for row in rows],
    }
    return render(request, "training/approve.html", context)


def _get_row(actor: Actor, enrolment_id: int) -> Enrolment:
    rows = Enrolment.objects.select_related("person", "training_class", "certificate")
    row = rows.filter(pk=enrolment_id).first()
    if row is None:
        raise Refused(_("There is no such place in the class."), Because.NOT_FOUND)
    get_class(actor, row.training_class_id)
    if actor.person_id is None or actor.person_id != row.person_id:
        actor.require(Right.TRAIN, area_of_place(row.training_class.place_id))
    return row


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Correct somebody's hours."""
    actor = get_actor(request)
    row = _get_row(actor, enrolment_id)
    actor.require(Right.TRAIN, area_of_place(row.training_class.place_id))
    form = CorrectForm(request.POST if request.method == "POST" else None, initial={"minutes": row.minutes})
    if form.is_bound and form.is_valid():
        try:
            correct_hours(by=actor, at=now(), enrolment_id=enrolment_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The hours are corrected; what they were stays on record."))
            return redirect("training-class", row.training_class_id)
    context = {
        "form": form,
        "fields": list(form),
        "title": _("Correct the hours of %(person)s") % {"person": row.person.name},
        "past": row.past.all(),
        "back": reverse("training-class", args=[row.training_class_id]),
        "section": "training",
    }
    return render(request, "training/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_POST
def issue(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Give the certificate its number, if it has none, and show it."""
    actor = get_actor(request)
    row = _get_row(actor, enrolment_id)
    if not hasattr(row, "certificate"):
        issue_certificate(by=actor, at=now(), enrolment_id=enrolment_id)
    return redirect("training-certificate", enrolment_id)


@signed_in
@require_safe
def certificate(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """The certificate, as PDF."""
    row = _get_row(get_actor(request), enrolment_id)
    found: Certificate | None = getattr(row, "certificate", None)
    if found is None or not row.minutes:
        raise Refused(_("There is no certificate here."), Because.NOT_FOUND)
    one = row.training_class
    address = request.build_absolute_uri(f"{reverse('training-check')}?number={found.number}")
    said = Said(
        number=found.number,
        name=row.person.name,
        title=one.title,
        start_on=one.start_on,
        end_on=one.end_on,
        minutes=row.minutes,
        organiser=last_spans_of([one.place_id])[one.place_id].said,
        issued_on=date_of(found.issued_at),
        address=address,
    )
    answer = HttpResponse(draw_certificate(said), content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{found.number}.pdf") or "attachment"
    return answer


@public
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Whether there is a certificate of a number: its class and hours, and of the name no more than its first sign.

    Public, because whoever is shown a certificate may check it. A number has twelve digits by chance.
    """
    number = request.GET.get("number", "").strip()[:40]
    found = find_certificate(number) if number else None
    context: dict[str, object] = {"number": number, "found": found}
    if found is not None:
        row = found.enrolment
        spans = last_spans_of([row.training_class.place_id])
        context |= {
            "number": found.number,
            "name": first_of(row.person.name),
            "one": row.training_class,
            "hours": hours_text(row.minutes or 0),
            "organiser": spans[row.training_class.place_id].said,
        }
    status = 404 if number and found is None else 200
    return render(request, "training/check.html", context, status=status)
