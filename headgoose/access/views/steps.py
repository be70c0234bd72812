"""The steps between the password and the desk. Each is open only to somebody half-way in."""

from collections.abc import Callable
from functools import wraps

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.access.actions.factors import accept_code, set_app
from headgoose.access.actions.passages import refuse_sign_in
from headgoose.access.actions.passwords import change_password
from headgoose.access.entering import Entering, actor_at_door, find_entering, go_on, keep, knock_at, nobody_at_door
from headgoose.access.factors import factors_of
from headgoose.access.forms import AccountForm, CodeForm, OwnPasswordForm
from headgoose.access.locks import find_lock
from headgoose.access.models import TWO_FACTORS, Factor, User
from headgoose.access.views.drawing import draw_key
from headgoose.access.views.wording import too_many
from headgoose.kernel.clock import now
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Because, Refused

View = Callable[[HttpRequest], HttpResponseBase]
Step = Callable[[HttpRequest, User, Entering], HttpResponse]


def half_way(step: Step) -> View:
    """A view for somebody half-way in; all others are led to the door."""

    @wraps(step)
    def view(request: HttpRequest) -> HttpResponse:
        found = find_entering(request)
        return step(request, *found) if found else redirect(settings.LOGIN_URL)

    # The address is public, since nobody is signed in yet.
    guarded: View = public(never_cache(view))
    return guarded


@half_way
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """Ask for a code of the app, a recovery code or a passkey."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (factor := _accept(request, user, form)):
        return go_on(request, user, keep(request, entering, factor=factor.value))
    context = {"form": form, "factors": factors_of(user), "to": entering.to}
    return render(request, "access/second_factor.html", context, status=form.status if form.is_bound else 200)


def _accept(request: HttpRequest, user: User, form: CodeForm) -> Factor | None:
    """What the code was, or None with the reason on the form. Codes are counted like passwords."""
    at, knock = now(), knock_at(request, user.username)
    if until := find_lock(knock, at):
        form.add_error(None, too_many(until))
        form.status = 429
        return None
    try:
        return accept_code(by=actor_at_door(request, user), at=at, code=form.cleaned_data["code"])
    except Refused as refused:
        form.refuse(refused)
        what = "unreadable factor" if refused.because is Because.CONFLICT else "code"
    refuse_sign_in(by=nobody_at_door(request), at=at, knock=knock, user=user, what=what)
    return None


@half_way
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_factor(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """Set up the second factor that the post asks for, before anything else opens."""
    if factors_of(user).any or entering.factor in TWO_FACTORS:
        return go_on(request, user, entering)
    if not entering.secret:
        entering = keep(request, entering, secret=generate_totp_secret())
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        by, code = actor_at_door(request, user), form.cleaned_data["code"]
        try:
            codes = set_app(by=by, at=now(), secret=entering.secret, code=code)
        except Refused as refused:
            form.refuse(refused)
        else:
            keep(request, entering, factor=Factor.CODE.value, secret="")
            return show_codes(request, codes)
    context = {"form": form, "key": draw_key(user, entering.secret), "secret": entering.secret}
    return render(request, "access/set_up_factor.html", context, status=form.status if form.is_bound else 200)


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Recovery codes, this once; then on."""
    return render(request, "access/codes_at_door.html", {"codes": codes})


@half_way
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """Choose a password that nobody else knows, after the other steps."""
    ready = entering.factor in TWO_FACTORS or not factors_of(user).any
    if not user.must_change_password or not ready:
        return go_on(request, user, entering)
    form = OwnPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        by = actor_at_door(request, user)
        try:
            changed = change_password(by=by, at=now(), user_id=user.pk, password=form.cleaned_data["new"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return go_on(request, changed, entering)
    return render(request, "access/own_password.html", {"form": form}, status=_status(form))


@half_way
@require_POST
def enter_on(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """From the recovery codes to the next step, or in."""
    return go_on(request, user, entering)


def _status(form: AccountForm) -> int:
    return form.status if form.is_bound else 200
