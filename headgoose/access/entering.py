"""The way in, from the right password to the desk: second factor, its set-up, a password of one's own.

Somebody half-way is nobody yet: the session holds who it is, for ten minutes, and no page but these opens. Only `enter`
signs in.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from headgoose.access.actions.passages import sign_in
from headgoose.access.factors import factors_of
from headgoose.access.locks import Knock, digest_of
from headgoose.access.middleware import origin_of
from headgoose.access.models import ADDRESS, BROWSER, ENTERING, FACTOR, TWO_FACTORS, Factor, User
from headgoose.access.queries import actor_of, seats_on
from headgoose.access.rules import browser_of, demands_second_factor
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_WAY = timedelta(minutes=10)
DEVICE_COOKIE = "known"
DEVICE_SALT = "headgoose.access.device"
DEVICE_AGE_S = 180 * 24 * 3600
NAMES_A_DEVICE = 5


@dataclass(frozen=True)
class Entering:
    """Somebody half-way in.

    Args:
        factor: what has been proved so far (Factor).
        secret: what an app is being set up with.
        stamp: tells the password that was given: with another one, whoever is half-way begins again.
    """

    user_id: int
    since: str
    to: str
    factor: str
    secret: str = ""
    stamp: str = ""


def begin(request: HttpRequest, user: User, factor: Factor, to: str) -> HttpResponse:
    """Somebody proved who they are by one thing: let them in, or on to the next step."""
    entering = Entering(user.pk, now().isoformat(), to, factor.value, stamp=user.get_session_auth_hash())
    if _next_step(user, factor, now()) is None:
        return enter(request, user, factor, to)
    # Whoever was signed in here is out, and a key that was known before opens nothing.
    request.session.flush()
    keep(request, entering)
    return go_on(request, user, entering)


def go_on(request: HttpRequest, user: User, entering: Entering) -> HttpResponse:
    """To the next step, or in."""
    step = _next_step(user, Factor(entering.factor), now())
    return redirect(step) if step else enter(request, user, Factor(entering.factor), entering.to)


def _next_step(user: User, factor: Factor, at: datetime) -> str | None:
    """The name of the page that comes before the desk, or None."""
    if factor is Factor.DEMO:
        return None
    if factor not in TWO_FACTORS:
        if factors_of(user).any:
            return "second-factor"
        if demands_second_factor(seats_on(user, at)):
            return "set-up-factor"
    return "own-password" if user.must_change_password else None


def find_entering(request: HttpRequest) -> tuple[User, Entering] | None:
    """Who is half-way in, as long as that lasts."""
    kept = request.session.get(ENTERING)
    if not kept:
        return None
    entering = Entering(**kept)
    if now() - datetime.fromisoformat(entering.since) > HALF_WAY:
        return None
    user = User.objects.filter(pk=entering.user_id, is_active=True).first()
    if user is None or not constant_time_compare(entering.stamp, user.get_session_auth_hash()):
        return None
    return user, entering


def keep(request: HttpRequest, entering: Entering, **changes: str) -> Entering:
    """Remember how far somebody is."""
    changed = Entering(**(asdict(entering) | changes))
    request.session[ENTERING] = asdict(changed)
    return changed


def may_enter(user: User) -> bool:
    """Whether an account is open and its person in post today; parts of the demo have no person."""
    return user.is_active and (user.person_id is None or bool(seats_on(user, now())))


def enter(request: HttpRequest, user: User, factor: Factor, to: str) -> HttpResponse:
    """Write the act first: nobody is in without a row in the trail."""
    knock = None if factor is Factor.DEMO else knock_at(request, user.username)
    sign_in(by=actor_at_door(request, user), at=now(), factor=factor.value, knock=knock)
    request.session.pop(ENTERING, None)
    login(request, user, backend=BACKEND)
    request.session[FACTOR] = factor.value
    request.session[ADDRESS] = origin_of(request)
    request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))
    answer = HttpResponseRedirect(to)
    if knock is not None:
        _remember_device(request, answer, knock)
    return answer


def actor_at_door(request: HttpRequest, user: User) -> Actor:
    """The actor that somebody half-way in will be."""
    return actor_of(user, today(), origin_of(request))


def nobody_at_door(request: HttpRequest) -> Actor:
    """Whoever knocks and is not known."""
    return Actor(label="nobody", origin=origin_of(request))


def knock_at(request: HttpRequest, username: str) -> Knock:
    """How somebody knocks: a browser in which this account was used before is told from all others."""
    name = digest_of(username)
    return Knock(name, _known_names(request).get(name, ""), origin_of(request))


def _known_names(request: HttpRequest) -> dict[str, str]:
    """By digest of a name, what the browser was called when that account was last used in it."""
    try:
        found = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE_S)
    except signing.BadSignature:
        return {}
    return dict(found)


def _remember_device(request: HttpRequest, answer: HttpResponse, knock: Knock) -> None:
    others = {name: device for name, device in _known_names(request).items() if name != knock.name}
    newest = {knock.name: knock.device or secrets.token_hex(16)}
    known = newest | dict(list(others.items())[: NAMES_A_DEVICE - 1])
    answer.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=DEVICE_SALT),
        max_age=DEVICE_AGE_S,
        httponly=True,
        secure=settings.BEHIND_TLS,
        samesite="Lax",
    )
