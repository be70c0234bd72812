"""The grids of the villages, drawn county by county in waves, and their grid workers."""

from datetime import date

import numpy as np

from headgoose.demo.aims import GRID_WORKERS_MISSING_SHARE, GRIDS, GRIDS_A_VILLAGE, GRIDS_EMPTY_BY_YEARS_AGO
from headgoose.demo.crowd import Profile
from headgoose.demo.scene import Scene, Sites, Whole
from headgoose.demo.service import Tenancy, serve_on
from headgoose.demo.stage import Stage
from headgoose.kernel.area import Level
from headgoose.people.models import How
from headgoose.places.actions import make_grids_many
from headgoose.places.models import Kind

# Years before the build day's year, with the day of the year on which that wave's grids begin.
WAVES = ((8, 4, 1), (8, 10, 1), (7, 5, 1), (7, 11, 1), (6, 6, 1), (6, 11, 1), (5, 5, 1), (4, 6, 1))
GRID_WORKER = Profile(23, 56, 0.44, 0.45)


def draw_grids(scene: Scene) -> None:
    """Make the grids of every village and seat a worker in each."""
    stage = Stage(scene, "grids")
    villages = scene.sites[Kind.VILLAGE]
    sizes = _sizes(stage.numbers, len(villages), scene.share(GRIDS))
    days = _wave_days(scene, stage.numbers)[scene.sites[Kind.COUNTY].index_above(villages.keys, Level.COUNTY)]
    made = [_make_wave(scene, villages, sizes, days, day) for day in np.unique(days).tolist()]
    grids = Sites(np.concatenate([grid.ids for grid, _day in made]), np.concatenate([grid.keys for grid, _day in made]))
    starts = np.concatenate([np.full(len(grid), day) for grid, day in made])
    posts = stage.seats.add("grid_worker", grids, starts)
    lines = stage.lines("聘任网格员", How.HIRED.value)
    tenancy = Tenancy(years=9, empty=GRID_WORKERS_MISSING_SHARE, empty_by_years_ago=GRIDS_EMPTY_BY_YEARS_AGO)
    serve_on(stage, lines, posts, starts, GRID_WORKER, tenancy)
    stage.write()


def _sizes(numbers: np.random.Generator, villages: int, total: int) -> Whole:
    """How many grids each village has: within the bounds, and so many in all."""
    low, high = GRIDS_A_VILLAGE
    wish = numbers.gamma(4.0, 1.0, villages)
    sizes: Whole = np.clip(np.rint(wish * total / wish.sum()), low, high).astype(np.int64)
    while missing := total - int(sizes.sum()):
        step = 1 if missing > 0 else -1
        fit = np.flatnonzero((sizes + step >= low) & (sizes + step <= high))
        sizes[numbers.permutation(fit)[: abs(missing)]] += step
    return sizes


def _wave_days(scene: Scene, numbers: np.random.Generator) -> Whole:
    """The day on which each county's grids begin."""
    days = [date(scene.today.year - back, month, day).toordinal() for back, month, day in WAVES]
    return numbers.permutation(np.resize(days, len(scene.sites[Kind.COUNTY])))


def _make_wave(scene: Scene, villages: Sites, sizes: Whole, days: Whole, day: int) -> tuple[Sites, int]:
    mine = days == day
    counts = list(zip(villages.ids[mine].tolist(), sizes[mine].tolist(), strict=True))
    made = make_grids_many(by=scene.by, at=scene.at, counts=counts, start_on=date.fromordinal(day))
    rows = np.array([(grid.place_id, grid.key) for grid in made], dtype=np.int64)
    return Sites(rows[:, 0], rows[:, 1]), day
