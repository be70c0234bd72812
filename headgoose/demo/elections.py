"""Term elections on record: who sat in a village's two committees came there by one, and not all went smoothly.

Of communities only those of the cast's county: all of them would take as long again to build.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from headgoose.demo.cast import COUNTY
from headgoose.demo.names import draw_names
from headgoose.demo.scene import Scene, Whole, first_minute_of
from headgoose.demo.service import election_years
from headgoose.elections.actions.planning import plan_county
from headgoose.elections.actions.recording import PastElection, record_past_elections
from headgoose.elections.actions.steps import Result, call_by_election, hold_election, publish_lists
from headgoose.elections.actions.terms import open_term, set_term_limit
from headgoose.elections.models import Body, Cause, Election, ElectionState, Term
from headgoose.elections.queries import vacant_posts
from headgoose.elections.rules import POSTS
from headgoose.kernel.area import Level, area_of, key_of
from headgoose.kernel.clock import years_before
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Post, Tenure
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span

TERM_YEARS = 5
# Somebody who comes so much later than the rest of the county: it was postponed, or the first attempt was void.
LATE_DAYS = 20
HELD_BEFORE_DAYS, LISTED_BEFORE_DAYS = (3, 13), (20, 31)
# Shares of seats for which one candidate stood, in the last three terms, by body.
UNCONTESTED = {Body.BRANCH.value: (0.34, 0.27, 0.21), Body.COMMITTEE.value: (0.12, 0.07, 0.04)}
THIRD_CANDIDATE = 0.22
ELECTORS = {Body.BRANCH.value: (14, 72), Body.COMMITTEE.value: (240, 1500)}
TURNOUT = {Body.BRANCH.value: (0.8, 1.0), Body.COMMITTEE.value: (0.56, 0.93)}
WHY_VOID = {
    Body.BRANCH.value: ("到会党员不足应到会人数的五分之四", "候选人得赞成票未过半数", "酝酿候选人程序不完整"),
    Body.COMMITTEE.value: ("参加投票的选民未过半数", "候选人得票均未过半数", "选民名单公布不足二十日"),
}
WHY_POSTPONED = ("暂无合适人选，报县委同意后推迟", "村班子正在整顿，推迟换届", "村庄合并方案未定，推迟换届")
LIMIT = "示范规定：村党组织书记连续任职一般不超过三届"
# In the cast's county a by-election that was held some days ago, and one that is still to come.
VACANT_DAYS, CALLED_DAYS, LISTED_DAYS, HELD_DAYS, AHEAD_DAYS = 42, 40, 34, 10, 30


@dataclass(frozen=True)
class Drawn:
    """Numbers drawn for each election of a term, row by row of its tenures."""

    held: list[int]
    listed: list[int]
    standing: list[int]
    electors: list[int]
    ballots: list[int]
    votes: list[int]
    why: list[int]


# Of a tenure: id, post, place, start as an ordinal, key of the county.
Row = tuple[int, int, int, int, int]


def hold_elections(scene: Scene) -> None:
    """Put the elections behind all tenures of secretaries and directors on record, and leave some to be done."""
    numbers = scene.numbers("term elections")
    told: dict[str, Any] = {"by": scene.by, "at": scene.at}
    set_term_limit(**told, code="secretary", terms_in_row=3, years_in_row=None, source=LIMIT)
    terms, counties = _open_terms(scene), _counties(scene)
    tenures = {body.value: _read(scene, body.value, counties) for body in Body}
    days = [_county_days(scene, term, [row for rows in tenures.values() for row in rows]) for term in terms]
    for turn, term in enumerate(terms):
        elections: list[PastElection] = []
        for body, rows in tenures.items():
            mine = _rows_of_term(rows, days[turn], days[turn + 1] if turn + 1 < len(days) else {})
            share = UNCONTESTED[body][max(turn - len(terms), -3)]
            elections += _of_term(numbers, body, mine, share, len(elections), days[turn])
            if mine and term == terms[-1]:
                elections += _postponed(scene, numbers, body, mine, counties, days[turn])
        if elections:
            record_past_elections(**told, term_id=term.pk, elections=elections)
    _plan_the_county(scene, terms[-1])
    _leave_vacancies(scene, terms[-1])


def _open_terms(scene: Scene) -> list[Term]:
    """The term in which the first day lies, those of the elections on record, and the one of the build day."""
    first, now = (year - (year - 1) % TERM_YEARS for year in (scene.first_day.year, scene.today.year))
    return [
        open_term(
            by=scene.by,
            at=scene.at,
            code=str(year),
            name_zh=f"{year}年换届（{year}—{year + TERM_YEARS}）",
            name_en=f"term from {year} to {year + TERM_YEARS}",
            start_on=date(year, 1, 1),
            end_on=date(year + TERM_YEARS, 1, 1),
        )
        for year in sorted({first, *election_years(scene), now})
    ]


def _counties(scene: Scene) -> dict[int, int]:
    """The key of the county of each village, and of each community of the cast's county."""
    sites = scene.sites[Kind.VILLAGE]
    counties = sites.keys - sites.keys % Level.COUNTY.divisor
    found = dict(zip(sites.ids.tolist(), counties.tolist(), strict=True))
    communities, county = scene.sites[Kind.COMMUNITY], area_of(key_of(COUNTY), Level.COUNTY)
    mine = (communities.keys >= county.low) & (communities.keys < county.high)
    return found | dict.fromkeys(communities.ids[mine].tolist(), county.low)


