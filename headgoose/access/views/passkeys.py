"""Passkeys: what the browser needs to make or use one, and what it brings back, checked by allauth and fido2."""

import json
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from headgoose.access.actions.factors import add_passkey, note_passkey_used
from headgoose.access.actions.passages import refuse_sign_in
from headgoose.access.entering import (
    Entering,
    actor_at_door,
    begin,
    find_entering,
    keep,
    may_enter,
    nobody_at_door,
)
from headgoose.access.factors import factors_of
from headgoose.access.forms import PasskeyForm
from headgoose.access.locks import knock_of
from headgoose.access.middleware import origin_of
from headgoose.access.models import Factor, User
from headgoose.access.views.steps import half_way, show_codes
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import safe_next
from headgoose.kernel.clock import now
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Because, Refused

WRONG = gettext_lazy("This passkey does not open an account here. Sign in with your password.")
# What the parsers of what a browser sends raise when it is not what they expect.
NONSENSE = (ValidationError, ValueError, TypeError, KeyError, AttributeError)


@public
@never_cache
@require_POST
def sign_in_options(request: HttpRequest) -> JsonResponse:
    """A challenge for any passkey of ours; the browser asks its owner which."""
    with request_context(request):
        return JsonResponse(auth.begin_authentication(None))


@public
@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey: it is in hand and was unlocked, which makes two factors."""
    entering = find_entering(request)
    to = entering[1].to if entering else safe_next(request)
    at = now()
    user = _proved(request)
    if user is None or not may_enter(user):
        _note_failure(request)
        return render(request, "access/passkey_refused.html", {"reason": WRONG, "to": to}, status=422)
    note_passkey_used(by=actor_at_door(request, user), at=at, passkey_id=request.passkey_id)  # type: ignore[attr-defined]
    return begin(request, user, Factor.PASSKEY, to)


def _proved(request: HttpRequest) -> User | None:
    """Whose passkey answered the challenge, or None."""
    with request_context(request):
        try:
            answer = _read(request.POST.get("credential", ""))
            auth.parse_authentication_response(answer)
            user = auth.extract_user_from_response(answer)
            used = auth.complete_authentication(user, answer)
        except NONSENSE:
            return None
    request.passkey_id = used.pk  # type: ignore[attr-defined]
    return user if isinstance(user, User) else None


def _note_failure(request: HttpRequest) -> None:
    """Written down for the address: whose account was meant is not proved, and nobody is locked out by naming it."""
    address = origin_of(request)
    try:
        knock = knock_of(f"passkey {address}", "", address)
        refuse_sign_in(by=nobody_at_door(request), at=now(), knock=knock, user=None, what="passkey")
    except Refused as refused:
        if refused.because is not Because.CONFLICT:
            raise


def options_for(request: HttpRequest, user: User) -> JsonResponse:
    """What a browser needs to make a passkey for an account."""
    with request_context(request):
        return JsonResponse(auth.begin_registration(user, True))


def made_by(request: HttpRequest, form: PasskeyForm, by: Actor) -> list[str] | None:
    """Keep the passkey that a browser made: new recovery codes (maybe none), or None with the reason on the form."""
    if not form.is_valid():
        return None
    with request_context(request):
        try:
            credential = _read(form.cleaned_data["credential"])
            auth.parse_registration_response(credential)
            if not auth.complete_registration(credential).is_user_verified():
                raise ValueError("not verified")
        except NONSENSE:
            form.add_error(None, _("The browser did not make a passkey. Try again, or take another device."))
            return None
    try:
        return add_passkey(by=by, at=now(), name=form.cleaned_data["name"], credential=credential)
    except Refused as refused:
        form.refuse(refused)
        return None


def _read(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("a credential is an object")
    return found


@half_way
@require_POST
def set_up_options(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """The same for somebody whose post asks for a second factor, before the desk."""
    if factors_of(user).any:
        return JsonResponse({}, status=409)
    return options_for(request, user)


@half_way
@require_POST
def set_up(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """A passkey as the first second factor."""
    if factors_of(user).any:
        return redirect(settings.LOGIN_URL)
    form = PasskeyForm(request.POST)
    codes = made_by(request, form, actor_at_door(request, user))
    if codes is None:
        reason = " ".join(map(str, form.non_field_errors())) or WRONG
        return render(request, "access/passkey_refused.html", {"reason": reason, "to": entering.to}, status=422)
    keep(request, entering, factor=Factor.PASSKEY.value, secret="")
    return show_codes(request, codes)
