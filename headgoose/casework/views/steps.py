"""The steps of a request, each a form on its page; and who asked, shown once for a stated purpose."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from headgoose.casework.actions.protecting import reveal_petitioner
from headgoose.casework.forms_office import PurposeForm
from headgoose.casework.queries import find_seen, get_request
from headgoose.casework.states import REQUEST
from headgoose.casework.views.request import SECTION, show_request
from headgoose.casework.views.stepping import PLAIN_FORMS, WITH_DESK, form_of, take
from headgoose.casework.wording import STEPS, number_of
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused

VERSION_LONGEST = 9
KNOWN = PLAIN_FORMS.keys() | WITH_DESK.keys()


@signed_in
@require_POST
@sensitive_post_parameters("text", "words")
def step(request: HttpRequest, request_id: int, verb: str) -> HttpResponse:
    """Take a step; the page with the reason where it is refused."""
    actor, at = get_actor(request), now()
    found = get_request(actor, request_id, today())
    if verb not in KNOWN:
        raise Refused(_("There is no such step."), Because.NOT_FOUND)
    form = form_of(found, verb, at, request.POST, request.FILES)
    if not form.is_valid():
        # Whoever may not take it is told so first; who was too late is told what the state is.
        REQUEST.allowed(found.state, verb)
        return show_request(request, request_id, verb, form)
    try:
        take(verb, form, actor, at, found, _version_seen(request))
    except Refused as refused:
        if refused.because is Because.FORBIDDEN:
            raise
        form.refuse(refused)
        return show_request(request, request_id, verb, form)
    messages.success(request, _("Done: %(step)s.") % {"step": STEPS[verb]})
    # What was passed on may no longer be the actor's to see.
    return redirect("request", request_id) if find_seen(actor, today(), [request_id]) else redirect("requests")


def _version_seen(request: HttpRequest) -> int | None:
    """The version that the page showed; every page sends it."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= VERSION_LONGEST):
        raise Refused(_("Somebody did something here meanwhile; look at it again."), Because.CONFLICT)
    return int(text)


@signed_in
@require_POST
@sensitive_variables("asker")
def reveal(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show who asked, once: the page is not kept, and opening it again is another showing."""
    actor, at = get_actor(request), now()
    found = get_request(actor, request_id, today())
    form = PurposeForm(request.POST, auto_id="reveal_%s")
    if not form.is_valid():
        return show_request(request, request_id, "reveal", form)
    why = form.cleaned_data["why"]
    asker = reveal_petitioner(by=actor, at=at, request_id=found.pk, why=why)
    context = {"one": found, "number": number_of(found.pk), "asker": asker, "why": why, "section": SECTION}
    answer = render(request, "casework/request_reveal.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
