"""Who is sent: first secretaries with their work teams, young officers to townships, teams to border villages."""

import numpy as np

from headgoose.demo.aims import (
    BORDER_MEMBERS,
    BORDER_MEMBERS_MISSING,
    BORDER_SHARES,
    DEPUTY_INTAKE,
    FIRST_SECRETARIES,
    FIRST_SECRETARIES_MISSING,
    FIRST_SECRETARY_SHARES,
    TOWNSHIP_DEPUTIES,
    TOWNSHIP_DEPUTIES_MISSING,
    TOWNSHIPS_WITH_VILLAGES,
    WORK_TEAM_SEATS,
)
from headgoose.demo.batches import open_batches, serve_batches
from headgoose.demo.crowd import Profile
from headgoose.demo.scene import Scene, Sites, Whole, likeliest, pick, spread
from headgoose.demo.service import Habits
from headgoose.demo.stage import Stage
from headgoose.demo.tree import BORDER_COUNTIES
from headgoose.demo.villages import take
from headgoose.kernel.area import Level, key_of
from headgoose.people.models import How
from headgoose.places.models import Kind

SENT_DAY, DEPUTY_DAY, BORDER_DAY = (7, 1), (5, 20), (4, 15)
FIRST_SECRETARY_HABITS = Habits(Profile(27, 52, 0.2), leave_early=0.02, stay_on=0.15, come_again=0.15, last_age=55)
TEAM_HABITS = Habits(Profile(24, 54, 0.27), leave_early=0.02, stay_on=0.35, come_again=0.15, last_age=56)
DEPUTY_HABITS = Habits(Profile(24, 36, 0.36, 0.45), leave_early=0.015, stay_on=0.08, last_age=36)
BORDER_HABITS = Habits(Profile(24, 50, 0.2), leave_early=0.02, stay_on=0.25, come_again=0.1, last_age=54)
MEMBERS_A_BORDER_TEAM = 5


def send_first_secretaries(scene: Scene) -> None:
    """Batches of first secretaries to more and more villages, with two work-team members each."""
    stage = Stage(scene, "first secretaries")
    villages = scene.sites[Kind.VILLAGE]
    missing = scene.share(FIRST_SECRETARIES_MISSING)
    total = scene.share(FIRST_SECRETARIES) + missing
    counties = scene.sites[Kind.COUNTY].index_above(villages.keys, Level.COUNTY)
    chosen = likeliest(stage.numbers, counties, total, strength=0.8)
    sites = take(villages, chosen)
    senders = _senders(scene, sites, (Level.COUNTY, Level.PREFECTURE, Level.PROVINCE))
    shares = (0.62, 0.28, 0.10)
    vacant = pick(stage.numbers, total, missing)
    for code, title, habits, seats in (
        ("first_secretary", "选派驻村第一书记", FIRST_SECRETARY_HABITS, 1),
        ("work_team_member", "选派驻村工作队队员", TEAM_HABITS, WORK_TEAM_SEATS),
    ):
        batches = open_batches(scene, code, SENT_DAY, len(FIRST_SECRETARY_SHARES), 2, 2)
        first = _joined(FIRST_SECRETARY_SHARES[-len(batches) :], total)
        starts = np.asarray(batches.days)[first]
        posts = np.concatenate([stage.seats.add(code, sites, starts, seat) for seat in range(1, seats + 1)])
        lines = stage.lines(title, How.SENT.value)
        serve_batches(
            stage,
            lines,
            posts,
            np.tile(first, seats),
            batches,
            habits,
            vacant if seats == 1 else pick(stage.numbers, total * seats, missing * seats),
            [np.tile(sender, seats) for sender in senders],
            shares,
        )
    stage.write()


