"""One figure for all places at all levels, against the one bare SQL group-by it needs."""

import statistics
from datetime import date
from functools import partial

import numpy as np

from bench.measure import median_of, report, start

LIMIT = 3.0


def main() -> bool:
    """Every declared figure, median of seven each."""
    start()
    from django.db import connection

    from headgoose.briefing.engine import AREA, compute, parameters_of
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

    def ours(figure: Figure) -> None:
        columns_of(figure, compute(figure, EVERYWHERE, on), keys, levels)

    def bare(figure: Figure) -> None:
        sql = f"{AREA}SELECT key / 1000, sum(numerator), sum(denominator) FROM ({figure.query}) AS f GROUP BY 1"
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters_of(figure, EVERYWHERE, on))
            cursor.fetchall()

    rows: list[tuple[str, float, str, float | None]] = []
    ratios = []
    for figure in figures:
        own, peer = median_of(partial(ours, figure)), median_of(partial(bare, figure))
        ratios.append(own / peer)
        words = f"{figure.code}: {own:.0f} ms for {len(spans):,} places, group-by {peer:.0f} ms"
        rows.append((words, own / peer, "x", LIMIT))
    rows.append(("median of all figures", statistics.median(ratios), "x", LIMIT))
    return report("One figure for all places at all levels / one bare group-by", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
