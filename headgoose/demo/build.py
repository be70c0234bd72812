"""Build the demo province: stage by stage, the same rows from the same seed.

Each action is its own transaction. One round the whole build would make savepoints of them, and SQLite's journal of a
savepoint costs more with every row (169 s where 20 s do); so a build that was broken off is thrown away by whoever
gave it the file, and never gone on with.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from headgoose.demo.affairs import conduct_affairs
from headgoose.demo.books import keep_books
from headgoose.demo.calls import call_departments_and_grids
from headgoose.demo.careers import tell_careers
from headgoose.demo.cast import open_cast
from headgoose.demo.dispatch import keep_dispatch_runs
from headgoose.demo.elections import hold_elections
from headgoose.demo.grids import draw_grids
from headgoose.demo.net import leave_cases
from headgoose.demo.offices import fill_offices
from headgoose.demo.paperwork import lay_out_paperwork
from headgoose.demo.requests import hear_requests
from headgoose.demo.scene import Scene, first_minute_of, read_sites
from headgoose.demo.sent import send_border_teams, send_deputies, send_first_secretaries
from headgoose.demo.training import leave_classes, train_cadres
from headgoose.demo.tree import check_scale, draw_map, mark_border, plant_tree
from headgoose.demo.villages import seat_accountants, seat_communities, seat_supervision, seat_villages
from headgoose.kernel.actor import system_actor
from headgoose.kernel.area import Level, code_of
from headgoose.kernel.bulk import note_growth
from headgoose.kernel.clock import today as china_today
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Person, Post, PostType, Tenure
from headgoose.places.models import Kind, Place, Span

# What SQLite keeps of the file while the demo is built.
CACHE_KIB = 262_144
Progress = Callable[[str, int, int], None]


def build_demo(*, scale: str = "province", seed: int = 23, today: date | None = None, progress: Progress) -> None:
    """Write a demo into a migrated, empty database.

    Args:
        scale: "province", or "county" for one county with what is above it.
        seed: the same seed gives the same rows.
        today: the day on which the ten years of history end.
        progress: called before each stage with its name, its number from 0 and how many there are; and when done.

    Raises:
        Refused: when the database holds places already, or there is no such scale.
    """
    check_scale(scale)
    if Place.objects.exists():
        raise Refused(_("This database holds places already; the demo is built into an empty one."), Because.CONFLICT)
    day = today or china_today()
    scene = Scene(system_actor("demo", "demo"), first_minute_of(day), day, seed)
    stages = _stages(scale)
    with _without_pauses():
        for number, (words, stage) in enumerate(stages):
            progress(words, number, len(stages))
            stage(scene)
    progress(_("Done"), len(stages), len(stages))


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Neither collect garbage nor wait for the disk, nor keep what a rollback would need.

    What is built is thrown away unless it is whole; without a journal SQLite writes a third faster.
    """
    collecting = gc.isenabled()
    gc.disable()
    _set_pragmas("synchronous = OFF", "journal_mode = OFF", f"cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        if collecting:
            gc.enable()
            gc.collect()
        _set_pragmas("journal_mode = WAL", "synchronous = FULL")


def _set_pragmas(*pragmas: str) -> None:
    """Set how SQLite writes; left alone within a transaction, and on another engine."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")


def _stages(scale: str) -> list[tuple[str, Callable[[Scene], None]]]:
    return [
        (_("Tree of places"), lambda scene: _plant(scene, scale)),
        (_("Grids and grid workers"), draw_grids),
        (_("Graduates and village committees"), seat_villages),
        (_("Supervisory boards"), seat_supervision),
        (_("Village accountants"), seat_accountants),
        (_("Communities"), seat_communities),
        (_("Term elections"), hold_elections),
        (_("First secretaries and work teams"), send_first_secretaries),
        (_("Township deputies"), send_deputies),
        (_("Border teams"), send_border_teams),
        (_("Offices"), fill_offices),
        (_("Books of the villages"), keep_books),
        (_("Requests of residents"), hear_requests),
        (_("Whistles and roll-calls"), call_departments_and_grids),
        (_("Training classes"), train_cadres),
        (_("Reviews, awards and handovers"), tell_careers),
        (_("Cast"), open_cast),
        (_("Dispatch runs"), keep_dispatch_runs),
        (_("Affairs under way"), _leave_affairs),
        (_("Statistics for the query planner"), _analyse),
    ]


def _plant(scene: Scene, scale: str) -> None:
    """The tree, and what every later stage reads of it."""
    plant_tree(scene, scale)
    scene.sites = read_sites(scene.today)
    scene.types = {type_.code: type_ for type_ in PostType.objects.all()}
    counties = {code_of(key, Level.COUNTY) for key in scene.sites[Kind.COUNTY].keys.tolist()}
    mark_border(scene, counties)
    draw_map(scene, counties)


def _leave_affairs(scene: Scene) -> None:
    """Papers, vouchers and requests that wait, before the last acts are sealed."""
    # What searches by name below would else be planned for empty tables.
    note_growth(Person, Post, Tenure, Span)
    lay_out_paperwork(scene)
    leave_cases(scene)
    leave_classes(scene)
    conduct_affairs(scene)


def _analyse(_scene: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
