"""A user's tokens: made in a session, never by a token; the secret is shown once, on the answer that made it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.api.actions import end_token, make_token
from headgoose.api.forms import TokenForm
from headgoose.api.queries import tokens_of
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused


@signed_in
@never_cache
@sensitive_variables("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one."""
    actor = get_actor(request)
    form = TokenForm(actor, today(), request.POST if request.method == "POST" else None)
    made, secret = None, ""
    if form.is_bound and form.is_valid():
        try:
            made, secret = make_token(by=actor, at=now(), user_id=int(actor.user_id or 0), **form.asked)
            form = TokenForm(actor, today(), None)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
    context = {
        "tokens": tokens_of(int(actor.user_id or 0)),
        "form": form,
        "made": made,
        "secret": secret,
        "today": today(),
        "section": "-",
    }
    return render(request, "api/tokens.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def end(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's own tokens."""
    end_token(by=get_actor(request), at=now(), token_id=token_id)
    messages.success(request, _("The token is ended: nobody can use it any more."))
    return redirect("tokens")
