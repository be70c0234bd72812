"""What the access layer (session, account, posts held, scope) takes of a page's time: each page with it and without.

Without it the same actor stands ready on the request; views, templates and all other middleware are the same. The two
take turns, and what counts is the processor's time.
"""

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.measure import report, start

SHARE_PERCENT, TURNS, PAGES = 10.0, 15, 6
LAYER = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "headgoose.access.middleware.ActorMiddleware",
)
Rows = list[tuple[str, float, str, float | None]]
Answer = Callable[[Any], Any]


class ReadyMade:
    """In place of the layer: the actor is there already."""

    actor: Any = None

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        """Answer as the layer would have it."""
        from django.contrib.auth.models import AnonymousUser

        request.session, request.user, request.actor = {}, AnonymousUser(), self.actor
        return self.get_response(request)


def callers() -> tuple[Callable[[str], None], Callable[[str], None]]:
    """Two that ask for a page as the county officer: through the layer, and without it."""
    from django.conf import settings
    from django.test import Client, override_settings

    from headgoose.access.models import User
    from headgoose.access.queries import actor_of
    from headgoose.kernel.clock import today

    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.get(username="county_officer")
    ReadyMade.actor = actor_of(user, today(), "bench")
    through, beside = Client(), Client()
    through.force_login(user)
    through.get("/")
    rest = [name for name in settings.MIDDLEWARE if name not in LAYER[1:]]
    rest[rest.index(LAYER[0])] = f"{__name__}.ReadyMade"
    with override_settings(MIDDLEWARE=rest):
        beside.handler.load_middleware()
    return _asker(through), _asker(beside)


def _asker(client: Any) -> Callable[[str], None]:
    def ask(url: str) -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code} {answer.headers.get('Location', '')}")

    return ask


def sample() -> dict[str, list[str]]:
    """Addresses of pages about a seeded sample of villages, townships and the county of the county officer."""
    from headgoose.kernel.area import Level
    from headgoose.kernel.clock import today
    from headgoose.kernel.rights import Right
    from headgoose.places.models import Span

    draw, scope = random.Random(23), ReadyMade.actor.scope(Right.READ)
    spans = Span.objects.on(today()).within(scope).filter(kind__gte=30, kind__lt=60).order_by("key")
    by_level = {level: [span.code for span in spans if span.level is level] for level in Level}
    codes = [code for found in by_level.values() for code in draw.sample(found, min(len(found), PAGES // 2))]
    return {
        "place": [f"/place/{code}/" for code in codes],
        "people": [f"/place/{code}/people/" for code in codes],
        "figure": [f"/figure/P4/{code}/" for code in codes],
        "briefing": [f"/briefing/{code}/" for code in codes],
    }


def _spent(work: Callable[[], None]) -> float:
    """Milliseconds of processor: what others on the machine do does not count."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def main() -> bool:
    """The median over pages of the part that the layer takes."""
    start(least_places=1)
    through, beside = callers()
    rows: Rows = []
    shares = []
    for name, urls in sample().items():
        with_layer, without = [], []
        for url in urls:
            through(url)
            beside(url)
            pairs = [(_spent(partial(through, url)), _spent(partial(beside, url))) for _turn in range(TURNS)]
            with_layer.append(statistics.median(pair[0] for pair in pairs))
            without.append(statistics.median(pair[1] for pair in pairs))
        whole, bare = sum(with_layer), sum(without)
        shares.append(100 * (whole - bare) / whole)
        words = f"{name}: {whole / len(urls):.1f} ms with the layer, {bare / len(urls):.1f} ms without"
        rows.append((words, shares[-1], "%", SHARE_PERCENT))
    rows.append(("median of the kinds of pages", statistics.median(shares), "%", SHARE_PERCENT))
    return report("The part of a warm page's time that the access layer takes", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
