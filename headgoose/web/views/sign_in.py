"""Signing in and out, and in a demo stepping into somebody's shoes."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.access import actions
from headgoose.access.middleware import origin_of
from headgoose.access.models import User
from headgoose.access.queries import actor_of, cast_on
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, public, signed_in
from headgoose.web.addresses import safe_next

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AuthenticationForm):
    """User name and password. One sentence for every failure: it does not tell which of the two was wrong."""

    error_messages = {
        "invalid_login": _("User name and password do not go together, or the account is closed."),
        "inactive": _("User name and password do not go together, or the account is closed."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A demo offers its cast instead, unless the form is asked for."""
    if settings.DEMO and request.method != "POST" and "form" not in request.GET:
        return redirect(f"{reverse('demo-sign-in')}?{urlencode({'next': safe_next(request)})}")
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _enter(request, form.get_user())
    context = {"form": form, "next": safe_next(request), "demo": settings.DEMO}
    return render(request, "web/sign_in.html", context, status=422 if form.is_bound else 200)


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
    return _enter(request, user)


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Write the act first: nobody is in without a row in the trail."""
    actions.sign_in(by=actor_of(user, today(), origin_of(request)), at=now())
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(safe_next(request))
