"""One figure for all places at all levels, against the one bare SQL group-by it needs; on both maps.

The group-by runs over the same table of places as the figure: the date's own, or the later map's. That one is made up
in memory: every fiftieth village merged into the one before it, every fiftieth split in two, 60 to 40.
"""

import statistics
from datetime import date
from functools import partial

import numpy as np

from bench.measure import median_of, report, start

LIMIT = 3.0
WHOLE = 1_000_000


def main() -> bool:
    """Every declared figure, median of seven each."""
    start()
    from django.db import connection

    from headgoose.briefing.engine import compute
    from headgoose.briefing.ground import Ground, source_of
    from headgoose.briefing.placing import Moved, Placement
    from headgoose.briefing.table import columns_of
    from headgoose.kernel.area import EVERYWHERE
    from headgoose.kernel.clock import today
    from headgoose.kernel.figures import Figure, figures
    from headgoose.places.models import Span

    on: date = today()
    # The map is the same for all figures: read once, grids aside.
    spans = list(Span.objects.on(on).filter(kind__lt=60))
    keys = np.array([span.key for span in spans])
    levels = np.array([span.kind // 10 for span in spans])

    then = Ground(on)
    villages = [span for span in spans if span.kind == 50]
    merged = [Moved(a.place_id, b.key, WHOLE) for a, b in zip(villages[1::50], villages[::50], strict=False)]
    pairs = [(a, b) for a, b in zip(villages[2::50], villages[3::50], strict=False)]
    split = [Moved(a.place_id, key, ppm) for a, b in pairs for key, ppm in ((a.key, 600_000), (b.key, 400_000))]
    away = tuple(sorted({moved.place_id for moved in (*merged, *split)}))
    later = Ground(on, Placement(on, on, tuple(sorted((*merged, *split), key=lambda m: m.place_id)), away))

    def ours(figure: Figure, ground: Ground) -> None:
        columns_of(figure, compute(figure, EVERYWHERE, ground), keys, levels)

    def bare(figure: Figure, ground: Ground) -> None:
        source = source_of(figure, EVERYWHERE, ground)
        sql = (
            f"{source.opening}SELECT key / 1000, sum(numerator), sum(denominator) FROM ({figure.query}) AS f GROUP BY 1"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, source.parameters)
            cursor.fetchall()

    rows: list[tuple[str, float, str, float | None]] = []
    ratios: dict[str, list[float]] = {"as it was": [], "on today's map": []}
    for figure in figures:
        for (name, found), ground in zip(ratios.items(), (then, later), strict=True):
            own, peer = (median_of(partial(work, figure, ground)) for work in (ours, bare))
            found.append(own / peer)
            words = f"{figure.code}, {name}: {own:.0f} ms for {len(spans):,} places, group-by {peer:.0f} ms"
            rows.append((words, own / peer, "x", LIMIT))
    for name, found in ratios.items():
        rows.append((f"median of all figures, {name}", statistics.median(found), "x", LIMIT))
    return report("One figure for all places at all levels / one bare group-by", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