def send_deputies(scene: Scene) -> None:
    """Young officers from province and prefecture, in yearly batches, to the leadership of townships with villages."""
    stage = Stage(scene, "township deputies")
    townships = scene.sites[Kind.TOWNSHIP]
    with_villages = np.unique(townships.index_above(scene.sites[Kind.VILLAGE].keys, Level.TOWNSHIP))
    here = len(with_villages)
    missing = scene.share(TOWNSHIP_DEPUTIES_MISSING, TOWNSHIPS_WITH_VILLAGES, here)
    total = scene.share(TOWNSHIP_DEPUTIES, TOWNSHIPS_WITH_VILLAGES, here) + missing
    firsts, seconds = take(townships, with_villages), take(townships, with_villages[_some(stage, here, total - here)])
    sites = Sites(np.concatenate([firsts.ids, seconds.ids]), np.concatenate([firsts.keys, seconds.keys]))
    batches = open_batches(scene, "township_deputy", DEPUTY_DAY, len(DEPUTY_INTAKE), 1, 2)
    first = spread(stage.numbers, DEPUTY_INTAKE, total)
    starts = np.asarray(batches.days)[first]
    posts = np.concatenate(
        [
            stage.seats.add("township_deputy", firsts, starts[:here]),
            stage.seats.add("township_deputy", seconds, starts[here:], number=2),
        ]
    )
    senders = _senders(scene, sites, (Level.PREFECTURE, Level.PROVINCE))
    lines = stage.lines("选派年轻干部到乡镇任职", How.SENT.value)
    vacant = pick(stage.numbers, total, missing)
    serve_batches(stage, lines, posts, first, batches, DEPUTY_HABITS, vacant, senders, (0.8, 0.2))
    stage.write()


def send_border_teams(scene: Scene) -> None:
    """Teams of officers to villages of the border counties, where there are such villages."""
    stage = Stage(scene, "border teams")
    villages = scene.sites[Kind.VILLAGE]
    border = np.array([key_of(code) for code in BORDER_COUNTIES])
    on_border = np.flatnonzero(np.isin(villages.keys - villages.keys % Level.COUNTY.divisor, border))
    if len(on_border) == 0:
        return
    total = BORDER_MEMBERS + BORDER_MEMBERS_MISSING
    teams = -(-total // MEMBERS_A_BORDER_TEAM)
    chosen = take(villages, stage.numbers.permutation(on_border)[:teams])
    team_first = _joined(BORDER_SHARES, teams)
    batches = open_batches(scene, "border_team_member", BORDER_DAY, len(BORDER_SHARES), 2, 2)
    posts, rows = [], []
    for seat in range(1, MEMBERS_A_BORDER_TEAM + 1):
        mine = np.arange(teams)[: max(min(teams, total - teams * (seat - 1)), 0)]
        starts = np.asarray(batches.days)[team_first[mine]]
        posts.append(stage.seats.add("border_team_member", take(chosen, mine), starts, seat))
        rows.append(mine)
    row = np.concatenate(rows)
    senders = _senders(scene, take(chosen, row), (Level.COUNTY, Level.PREFECTURE, Level.PROVINCE))
    serve_batches(
        stage,
        stage.lines("选派干部到边境村工作", How.SENT.value),
        np.concatenate(posts),
        team_first[row],
        batches,
        BORDER_HABITS,
        pick(stage.numbers, total, BORDER_MEMBERS_MISSING),
        senders,
        (0.5, 0.3, 0.2),
    )
    stage.write()


def _joined(shares: tuple[float, ...], total: int) -> Whole:
    """The batch with which each of `total` rows joins, when the rows filled grow by these shares."""
    bounds = [round(share * total) for share in shares]
    return np.searchsorted(np.array(bounds), np.arange(total), side="right")


def _senders(scene: Scene, sites: Sites, levels: tuple[Level, ...]) -> list[Whole]:
    """For each level, the ids of the places there that each site lies in."""
    above = [scene.sites[Kind(level * 10)] for level in levels]
    return [places.ids[places.index_above(sites.keys, level)] for places, level in zip(above, levels, strict=True)]


def _some(stage: Stage, of: int, count: int) -> Whole:
    return np.sort(stage.numbers.permutation(of)[:count])
