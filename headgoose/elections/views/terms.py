"""Terms and limits of terms, with their sources; who appoints in the province puts them on record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headgoose.elections.actions.terms import check_may_set_terms, may_set_terms, open_term, set_term_limit
from headgoose.elections.forms import LimitForm, TermForm
from headgoose.elections.models import Term, TermLimit
from headgoose.elections.rules import POSTS
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused

ELECTED = [code for codes in POSTS.values() for code in codes]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """What is on record, and for the province two forms."""
    actor = get_actor(request)
    about_limit = "source" in request.POST
    if request.method == "POST":
        check_may_set_terms(actor)
    term_form = TermForm(request.POST if request.method == "POST" and not about_limit else None, auto_id="term_%s")
    limit_form = LimitForm(ELECTED, request.POST if about_limit else None, auto_id="limit_%s")
    sent: TermForm | LimitForm = limit_form if about_limit else term_form
    if sent.is_bound and sent.is_valid():
        try:
            _write(actor, sent)
        except Refused as refused:
            sent.refuse(refused)
        else:
            messages.success(request, _("It is on record."))
            return redirect("election-terms")
    context = {
        "terms": Term.objects.all(),
        "limits": TermLimit.objects.select_related("type"),
        "term_form": term_form,
        "limit_form": limit_form,
        "may_set": may_set_terms(actor),
        "crumbs": [(_("Elections"), reverse("elections")), (_("Terms and limits"), "")],
        "section": "elections",
    }
    return render(request, "elections/terms.html", context, status=sent.status if sent.errors else 200)


def _write(actor: Actor, form: TermForm | LimitForm) -> None:
    said = form.cleaned_data
    if isinstance(form, TermForm):
        open_term(by=actor, at=now(), **said)
        return
    set_term_limit(
        by=actor,
        at=now(),
        code=said["type"].code,
        terms_in_row=said["terms_in_row"],
        years_in_row=said["years_in_row"],
        source=said["source"],
    )
