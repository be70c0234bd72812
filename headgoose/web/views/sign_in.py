"""Signing in and out, and in a demo stepping into somebody's shoes. The steps after the password are of `access`."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.access import actions
from headgoose.access.entering import begin, enter, knock_at, may_enter, nobody_at_door
from headgoose.access.locks import find_lock
from headgoose.access.models import WHY_OVER, Factor, Over, User
from headgoose.access.queries import cast_on
from headgoose.access.views.wording import said_over, too_many
from headgoose.kernel.asking import safe_next
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, public, signed_in
from headgoose.kernel.refusal import Refused


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    status = 422


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A demo offers its cast instead, unless the form is asked for."""
    if settings.DEMO and request.method != "POST" and "form" not in request.GET:
        return redirect(f"{reverse('demo-sign-in')}?{urlencode({'next': safe_next(request)})}")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (answer := _try(request, form)):
        return answer
    context = {"form": form, "next": safe_next(request), "demo": settings.DEMO, "over": _why_over(request)}
    return render(request, "web/sign_in.html", context, status=form.status if form.is_bound else 200)


def _why_over(request: HttpRequest) -> str:
    """Why the reader is here again, said once."""
    if not request.session.session_key:
        return ""
    why = request.session.pop(WHY_OVER, "")
    return said_over(Over(why)) if why in Over.values else ""


def _try(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    """In, or None with the reason on the form: one sentence for every failure, which does not tell what was wrong."""
    said, at = form.cleaned_data, now()
    knock = knock_at(request, said["username"])
    if until := find_lock(knock, at):
        form.add_error(None, too_many(until))
        form.status = 429
        return None
    user = authenticate(request, username=said["username"], password=said["password"])
    try:
        if isinstance(user, User) and may_enter(user):
            return begin(request, user, Factor.PASSWORD, safe_next(request))
        meant = User.objects.filter(username=said["username"]).first()
        what = "post" if user else "password"
        actions.refuse_sign_in(by=nobody_at_door(request), at=at, knock=knock, user=meant, what=what)
    except Refused as refused:
        form.add_error(None, str(refused))
        form.status = 429
        return None
    form.add_error(None, _("User name and password do not go together, or the account is closed."))
    return None


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and back to the door."""
    actions.sign_out(by=get_actor(request), at=now())
    logout(request)
    return redirect("sign-in")


@public
@never_cache
@require_safe
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """The cast of the demo, each with the post held today."""
    _demo_only()
    return render(request, "web/demo.html", {"players": cast_on(today()), "next": safe_next(request)})


@public
@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast, by one click. Only in a demo, and only as an account of the cast."""
    _demo_only()
    username = request.POST.get("username", "")[:60]
    user = User.objects.filter(username=username, is_active=True).exclude(cast="").first()
    if user is None:
        raise Http404
    return enter(request, user, Factor.DEMO, safe_next(request))


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
