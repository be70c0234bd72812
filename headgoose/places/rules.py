"""What may be done to the tree: pure functions that refuse with a sentence."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, area_of
from headgoose.kernel.clock import EARLIEST, FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import PlaceView
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.names import official_text, plain_text

MAX_GRIDS = 999
LONGEST_NAME = 60
LONGEST_SOURCE = 200
YEARS_AHEAD = 5


def horizon(today: date) -> date:
    """The last day that an act of today may name."""
    return today.replace(year=today.year + YEARS_AHEAD, day=min(today.day, 28))


def check_date(day: date, today: date, field: str = "start_on") -> None:
    """A date at which something in the tree can begin or end: not before the republic, not over five years ahead."""
    if day < EARLIEST:
        raise Refused(_("The date lies before 1 October 1949."), field=field)
    if day > horizon(today):
        raise Refused(_("The date lies more than five years ahead."), field=field)


def check_can_import(by: Actor, areas: Iterable[Area]) -> None:
    """Places are imported by those who may do so over every place that a file names."""
    if not by.scope(Right.IMPORT_PLACES):
        raise Refused(_("Your posts do not let you import places."), Because.FORBIDDEN)
    for area in areas:
        by.require(Right.IMPORT_PLACES, area)


def check_name(name: str) -> str:
    """The name of a place, cleaned."""
    plain = official_text(name)
    if not plain:
        raise Refused(_("A name is needed."), field="name")
    if len(plain) > LONGEST_NAME:
        raise Refused(_("A name has at most %(limit)s characters.") % {"limit": LONGEST_NAME}, field="name")
    if not plain.isprintable():
        raise Refused(_("The name holds characters that cannot be printed."), field="name")
    return plain


def township_of(span: PlaceView) -> Area:
    """The township of a village or grid: whoever draws grids holds the right over all of it, not over a village."""
    return area_of(span.key - span.key % Level.TOWNSHIP.divisor, Level.TOWNSHIP)


def can_draw_grids(by: Actor, span: PlaceView) -> bool:
    """Whether the actor's posts let them draw the grids of a village."""
    return by.may(Right.DRAW_GRIDS, township_of(span))


def check_can_draw_grids(village: Span, latest: Span, start_on: date, today: date) -> None:
    """Grids are drawn in a village or community that keeps its code from that date on.

    Args:
        village: what it is on `start_on`.
        latest: the last of its spans.
    """
    if village.level is not Level.VILLAGE:
        raise Refused(_("Grids are drawn in villages and communities; %(name)s is neither.") % {"name": village.said})
    check_date(start_on, today)
    if latest.end_on != FOREVER:
        words = {"name": village.said, "end": latest.end_on}
        raise Refused(_("%(name)s is closed on %(end)s: no grids can be drawn.") % words, Because.CONFLICT)
    if latest.key != village.key:
        words = {"name": village.said, "start": latest.start_on, "code": latest.code}
        raise Refused(
            _("%(name)s gets the code %(code)s on %(start)s: draw its grids from then on.") % words, Because.CONFLICT
        )


def next_numbers(used: Iterable[int], open_now: Iterable[int], count: int) -> list[int]:
    """Numbers for new grids of a village: those after the highest ever used, and when they run out, free ones.

    Args:
        used: the numbers of all grids that the village ever had.
        open_now: those of grids that are open on the date in question or later.
    """
    if count < 0:
        raise Refused(_("The number of grids cannot be negative."), field="count")
    ever, taken = set(used), set(open_now)
    if len(taken) + count > MAX_GRIDS:
        raise Refused(_("A village has at most %(limit)s grids.") % {"limit": MAX_GRIDS}, field="count")
    first = max(ever, default=0) + 1
    if first + count - 1 <= MAX_GRIDS:
        return list(range(first, first + count))
    fresh = [number for number in range(1, MAX_GRIDS + 1) if number not in taken]
    fresh.sort(key=lambda number: (number in ever, number))
    return fresh[:count]


def check_can_end(span: Span, end_on: date, today: date) -> None:
    """A place's present span can end only after it began, and only once."""
    check_date(end_on, today)
    words = {"name": span.said, "start": span.start_on, "end": span.end_on}
    if end_on <= span.start_on:
        raise Refused(
            _("%(name)s has been so since %(start)s: the change must take effect after that date.") % words,
            Because.CONFLICT,
            field="on",
        )
    if span.end_on != FOREVER:
        raise Refused(_("%(name)s already changes on %(end)s.") % words, Because.CONFLICT, field="on")


def number_of(key: int) -> int:
    """The number of a grid within its village."""
    return key % Level.VILLAGE.divisor


def check_source(source: str) -> str:
    """Where a fact comes from, cleaned."""
    plain = plain_text(source)
    if not plain or len(plain) > LONGEST_SOURCE or not plain.isprintable():
        raise Refused(_("Name the source in at most %(limit)s characters.") % {"limit": LONGEST_SOURCE}, field="source")
    return plain
