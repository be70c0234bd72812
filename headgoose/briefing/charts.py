"""Charts drawn on the server as SVG: a spark line and a trend with axes. Pictures of their own, styled from within."""

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from headgoose.briefing.table import Value
from headgoose.briefing.wording import value_text

Point = tuple[date, Value]

STYLE = (
    "<style>text{font:12px system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:#55635b}"
    ".l{fill:none;stroke:#2d6a4f;stroke-width:2;stroke-linejoin:round}.a{fill:#2d6a4f;opacity:.1}.d{fill:#2d6a4f}"
    ".g{stroke:#e4e0d6}.v{font-weight:600;fill:#17231d;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
    "@media(prefers-color-scheme:dark){text{fill:#a9b4ad}.l{stroke:#6fbf97}.a{fill:#6fbf97}.d{fill:#6fbf97}"
    ".g{stroke:#2a342e}.v{fill:#e8ece9;stroke:#1a221e}}</style>"
)


def _runs(points: Sequence[Point]) -> list[list[tuple[int, float]]]:
    """Stretches of neighbouring points that have a value, as (index, number): a gap stays a gap."""
    runs: list[list[tuple[int, float]]] = [[]]
    for index, (_on, value) in enumerate(points):
        if value.number is None:
            runs.append([])
        else:
            runs[-1].append((index, float(value.number)))
    return [run for run in runs if run]


def _svg(width: int, height: int, title: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img"><title>{escape(title)}</title>{STYLE}{body}</svg>'
    )


def _line(run: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def _bounds(numbers: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest to draw between: at least a tenth of the highest apart, so that a ripple stays a ripple."""
    low, high = min(numbers), max(numbers)
    room = max(high * 0.1, 1e-9) - (high - low)
    return (low - room / 2, high + room / 2) if room > 0 else (low, high)


def spark_line(points: Sequence[Point], title: str) -> str:
    """A line of 96 × 26 units without axes, from the lowest to the highest value."""
    width, height, margin = 96, 26, 3
    runs = _runs(points)
    numbers = [number for run in runs for _index, number in run]
    if not numbers:
        return _svg(width, height, title, "")
    low, high = _bounds(numbers)
    step = (width - 2 * margin) / max(len(points) - 1, 1)

    def place(index: int, number: float) -> tuple[float, float]:
        rise = (number - low) / (high - low)
        return margin + index * step, height - margin - rise * (height - 2 * margin)

    drawn = [[place(*point) for point in run] for run in runs]
    lines = "".join(f'<path class="l" d="{_line(run)}"/>' for run in drawn if len(run) > 1)
    x, y = drawn[-1][-1]
    return _svg(width, height, title, f'{lines}<circle class="d" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>')


def trend_chart(points: Sequence[Point], title: str) -> str:
    """A chart of 1,080 × 260 units: years below, values at the points, from zero up."""
    width, height, left, top, bottom = 1080, 260, 28, 34, 30
    runs = _runs(points)
    highest = max((number for run in runs for _index, number in run), default=0) or 1
    step = (width - 2 * left) / max(len(points) - 1, 1)
    floor = height - bottom

    def place(index: int, number: float) -> tuple[float, float]:
        return left + index * step, floor - number / highest * (floor - top)

    body = [f'<path class="g" d="M{left} {floor} H{width - left}"/>']
    for run in runs:
        drawn = [place(*point) for point in run]
        body.append(f'<path class="a" d="{_line(drawn)} L{drawn[-1][0]:.1f} {floor} L{drawn[0][0]:.1f} {floor} Z"/>')
        body.append(f'<path class="l" d="{_line(drawn)}"/>')
    for index, (on, value) in enumerate(points):
        x, _y = place(index, 0)
        anchor = "start" if index == 0 else "end" if index == len(points) - 1 else "middle"
        edge = x - left + 4 if index == 0 else x + left - 4 if index == len(points) - 1 else x
        body.append(f'<text x="{edge:.1f}" y="{height - 8}" text-anchor="{anchor}">{on.year}</text>')
        if value.number is not None:
            px, py = place(index, float(value.number))
            body.append(f'<circle class="d" cx="{px:.1f}" cy="{py:.1f}" r="3"/>')
            words = escape(value_text(value))
            body.append(f'<text class="v" x="{edge:.1f}" y="{py - 9:.1f}" text-anchor="{anchor}">{words}</text>')
    return _svg(width, height, title, "".join(body))