def _read(scene: Scene, body: str, counties: dict[int, int]) -> list[Row]:
    """The tenures by election in the seats of a body, seat by seat in order of time."""
    query = (
        "SELECT id, post_id, place_id, start_on FROM people_tenure "
        "WHERE type_id IN (%s, %s) AND how = 'elected' ORDER BY post_id, start_on"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [scene.types[code].pk for code in POSTS[Body(body)]])
        found = cursor.fetchall()
    days = {day: day.toordinal() for day in {row[3] for row in found}}
    return [(pk, post, place, days[day], counties[place]) for pk, post, place, day in found if place in counties]


def _of_term(
    numbers: np.random.Generator,
    body: str,
    rows: list[Row],
    uncontested: float,
    before: int,
    county_day: dict[int, int],
) -> Iterator[PastElection]:
    """The elections of one body in one term.

    Args:
        before: how many elections stand before these in the list.
    """
    drawn = _draw(numbers, body, len(rows), uncontested)
    post, number, first, count, lates = 0, 0, 0, before, 0
    for place, row in enumerate(rows):
        _pk, post_now, _place, start, county = row
        remark = ""
        if post_now != post:
            post, number = post_now, 0
            late = start - county_day[county] >= LATE_DAYS
            lates += late
            if late and lates % 2 == 0:
                remark = WHY_POSTPONED[drawn.why[place]]
            elif late:
                number = 1
                yield _void(body, row, county_day[county], WHY_VOID[body][drawn.why[place]])
                count += 1
            cause, follows = (Cause.VOID.value, count - 1) if number else ("", None)
            first = count
        else:
            cause, follows = Cause.VACANCY.value, first
        number += 1
        one = _confirmed(body, row, drawn, place, number, cause, follows)
        yield one._replace(remark=remark) if remark else one
        count += 1


def _county_days(scene: Scene, term: Term, rows: list[Row]) -> dict[int, int]:
    """The day on which the term begins in each county: that on which most begin in the first quarter of its year."""
    first, end = term.start_on.toordinal(), term.start_on.replace(month=4).toordinal()
    begins = Counter((row[4], row[3]) for row in rows if first <= row[3] < end)
    days: dict[int, int] = {}
    for (county, day), _count in sorted(begins.items(), key=lambda item: item[1]):
        days[county] = day
    # What stood when the records begin was elected for the term of that time.
    if term.start_on <= scene.first_day:
        return {row[4]: scene.first_day.toordinal() for row in rows}
    return days if term.start_on.year in election_years(scene) else {}


def _rows_of_term(rows: list[Row], begins: dict[int, int], ends: dict[int, int]) -> list[Row]:
    """The tenures that began when a term had begun in their county and the next one had not."""
    return [
        row for row in rows if row[4] in begins and begins[row[4]] <= row[3] and row[3] < ends.get(row[4], row[3] + 1)
    ]


def _draw(numbers: np.random.Generator, body: str, count: int, uncontested: float) -> Drawn:
    alone = numbers.random(count) < uncontested
    standing = np.where(alone, 1, np.where(numbers.random(count) < THIRD_CANDIDATE, 3, 2))
    electors = numbers.integers(*ELECTORS[body], count)
    low, high = TURNOUT[body]
    ballots = np.ceil(electors * (low + (high - low) * numbers.random(count))).astype(np.int64)
    votes: Whole = (ballots * (0.52 + 0.45 * numbers.random(count))).astype(np.int64) + 1
    return Drawn(
        held=numbers.integers(*HELD_BEFORE_DAYS, count).tolist(),
        listed=numbers.integers(*LISTED_BEFORE_DAYS, count).tolist(),
        standing=standing.tolist(),
        electors=electors.tolist(),
        ballots=np.minimum(ballots, electors).tolist(),
        votes=np.minimum(votes, np.minimum(ballots, electors)).tolist(),
        why=numbers.integers(0, 3, count).tolist(),
    )


