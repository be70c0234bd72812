"""Documents of a class, and what participants say of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.training.actions.evaluating import evaluate_class
from headgoose.training.actions.materials import add_material, remove_material
from headgoose.training.forms import EvaluateForm, FileForm
from headgoose.training.models import Material
from headgoose.training.queries import find_own_enrolment, get_class
from headgoose.training.views.asking import number_in
from headgoose.training.views.page import show_class


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, class_id: int) -> HttpResponse:
    """Say what a class was like, once and unnamed."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    if find_own_enrolment(actor, found) is None:
        raise Refused(_("You were not named for this class."), Because.FORBIDDEN)
    form = EvaluateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        marks = {name: int(said[name]) for name in ("content", "teaching", "use")}
        try:
            evaluate_class(by=actor, at=now(), class_id=class_id, words=said["words"], **marks)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Thank you. Nobody can tell that it was you."))
            return redirect("training-class", class_id)
    context = {
        "form": form,
        "fields": list(form),
        "title": _("What was “%(class)s” like?") % {"class": found.title},
        "said": _("Kept apart from your name, and shown only when five or more have answered."),
        "back": reverse("training-class", args=[class_id]),
        "section": "training",
    }
    return render(request, "training/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_POST
def material_new(request: HttpRequest, class_id: int) -> HttpResponse:
    """Put a document under a class."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_class(request, class_id, file_form=form)
    actor, file = get_actor(request), form.cleaned_data["file"]
    get_class(actor, class_id)
    add_material(by=actor, at=now(), class_id=class_id, name=file.name, content=file.read())
    messages.success(request, _("The document lies under the class."))
    return redirect("training-class", class_id)


@signed_in
@require_POST
def material_remove(request: HttpRequest, class_id: int) -> HttpResponse:
    """Take a document away."""
    actor = get_actor(request)
    get_class(actor, class_id)
    remove_material(by=actor, at=now(), class_id=class_id, material_id=number_in(request, "material"))
    messages.success(request, _("The document was taken away."))
    return redirect("training-class", class_id)


@signed_in
@require_safe
def material(request: HttpRequest, class_id: int, material_id: int) -> HttpResponse:
    """A document, to be saved and never opened within the site."""
    found = get_class(get_actor(request), class_id)
    rows = Material.objects.filter(training_class=found, pk=material_id, removed_at=None)
    one = rows.select_related("attachment").first()
    if one is None:
        raise Refused(_("There is no such document in the class."), Because.NOT_FOUND)
    answer = HttpResponse(bytes(one.attachment.content), content_type=one.attachment.media)
    answer.headers["Content-Disposition"] = content_disposition_header(True, one.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
