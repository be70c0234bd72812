"""One's own account: where it is signed in, its password, its second factors."""

from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.access.actions.factors import remove_factor, renew_recovery_codes, set_app
from headgoose.access.actions.passwords import change_password
from headgoose.access.actions.sessions import end_other_sessions, end_session
from headgoose.access.confirming import confirm_password
from headgoose.access.factors import factors_of
from headgoose.access.forms import AccountForm, AddPasskeyForm, AppForm, ChangePasswordForm, ConfirmForm
from headgoose.access.models import Session, User
from headgoose.access.queries import get_user, open_sessions, seats_on
from headgoose.access.rules import demands_second_factor
from headgoose.access.views.drawing import draw_key
from headgoose.access.views.passkeys import made_by, options_for
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused

APP_SECRET = "app_secret"  # noqa: S105 - the name of a place in the session


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Your account."""
    user, at = _own(request), now()
    context = {
        "user": user,
        "sessions": [(session, session.mark == _mark(request)) for session in open_sessions(user, at)],
        "factors": factors_of(user),
        "demanded": demands_second_factor(seats_on(user, at)),
        "section": "account",
    }
    return render(request, "access/account.html", context)


@signed_in
@require_POST
def end_one(request: HttpRequest, mark: str) -> HttpResponse:
    """Sign out one browser."""
    end_session(by=get_actor(request), at=now(), mark=mark)
    messages.success(request, _("Signed out there."))
    return redirect("account")


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_other_sessions(by=get_actor(request), at=now(), mark=_mark(request))
    messages.success(request, _("Signed out everywhere but here."))
    return redirect("account")


@signed_in
@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            user = confirm_password(request, form.cleaned_data["present"], "present")
            new = form.cleaned_data["new"]
            changed = change_password(by=get_actor(request), at=now(), user_id=user.pk, password=new)
        except Refused as refused:
            form.refuse(refused)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
            return redirect("account")
    lead = _("Everywhere else you are signed out, and your tokens for programmes end.")
    return _form(request, form, title=_("Change your password"), action=_("Change"), lead=lead)


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app that shows codes."""
    user = _own(request)
    secret = request.session.setdefault(APP_SECRET, generate_totp_secret())
    form = AppForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            confirm_password(request, form.cleaned_data["password"])
            codes = set_app(by=get_actor(request), at=now(), secret=secret, code=form.cleaned_data["code"])
        except Refused as refused:
            form.refuse(refused)
        else:
            del request.session[APP_SECRET]
            return _set(request, codes)
    said = {"title": _("An app that shows codes"), "action": _("Set up"), "key": draw_key(user, secret)}
    return _form(request, form, secret=secret, **said)


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey."""
    form = AddPasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            confirm_password(request, form.cleaned_data["password"])
        except Refused as refused:
            form.refuse(refused)
        else:
            codes = made_by(request, form, get_actor(request))
            if codes is not None:
                return _set(request, codes)
    return _form(request, form, title=_("Make a passkey"), action=_("Make a passkey"), passkey=True)


@signed_in
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make one."""
    return options_for(request, _own(request))


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Remove the app or a passkey."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            confirm_password(request, form.cleaned_data["password"])
            remove_factor(by=get_actor(request), at=now(), factor_id=factor_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Removed."))
            return redirect("account")
    return _form(request, form, title=_("Remove a second factor"), action=_("Remove"))


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            confirm_password(request, form.cleaned_data["password"])
            made = renew_recovery_codes(by=get_actor(request), at=now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _set(request, made)
    lead = _("The old ones open nothing from then on.")
    return _form(request, form, title=_("New recovery codes"), action=_("Show new codes"), lead=lead)


def _own(request: HttpRequest) -> User:
    return get_user(get_actor(request).user_id or 0)


def _mark(request: HttpRequest) -> str:
    return Session(session_key=request.session.session_key or "").mark


def _set(request: HttpRequest, made: list[str]) -> HttpResponse:
    """Recovery codes, this once; straight back where there are no new ones."""
    if not made:
        messages.success(request, _("Your second factor is set up."))
        return redirect("account")
    return render(request, "access/own_codes.html", {"codes": made, "section": "account"})


def _form(request: HttpRequest, form: AccountForm, **context: Any) -> HttpResponse:
    status = form.status if form.is_bound else 200
    return render(request, "access/own_form.html", {"form": form, "section": "account", **context}, status=status)
