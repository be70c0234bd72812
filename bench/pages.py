"""Place, figure, briefing, list and search pages over the full demo: cold (no figure kept) and warm."""

import random
import statistics

from bench.measure import milliseconds, report, start

COLD, WARM, SEARCH, LIST = 150.0, 40.0, 50.0, 100.0
SAMPLE = 40


def main() -> bool:
    """Medians and 95th percentiles over a seeded sample of places of all levels, as the province officer."""
    start()
    from django.conf import settings
    from django.test import Client

    from headgoose.access.models import User
    from headgoose.briefing.keeping import forget_tables
    from headgoose.kernel.area import Level
    from headgoose.kernel.clock import today
    from headgoose.kernel.figures import figures
    from headgoose.places.models import Span

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(cast="province_officer"))
    draw = random.Random(23)
    on = today()
    places = []
    for level in Level:
        codes = [span.code for span in Span.objects.on(on).at_level(level).order_by("key")]
        places += [(level, code) for code in draw.sample(codes, min(len(codes), SAMPLE // 5))]
    codes = [figure.code for figure in figures]
    urls = {
        "place": [f"/place/{code}/" for _level, code in places],
        "figure": [f"/figure/{draw.choice(codes)}/{code}/" for _level, code in places],
        "briefing": [f"/briefing/{code}/" for _level, code in places],
    }

    def fetch(url: str) -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")

    def measure(url: str, cold: bool) -> float:
        if cold:
            forget_tables()
        return milliseconds(lambda: fetch(url))

    for url in [urls["place"][0], urls["figure"][0], "/search/?q=x", "/place/23/people/"]:
        fetch(url)
    rows: list[tuple[str, float, str, float | None]] = []
    for name, some in urls.items():
        cold = sorted(measure(url, cold=True) for url in some)
        for url in some:
            fetch(url)
        warm = sorted(measure(url, cold=False) for url in some)
        rows.append((f"{name} page, cold, median of {len(some)}", statistics.median(cold), "ms", COLD))
        rows.append((f"{name} page, cold, worst (province)", cold[-1], "ms", None))
        rows.append((f"{name} page, warm, median", statistics.median(warm), "ms", WARM))
        rows.append((f"{name} page, warm, 95th percentile", warm[int(len(warm) * 0.95)], "ms", None))
    words = ["望奎", "wkx", "231221", "松江村", "xinglong", "李〇四", "村", "2312", "第3网格", "zzzz"]
    found = [measure(f"/search/?q={word}", cold=False) for word in words]
    rows.append(("search page, median of 10 words", statistics.median(found), "ms", SEARCH))
    rows.append(("search page, worst", max(found), "ms", None))
    lists = ["", "?state=vacant", "?type=grid_worker", "?state=ending", "?q=李", "?page=40"]
    addresses = [f"/place/{code}/people/{query}" for code in ("23", "2312", "231221") for query in lists]
    listed = [measure(address, cold=False) for address in addresses]
    rows.append(("list of people in post, median", statistics.median(listed), "ms", LIST))
    rows.append(("list of people in post, worst", max(listed), "ms", None))
    return report("Pages over the full demo province, in process, with middleware and templates", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
