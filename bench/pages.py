"""Place, figure, briefing, list and search pages over the full demo: cold (no figure kept) and warm."""

import random
import statistics

from bench.measure import milliseconds, report, start

COLD, WARM, SEARCH, LIST = 150.0, 40.0, 50.0, 100.0
SAMPLE = 40


Rows = list[tuple[str, float, str, float | None]]
WORDS = ["望奎", "wkx", "231221", "松江村", "xinglong", "李〇四", "村", "2312", "第3网格", "zzzz"]
LISTS = ["", "?state=vacant", "?type=grid_worker", "?state=ending", "?q=李", "?page=40"]


class Visitor:
    """The province officer at a browser without a network."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.test import Client

        from headgoose.access.models import User

        settings.ALLOWED_HOSTS = ["testserver"]
        self._client = Client()
        self._client.force_login(User.objects.get(cast="province_officer"))
        session = self._client.session
        session["factor"] = "passkey"
        session.save()

    def fetch(self, url: str) -> None:
        """Ask for a page that must be there."""
        answer = self._client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")

    def time(self, url: str, *, cold: bool = False) -> float:
        """How long a page takes, in ms; cold: with no figure kept."""
        from headgoose.briefing.keeping import forget_tables

        if cold:
            forget_tables()
        return milliseconds(lambda: self.fetch(url))


def sample() -> dict[str, list[str]]:
    """Addresses of pages about a seeded sample of places of all levels."""
    from headgoose.kernel.area import Level
    from headgoose.kernel.clock import today
    from headgoose.kernel.figures import figures
    from headgoose.places.models import Span

    draw, codes = random.Random(23), []
    for level in Level:
        found = [span.code for span in Span.objects.on(today()).at_level(level).order_by("key")]
        codes += draw.sample(found, min(len(found), SAMPLE // 5))
    names = [figure.code for figure in figures]
    return {
        "place": [f"/place/{code}/" for code in codes],
        "figure": [f"/figure/{draw.choice(names)}/{code}/" for code in codes],
        "briefing": [f"/briefing/{code}/" for code in codes],
    }


def cold_and_warm(visitor: Visitor, name: str, urls: list[str]) -> Rows:
    """Each page once with nothing kept, then once with everything kept."""
    cold = sorted(visitor.time(url, cold=True) for url in urls)
    for url in urls:
        visitor.fetch(url)
    warm = sorted(visitor.time(url) for url in urls)
    return [
        (f"{name} page, cold, median of {len(urls)}", statistics.median(cold), "ms", COLD),
        (f"{name} page, cold, worst (province)", cold[-1], "ms", None),
        (f"{name} page, warm, median", statistics.median(warm), "ms", WARM),
        (f"{name} page, warm, 95th percentile", warm[int(len(warm) * 0.95)], "ms", None),
    ]


def main() -> bool:
    """Medians and tails as the province officer."""
    start()
    visitor = Visitor()
    rows: Rows = []
    urls = sample()
    for url in (urls["place"][0], urls["figure"][0], "/search/?q=x", "/place/23/people/"):
        visitor.fetch(url)
    for name, some in urls.items():
        rows += cold_and_warm(visitor, name, some)
    found = [visitor.time(f"/search/?q={word}") for word in WORDS]
    rows += [("search page, median of 10 words", statistics.median(found), "ms", SEARCH)]
    rows += [("search page, worst", max(found), "ms", None)]
    listed = [visitor.time(f"/place/{code}/people/{query}") for code in ("23", "2312", "231221") for query in LISTS]
    rows += [("list of people in post, median", statistics.median(listed), "ms", LIST)]
    rows += [("list of people in post, worst", max(listed), "ms", None)]
    return report("Pages over the full demo province, in process, with middleware and templates", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
