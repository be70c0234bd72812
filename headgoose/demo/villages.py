"""What sits in villages and communities: graduates, the two committees, the collective, accountants, supervision."""

import numpy as np

from headgoose.demo.aims import EMPTY_SHARE, GRADUATE_INTAKE, GRADUATES, GRADUATES_MISSING
from headgoose.demo.batches import Departed, open_batches, serve_batches
from headgoose.demo.crowd import Profile
from headgoose.demo.scene import Scene, Sites, Whole, pick, spread
from headgoose.demo.service import Habits, Tenancy, serve_elected, serve_on
from headgoose.demo.stage import Stage
from headgoose.demo.three_posts import POSTS, serve_villages
from headgoose.kernel.area import Level
from headgoose.people.models import How
from headgoose.places.models import Kind

GRADUATE_DAY = (8, 1)
GRADUATE_HABITS = Habits(Profile(21.5, 28.5, 0.52, 0.35), leave_early=0.05, stay_on=0.3, last_age=33)
SUPERVISORY_HABITS = Habits(Profile(28, 60, 0.3), leave_early=0.025, stay_on=0.7, last_age=63)
COMMUNITY_HABITS = Habits(Profile(27, 56, 0.58), leave_early=0.03, stay_on=0.6, last_age=58)
ACCOUNTANT = Profile(25, 55, 0.46)


def take(sites: Sites, rows: Whole) -> Sites:
    """Some of the sites."""
    return Sites(sites.ids[rows], sites.keys[rows])


def seat_villages(scene: Scene) -> None:
    """Graduates and the three posts: former graduates of a village may be elected there."""
    stage = Stage(scene, "villages")
    graduates = _seat_graduates(stage)
    villages = scene.sites[Kind.VILLAGE]
    posts = [stage.seats.add(code, villages, scene.first_day.toordinal()) for code in POSTS]
    lines = stage.lines("村级组织换届选举和补选任职", How.ELECTED.value, by_prefecture=True)
    counties = scene.sites[Kind.COUNTY].index_above(villages.keys, Level.COUNTY)
    serve_villages(stage, lines, posts, counties, graduates)
    stage.write()


def _seat_graduates(stage: Stage) -> Departed:
    """One graduate in every village and a second one in some; who has gone is told by the row of the village."""
    scene, numbers = stage.scene, stage.numbers
    villages = scene.sites[Kind.VILLAGE]
    batches = open_batches(scene, "graduate", GRADUATE_DAY, len(GRADUATE_INTAKE), 1, 3)
    missing = scene.share(GRADUATES_MISSING)
    seconds = np.sort(numbers.permutation(len(villages))[: scene.share(GRADUATES) + missing - len(villages)])
    rows = np.concatenate([np.arange(len(villages)), seconds])
    first = spread(numbers, GRADUATE_INTAKE, len(rows))
    starts = np.asarray(batches.days)[first]
    posts = np.concatenate(
        [
            stage.seats.add("graduate", villages, starts[: len(villages)]),
            stage.seats.add("graduate", take(villages, seconds), starts[len(villages) :], number=2),
        ]
    )
    vacant = np.concatenate([np.zeros(len(villages), dtype=bool), pick(numbers, len(seconds), missing)])
    lines = stage.lines("选聘到村任职大学生", How.RECRUITED.value)
    gone = serve_batches(stage, lines, posts, first, batches, GRADUATE_HABITS, vacant)
    return Departed(rows[gone.seat], gone.person, gone.on)


def seat_supervision(scene: Scene) -> None:
    """Three members of the supervisory board in every village."""
    stage = Stage(scene, "supervision")
    villages = scene.sites[Kind.VILLAGE]
    day = scene.first_day.toordinal()
    posts = np.concatenate([stage.seats.add("supervisory_member", villages, day, seat) for seat in (1, 2, 3)])
    counties = np.tile(scene.sites[Kind.COUNTY].index_above(villages.keys, Level.COUNTY), 3)
    lines = stage.lines("村务监督委员会推选任职", How.ELECTED.value)
    serve_elected(stage, lines, posts, counties, SUPERVISORY_HABITS, round(len(posts) * EMPTY_SHARE))
    stage.write()


def seat_accountants(scene: Scene) -> None:
    """An accountant in every village."""
    stage = Stage(scene, "village accountants")
    villages = scene.sites[Kind.VILLAGE]
    posts = stage.seats.add("village_accountant", villages, scene.first_day.toordinal())
    lines = stage.lines("聘任村会计", How.HIRED.value)
    start = np.full(len(posts), scene.first_day.toordinal())
    serve_on(stage, lines, posts, start, ACCOUNTANT, Tenancy(years=8, empty=0.011))
    stage.write()


def seat_communities(scene: Scene) -> None:
    """A party secretary and a director of the residents' committee in every community."""
    stage = Stage(scene, "communities")
    communities = scene.sites[Kind.COMMUNITY]
    counties = scene.sites[Kind.COUNTY].index_above(communities.keys, Level.COUNTY)
    lines = stage.lines("社区组织换届选举和补选任职", How.ELECTED.value)
    for code in ("community_secretary", "community_director"):
        posts = stage.seats.add(code, communities, scene.first_day.toordinal())
        serve_elected(stage, lines, posts, counties, COMMUNITY_HABITS, round(len(posts) * EMPTY_SHARE))
    stage.write()
