"""The curve of a roll-call, drawn on the server: how many grids had answered, minute by minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from headgoose.casework.models import RollCall
from headgoose.kernel.clock import CHINA

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 170, 8, 8, 18, 24
SHORTEST = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


def draw_curve(roll: RollCall, minutes: Sequence[tuple[datetime, int]], called: int) -> SafeString:
    """The share that had answered, from the opening on; with the time that was set, where it lies within. As SVG."""
    start = roll.opened_at.replace(second=0, microsecond=0)
    end = _end(roll, minutes, start)
    floor = HEIGHT - BOTTOM

    def across(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max((at - start) / (end - start), 0.0), 1.0)

    def up(count: int) -> float:
        return floor - (floor - TOP) * (count / called if called else 0)

    answered, points = 0, [(across(start), up(0))]
    for minute, count in minutes:
        points.append((across(minute), up(answered)))
        answered += count
        points.append((across(minute + MINUTE), up(answered)))
    points.append((WIDTH - RIGHT, up(answered)))
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    said = {"answered": answered, "called": called, "minutes": int((end - start) / MINUTE)}
    title = escape(_("%(answered)s of %(called)s grids answered within %(minutes)s minutes") % said)
    due = ""
    if start < roll.answer_by <= end:
        x = across(roll.answer_by)
        due = f'<line class="target" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{floor}"/>'
    drawn = (
        f'<svg class="chart roll-curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
        f'<line class="axis" x1="{LEFT}" y1="{TOP}" x2="{WIDTH - RIGHT}" y2="{TOP}"/>'
        f'<line class="axis" x1="{LEFT}" y1="{floor}" x2="{WIDTH - RIGHT}" y2="{floor}"/>'
        f'<path class="area" d="{line} L{WIDTH - RIGHT} {floor} L{LEFT} {floor}Z"/><path class="line" d="{line}"/>{due}'
        f'<text x="{LEFT}" y="{TOP - 6}">{called:,}</text>'
        f'<text x="{LEFT}" y="{HEIGHT - 6}">{_clock(start)}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{_clock(end)}</text></svg>'
    )
    # Numbers, times and an escaped sentence of ours.
    return mark_safe(drawn)  # noqa: S308


def _end(roll: RollCall, minutes: Sequence[tuple[datetime, int]], start: datetime) -> datetime:
    """Up to the last answer while it is open, to the close after it; a clock that ticks would change it for nothing."""
    last = minutes[-1][0] + MINUTE if minutes else start
    return max(last, start + SHORTEST, roll.closed_at or start)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%m-%d %H:%M}"
