"""A user's tokens: made in a session with the password typed again, never by a token.

The secret is shown once, on the answer that made it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.access.confirming import confirm_password
from headgoose.access.queries import get_user
from headgoose.api.actions import end_token, end_tokens, make_token
from headgoose.api.forms import TokenForm
from headgoose.api.queries import tokens_of
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused


@signed_in
@never_cache
@sensitive_variables("secret")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one."""
    actor = get_actor(request)
    # Parts of the demo are entered by a click and have none.
    has_password = get_user(actor.user_id or 0).has_usable_password()
    form = TokenForm(actor, today(), has_password, request.POST if request.method == "POST" else None)
    made, secret = None, ""
    if form.is_bound and form.is_valid():
        try:
            if has_password:
                confirm_password(request, form.cleaned_data["password"])
            made, secret = make_token(by=actor, at=now(), user_id=int(actor.user_id or 0), **form.asked)
            form = TokenForm(actor, today(), has_password, None)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "tokens": tokens_of(int(actor.user_id or 0)),
        "form": form,
        "made": made,
        "secret": secret,
        "today": today(),
        "section": "-",
    }
    return render(request, "api/tokens.html", context, status=form.status if form.is_bound else 200)


@signed_in
@require_POST
def end(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's own tokens."""
    end_token(by=get_actor(request), at=now(), token_id=token_id)
    messages.success(request, _("The token is ended: nobody can use it any more."))
    return redirect("tokens")


@signed_in
@require_POST
def end_all(request: HttpRequest, user_id: int) -> HttpResponse:
    """End all tokens of an account that one guards."""
    ended = end_tokens(by=get_actor(request), at=now(), user_id=user_id)
    said = ngettext("%(count)d token is ended.", "%(count)d tokens are ended.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("secured-account", user_id)
