"""Statistics of a year of requests, whistles and roll-calls: each figure for the province and every place below, cold.

Nothing is kept from one run to the next: each is computed from the rows of the full demo.
"""

from functools import partial

import numpy as np

from bench.measure import median_of, report, start

LIMIT_MS = 300.0
CODES = ("G4", "G5", "G6")


def main() -> bool:
    """Every figure of the net, median of seven each."""
    start()
    from headgoose.briefing.engine import compute
    from headgoose.briefing.ground import Ground
    from headgoose.briefing.table import columns_of
    from headgoose.casework.models import Request
    from headgoose.kernel.area import EVERYWHERE
    from headgoose.kernel.clock import today
    from headgoose.kernel.figures import Figure, figures
    from headgoose.places.models import Span

    spans = list(Span.objects.on(today()).filter(kind__lt=60))
    keys, levels = np.array([span.key for span in spans]), np.array([span.kind // 10 for span in spans])
    ground = Ground(today())

    def count(figure: Figure) -> None:
        columns_of(figure, compute(figure, EVERYWHERE, ground), keys, levels)

    wanted = [figure for figure in figures if figure.code.partition("-")[0] in CODES]
    rows: list[tuple[str, float, str, float | None]] = [
        (f"{figure.code}: {figure.name}", median_of(partial(count, figure)), "ms", LIMIT_MS) for figure in wanted
    ]
    return report(f"A year of {Request.objects.count():,} requests for {len(spans):,} places, from the rows", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
