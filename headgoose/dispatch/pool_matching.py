"""Rows of files matched with the records: places by code or name, people by name and date of birth."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext_noop, override

from headgoose.dispatch.demand import Wanted, find_empty_seats
from headgoose.dispatch.models import Run
from headgoose.dispatch.pool_edges import NOWHERE, ground_of
from headgoose.dispatch.pool_sheet import DemandRow, PoolRow
from headgoose.dispatch.reaching import Seeker, mark_of, reach_of
from headgoose.dispatch.standing import Standing, find_standing_posts
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, key_of, level_of
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.orders.namesakes import Namesake, find_namesakes
from headgoose.orders.rules import area_of_place
from headgoose.people.rules import ADULT_AT_DAYS, births_within, check_birth, check_name
from headgoose.places.models import Kind, Span
from headgoose.places.names import official_forms, official_text
from headgoose.places.sheets import Remark

IDS_A_QUERY = 900
T = TypeVar("T", int, str)


class Unmatched(Exception):
    """A row that names what is not there, or what may be several."""

    def __init__(self, message: str, **words: object) -> None:
        super().__init__(message)
        self.message, self.words = message, {name: str(word) for name, word in words.items()}


class Pooled(NamedTuple):
    """A candidate as a row makes one."""

    row: int
    mark: str
    person_id: int | None
    name: str
    sex: str
    born_on: date
    home_key: int | None
    home_level: int | None
    skills: tuple[str, ...]
    score: int
    choices: tuple[int, ...]


class Limits(NamedTuple):
    """A bound as a row makes one."""

    place_id: int
    key: int
    level: int
    lower: int
    upper: int


@dataclass
class Places:
    """The places that a file names, by code and by name; names are looked for in an area first."""

    area: Area
    by_code: dict[str, Span] = field(default_factory=dict)
    by_name: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def find(self, said: str) -> Span:
        """The place that a cell means, by its code or its name."""
        if said.isascii() and said.isdigit():
            if said not in self.by_code:
                raise Unmatched(gettext_noop("No place has the code %(code)s on the day of effect."), code=said)
            return self.by_code[said]
        found = self.by_name.get(said, [])
        near = [span for span in found if self.area.low <= span.key < self.area.high] or found
        if len(near) > 1:
            message = gettext_noop("There are %(count)s places called %(place)s: give the code.")
            raise Unmatched(message, count=len(near), place=said)
        if not near:
            raise Unmatched(gettext_noop("No place is called “%(place)s”: give the code."), place=said)
        return near[0]


def places_named(said: Iterable[str], area: Area, on: date) -> Places:
    """All places that some cells may mean, in a few queries."""
    places = Places(area)
    cells = {cell for cell in said if cell}
    keys: dict[int, set[str]] = defaultdict(set)
    for code in (cell for cell in cells if cell.isascii() and cell.isdigit()):
        try:
            keys[key_of(code)].add(code)
        except ValueError:
            continue
    for some in _some(keys):
        for span in Span.objects.on(on).filter(key__in=some):
            places.by_code.update({code: span for code in keys[span.key] if level_of(code) is span.level})
    names: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        if not cell.isascii():
            for form in official_forms(official_text(cell)):
                names[form].add(cell)
    for chunk in _some(names):
        for span in Span.objects.on(on).filter(name__in=chunk, kind__lt=Kind.GRID):
            for cell in names[span.name]:
                places.by_name[cell].append(span)
    return places


def _some(values: Iterable[T]) -> Iterator[list[T]]:
    ordered = sorted(set(values))
    for start in range(0, len(ordered), IDS_A_QUERY):
        yield ordered[start : start + IDS_A_QUERY]


# --- People ---


@dataclass
class Matching:
    """What the records hold of all that the rows of a pool name."""

    by: Actor
    run: Run
    today: date
    places: Places
    people: Mapping[str, list[Namesake]]
    wanted: frozenset[int]
    known: set[str]
    standing: Standing = field(default_factory=Standing)
    first: dict[str, int] = field(default_factory=dict)


def match_pool(
    by: Actor, run: Run, today: date, rows: Sequence[PoolRow]
) -> tuple[list[Pooled], dict[int, list[Remark]]]:
    """The candidates that the rows make, and what is wrong with those that make none, by row number."""
    said = [cell for row in rows for cell in (row.home, *row.choices)]
    matching = Matching(
        by=by,
        run=run,
        today=today,
        places=places_named(said, area_of_place(run.place_id), run.start_on),
        people=find_namesakes(((row.name, row.born_on) for row in rows if row.name), by.scope(Right.READ)),
        wanted=frozenset(run.demand.values_list("key", flat=True)),
        known=set(run.candidates.values_list("mark", flat=True)),
    )
    on_record = {one.person_id for found in matching.people.values() for one in found}
    matching.standing = find_standing_posts(run.type, run.start_on, run.end_on, on_record)
    found, remarks = _each(rows, lambda row: _pooled(row, matching))
    for row, remark in _without_places(run, matching, found):
        remarks[row] = [remark]
    return [one for one in found if one.row not in remarks], remarks


def _each(rows: Sequence[PoolRow], make: Callable[[PoolRow], Pooled]) -> tuple[list[Pooled], dict[int, list[Remark]]]:
    found: list[Pooled] = []
    remarks: dict[int, list[Remark]] = {}
    for row in rows:
        try:
            found.append(make(row))
        except Unmatched as unmatched:
            remarks[row.number] = [Remark(row.number, unmatched.message, unmatched.words)]
        except Refused as refused:
            with override("en"):
                remarks[row.number] = [Remark(row.number, str(refused))]
    return found, remarks


def _pooled(row: PoolRow, matching: Matching) -> Pooled:
    person = _person(row, matching)
    name, sex, born_on = (person.name, person.sex, person.born_on) if person else _newcomer(row, matching)
    if (matching.run.start_on - born_on).days < ADULT_AT_DAYS:
        raise Unmatched(gettext_noop("The person would be younger than 18."))
    mark = mark_of(name, sex, born_on)
    _check_once(row, mark, matching)
    person_id = person.person_id if person else None
    if person_id in matching.standing.against:
        type_, until = matching.standing.against[person_id]
        message = gettext_noop("%(name)s holds the post “%(post)s” until %(day)s, which stands against this one.")
        raise Unmatched(message, name=name, post=type_.name, day=until.isoformat())
    home = matching.places.find(row.home) if row.home else None
    return Pooled(
        row=row.number,
        mark=mark,
        person_id=person_id,
        name=name,
        sex=sex,
        born_on=born_on,
        home_key=home.key if home else None,
        home_level=int(home.level) if home else None,
        skills=row.skills,
        score=row.score,
        choices=_choices(row, matching),
    )


def _person(row: PoolRow, matching: Matching) -> Namesake | None:
    """Who is meant; the date of birth tells namesakes apart."""
    found = [one for one in matching.people.get(row.name, ()) if row.born_on in (None, one.born_on)]
    if len(found) > 1 and row.sex:
        found = [one for one in found if one.sex == row.sex] or found
    if len(found) > 1:
        message = gettext_noop("%(count)s people in your area are called %(name)s: say the date of birth.")
        raise Unmatched(message, count=len(found), name=row.name)
    if found and row.sex and found[0].sex != row.sex:
        raise Unmatched(gettext_noop("%(name)s, born on that day, is in the records with another sex."), name=row.name)
    return found[0] if found else None


def _newcomer(row: PoolRow, matching: Matching) -> tuple[str, str, date]:
    if row.born_on is None or not row.sex:
        message = gettext_noop(
            "Nobody in your area is called %(name)s; to register somebody new say sex and date of birth."
        )
        raise Unmatched(message, name=row.name)
    check_name(row.name)
    check_birth(row.born_on, row.sex, births_within(matching.today))
    return row.name, row.sex, row.born_on


def _check_once(row: PoolRow, mark: str, matching: Matching) -> None:
    if mark in matching.known:
        raise Unmatched(gettext_noop("%(name)s is in the pool already."), name=row.name)
    first = matching.first.setdefault(mark, row.number)
    if first != row.number:
        raise Unmatched(gettext_noop("The same person as in row %(row)s."), row=first)


def _choices(row: PoolRow, matching: Matching) -> tuple[int, ...]:
    keys: list[int] = []
    for said in row.choices:
        span = matching.places.find(said)
        if span.key in keys:
            raise Unmatched(gettext_noop("%(place)s is chosen twice."), place=said)
        if span.key not in matching.wanted:
            raise Unmatched(gettext_noop("The run asks for nobody at %(place)s."), place=said)
        keys.append(span.key)
    return tuple(keys)


def _without_places(run: Run, matching: Matching, people: Sequence[Pooled]) -> Iterable[tuple[int, Remark]]:
    """Rows of people who could go nowhere."""
    ground = ground_of(run)
    for one in people:
        barred = matching.standing.barred.get(one.person_id or 0, set())
        seeker = Seeker(one.mark, one.home_key, one.home_level, one.choices, barred=frozenset(barred))
        if len(ground.keys) == 0 or len(reach_of(ground, seeker).place) == 0:
            yield one.row, Remark(one.row, NOWHERE)


# --- Places ---


def match_demand(run: Run, rows: Sequence[DemandRow]) -> tuple[list[Wanted], list[Limits], dict[int, list[Remark]]]:
    """What the rows ask for at places with seats, what they bound above those, and what is wrong, by row number."""
    area = area_of_place(run.place_id)
    places = places_named((row.code or row.place for row in rows), area, run.start_on)
    seats = find_empty_seats(run.type, area, run.start_on, run.end_on)
    levels = {Kind(kind).level for kind in run.type.kinds}
    wanted: list[Wanted] = []
    limits: list[Limits] = []
    remarks: dict[int, list[Remark]] = {}
    first: dict[int, int] = {}
    for row in rows:
        try:
            span = _inside(row, places, area)
            same = first.setdefault(span.place_id, row.number)
            if same != row.number:
                raise Unmatched(gettext_noop("The same place as in row %(row)s."), row=same)
            if span.level in levels:
                wanted.append(_wanted(row, span, len(seats.get(span.place_id, ()))))
            elif span.level < min(levels):
                limits.append(Limits(span.place_id, span.key, int(span.level), row.lower, row.upper))
            else:
                raise Unmatched(gettext_noop("%(place)s has no such post."), place=span.name)
        except Unmatched as unmatched:
            remarks[row.number] = [Remark(row.number, unmatched.message, unmatched.words)]
    return wanted, limits, remarks


def _inside(row: DemandRow, places: Places, area: Area) -> Span:
    span = places.find(row.code or row.place)
    if not (area.low <= span.key < area.high and span.level >= _level(area)):
        message = gettext_noop("%(place)s does not lie in the area of the place that sends.")
        raise Unmatched(message, place=span.name)
    return span


def _level(area: Area) -> Level:
    return next((level for level in Level if level.divisor == area.high - area.low), Level.PROVINCE)


def _wanted(row: DemandRow, span: Span, empty: int) -> Wanted:
    if row.upper == 0:
        raise Unmatched(gettext_noop("A place in the list takes at least one person: leave it out if it takes none."))
    if row.upper > empty:
        message = gettext_noop("%(place)s has %(count)s such seats that are empty during the whole term, not %(said)s.")
        raise Unmatched(message, place=span.name, count=empty, said=row.upper)
    return Wanted(span.place_id, span.key, row.lower, row.upper, row.skills)