def _confirmed(
    body: str, row: Row, drawn: Drawn, place: int, number: int, cause: str, follows: int | None
) -> PastElection:
    pk, _post, place_id, start, _county = row
    held_on = date.fromordinal(start - drawn.held[place])
    return PastElection(
        place_id=place_id,
        body=body,
        number=number,
        state=ElectionState.CONFIRMED.value,
        planned_on=held_on,
        cause=cause,
        follows=follows,
        listed_on=date.fromordinal(start - drawn.held[place] - drawn.listed[place]),
        held_on=held_on,
        starts_on=date.fromordinal(start),
        standing=drawn.standing[place],
        electors=drawn.electors[place],
        ballots=drawn.ballots[place],
        votes=drawn.votes[place],
        tenure_id=pk,
    )


def _void(body: str, row: Row, county_day: int, why: str) -> PastElection:
    day = date.fromordinal(county_day - HELD_BEFORE_DAYS[0])
    return PastElection(row[2], body, 1, ElectionState.VOID.value, day, ended_on=day, remark=why)


def _postponed(
    scene: Scene,
    numbers: np.random.Generator,
    body: str,
    rows: list[Row],
    counties: dict[int, int],
    days: dict[int, int],
) -> Iterator[PastElection]:
    """Seats to which nobody was elected in the term: what is recorded of them ends with that."""
    filled = {row[1] for row in rows}
    types = [scene.types[code].pk for code in POSTS[Body(body)]]
    for post, place_id in Post.objects.filter(type__in=types).order_by("pk").values_list("pk", "place_id"):
        if post not in filled and place_id in counties:
            day = date.fromordinal(days[counties[place_id]])
            why = WHY_POSTPONED[int(numbers.integers(0, len(WHY_POSTPONED)))]
            yield PastElection(place_id, body, 1, ElectionState.POSTPONED.value, day, ended_on=day, remark=why)


def _plan_the_county(scene: Scene, term: Term) -> None:
    """The calendar of the cast's county: the day on which most of it voted, or some day to come."""
    county = get_span(COUNTY, scene.today)
    for body in Body:
        voted = Election.objects.filter(term=term, body=body, number=1, place__in=_villages(scene).values("place_id"))
        day = voted.order_by("held_on").values_list("held_on", flat=True).last() or _ahead(scene)
        place_id = county.place_id
        plan_county(by=scene.by, at=scene.at, county_id=place_id, term_id=term.pk, body=body.value, planned_on=day)


def _villages(scene: Scene) -> QuerySet[Span]:
    area = area_of(key_of(COUNTY), Level.COUNTY)
    return Span.objects.on(scene.today).within([area]).filter(kind__in=(Kind.VILLAGE, Kind.COMMUNITY))


def _ahead(scene: Scene) -> date:
    return scene.today + timedelta(days=AHEAD_DAYS)


def _leave_vacancies(scene: Scene, term: Term) -> None:
    """By-elections in the cast's county for seats that fell vacant: one waits for the county, others are called."""
    concluded = Election.objects.filter(term=term, state=ElectionState.CONFIRMED, cause__in=["", Cause.VOID])
    codes = [code for codes in POSTS.values() for code in codes]
    held = Tenure.objects.filter(start_on__lte=scene.today, end_on__gt=scene.today, type__code__in=codes)
    posts = Post.objects.filter(type__code__in=codes, place__in=_villages(scene).values("place_id"))
    places = posts.exclude(pk__in=held.values("post_id")).values_list("place_id", flat=True)
    waiting = False
    for election in concluded.filter(place__in=list(places)).order_by("pk"):
        empty = vacant_posts(election, scene.today)
        if not empty:
            continue
        left = Tenure.objects.filter(post__in=empty, start_on__lt=scene.today).order_by("-end_on")[0].end_on
        if not waiting and (scene.today - left).days >= VACANT_DAYS:
            _hold(scene, election, empty)
            waiting = True
        else:
            told: dict[str, Any] = {"by": scene.by, "at": scene.at, "election_id": election.pk}
            call_by_election(**told, planned_on=_ahead(scene), why="原任职人员离任，岗位出缺")


def _hold(scene: Scene, election: Election, posts: list[Post]) -> None:
    """A by-election that went all its way but for the confirmation."""

    def ago(days: int) -> date:
        return scene.today - timedelta(days=days)

    called, day = first_minute_of(ago(CALLED_DAYS)), ago(HELD_DAYS)
    why = "原任职人员离任，岗位出缺"
    call = call_by_election(by=scene.by, at=called, election_id=election.pk, planned_on=day, why=why)
    listed = first_minute_of(ago(LISTED_DAYS))
    standing = {post.pk: 2 for post in posts}
    publish_lists(by=scene.by, at=listed, election_id=call.pk, listed_on=ago(LISTED_DAYS), standing=standing)
    names = draw_names(scene, scene.numbers("by-election"), len(posts))
    born_on = years_before(scene.today, 34)
    results = [Result(post.pk, newcomer=NewPerson(name, "f", born_on)) for post, name in zip(posts, names, strict=True)]
    hold_election(by=scene.by, at=first_minute_of(day), election_id=call.pk, held_on=day, results=results)
