"""Ten years of training classes in the demo, and those that are planned, announced and under way on the build day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from django.db import connection

from headgoose.access.models import Cast
from headgoose.demo.affairs import County
from headgoose.demo.cast import COUNTY
from headgoose.demo.scene import Scene, Whole, read_sites
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level, key_of
from headgoose.kernel.clock import CHINA
from headgoose.places.models import Kind, Span
from headgoose.training.actions.carrying import CarriedClass, CarriedPerson, carry_over_classes
from headgoose.training.actions.classes import announce_class, begin_class, plan_class
from headgoose.training.actions.naming import hand_out_seats, name_person
from headgoose.training.candidates import find_candidates
from headgoose.training.models import Track, TrackType, TrainingClass
from headgoose.training.rules import Slot

# Of the tenures of former years every sixth is looked at: enough to fill the classes of any year.
EVERY = 6
COUNTY_CLASSES, PREFECTURE_CLASSES, PROVINCE_CLASSES = 2.4, 1.5, 6
SMALLEST, LARGEST_THEN, LARGEST_NOW = 6, 24, 120
# What share of those in post were in a class this year, by track.
REACHED = {"secretaries": 0.95, "first_secretaries": 0.8, "deputies": 0.85, "graduates": 0.78, "collectives": 0.2}
REACHED |= {"accountants": 0.74, "committees": 0.15, "supervision": 0.08, "grid_workers": 0.12}
MORNING, NOON, AFTERNOON, EVENING = time(9), time(11, 30), time(14), time(17)
ROOMS = ("第一会议室", "党校礼堂", "党员教育中心", "多功能厅")
SETTLED_DAYS = 10


@dataclass(frozen=True)
class Rows:
    """Tenures as columns: who, in which track, where, from when to when (ordinals)."""

    ids: Whole
    persons: Whole
    tracks: Whole
    keys: Whole
    starts: Whole
    ends: Whole

    def take(self, which: Whole) -> "Rows":
        """Some of them."""
        return Rows(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def train_cadres(scene: Scene) -> None:
    """Carry over the classes of ten years, the last one by nearly all who are in post."""
    scene.sites = read_sites(scene.today)
    school = School(scene)
    carried = [one for year in range(scene.first_day.year, scene.today.year) for one in school.year(year)]
    carried += school.this_year()
    carry_over_classes(by=scene.by, at=scene.at, carried=carried)


class School:
    """Who was in post when, and how classes are made of them."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.numbers = scene, scene.numbers("training")
        self.tracks = {track.pk: track for track in Track.objects.all()}
        homes = TrackType.objects.filter(home=True).values_list("type_id", "track_id")
        self.homes = dict(homes)
        self.names = {span.key: span.short for span in Span.objects.on(scene.today).filter(kind__lte=Kind.COUNTY)}
        self.places = {
            level: dict(zip(scene.sites[kind].keys.tolist(), scene.sites[kind].ids.tolist(), strict=True))
            for level, kind in (
                (Level.PROVINCE, Kind.PROVINCE),
                (Level.PREFECTURE, Kind.PREFECTURE),
                (Level.COUNTY, Kind.COUNTY),
            )
        }
        spots = [scene.sites[kind] for kind in (Kind.VILLAGE, Kind.COMMUNITY, Kind.GRID, Kind.TOWNSHIP)]
        ids, keys = (np.concatenate([getattr(one, name) for one in spots]) for name in ("ids", "keys"))
        order = np.argsort(ids)
        self._ids, self._keys = ids[order], keys[order]
        self.then = self._read(f"id % {EVERY} = 0 AND end_reason <> 'void'")
        self.count = 0

    def _read(self, which: str) -> Rows:
        types = ", ".join(str(type_) for type_ in self.homes)
        days = ("start_on", "end_on")
        # Days as numbers of days, which SQLite counts from noon in 4714 BC.
        ordinal = (
            "CAST(julianday({}) - 1721424.5 AS INTEGER)"
            if connection.vendor == "sqlite"
            else "({} - DATE '0001-01-01' + 1)"
        )
        columns = ", ".join(("id", "person_id", "type_id", "place_id", *(ordinal.format(day) for day in days)))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM people_tenure WHERE type_id IN ({types}) AND {which} ORDER BY id")
            table = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 6)
        ids, persons, kinds, places, starts, ends = table.T
        tracks = np.zeros(max(self.homes) + 1, dtype=np.int64)
        for type_, track in self.homes.items():
            tracks[type_] = track
        found = np.searchsorted(self._ids, places).clip(max=len(self._ids) - 1)
        known = self._ids[found] == places
        return Rows(ids, persons, tracks[kinds], self._keys[found], starts, ends).take(known)

    def year(self, year: int) -> Iterator[CarriedClass]:
        """The classes of a former year: some of each county, prefecture and the province."""
        for level, share in (
            (Level.COUNTY, COUNTY_CLASSES),
            (Level.PREFECTURE, PREFECTURE_CLASSES),
            (Level.PROVINCE, PROVINCE_CLASSES),
        ):
            first, last = date(year, 1, 8).toordinal(), date(year, 12, 18).toordinal()
            middle = (first + last) // 2
            rows = self.then.take(np.flatnonzero((self.then.starts <= middle) & (self.then.ends > middle + 200)))
            groups = self._groups(rows, level)
            wanted = round(share * len(self.places[level]))
            for group in self._some(groups, wanted):
                day = int(self.numbers.integers(first, last))
                there = group[(rows.starts[group] <= day) & (rows.ends[group] > day)]
                if len(there) >= SMALLEST:
                    yield self._class(rows, there[:LARGEST_THEN], level, day)

    def this_year(self) -> Iterator[CarriedClass]:
        """The classes of the year of the build: one after the other until most have been in one."""
        now, first = self.scene.now, date(self.scene.today.year, 1, 4).toordinal()
        last = now - SETTLED_DAYS
        if last <= first:
            return
        # Early in the year not everybody can have been in a class yet.
        gone = min((last - first) / 100, 1.0)
        rows = self._read(f"start_on <= '{self.scene.today}' AND end_on > '{self.scene.today}'")
        reached = np.zeros(max(self.tracks) + 1)
        for pk, track in self.tracks.items():
            reached[pk] = REACHED.get(track.code, 0) * gone
        rows = rows.take(np.flatnonzero(self.numbers.random(len(rows.ids)) < reached[rows.tracks]))
        for group in self._groups(rows, Level.COUNTY):
            for start in range(0, len(group), LARGEST_NOW):
                some = group[start : start + LARGEST_NOW]
                # Whoever came to a post in a change of term is trained after it.
                since = max(first, int(np.quantile(rows.starts[some], 0.9)) + 1)
                day = int(self.numbers.integers(min(since, last - 1), last))
                there = some[rows.starts[some] <= day]
                if len(there):
                    yield self._class(rows, there, Level.COUNTY, day)

    def _groups(self, rows: Rows, level: Level) -> list[Whole]:
        """Rows of one track in one organiser's area, each in an order by chance."""
        shuffled = self.numbers.permutation(len(rows.ids))
        areas = rows.keys[shuffled] // level.divisor
        order = shuffled[np.lexsort((areas, rows.tracks[shuffled]))]
        marks = rows.tracks[order] * 10**8 + rows.keys[order] // level.divisor
        return [group for group in np.split(order, np.flatnonzero(np.diff(marks)) + 1) if len(group)]

    def _some(self, groups: list[Whole], wanted: int) -> list[Whole]:
        large = [group for group in groups if len(group) >= SMALLEST]
        picked = self.numbers.permutation(len(large))[:wanted]
        return [large[number] for number in picked.tolist()]

    def _class(self, rows: Rows, there: Whole, level: Level, day: int) -> CarriedClass:
        first = there[0]
        key = int(rows.keys[first]) // level.divisor * level.divisor
        track = self.tracks[int(rows.tracks[first])]
        lots = self.numbers.random(len(there))
        days = 1 + int(lots[0] * 2)
        start = date.fromordinal(day)
        room = ROOMS[int(lots[0] * 997) % len(ROOMS)]
        slots = [
            Slot(start + timedelta(days=turn), *times, room)
            for turn in range(days)
            for times in ((MORNING, NOON), (AFTERNOON, EVENING))
        ]
        end = start + timedelta(days=days - 1)
        self.count += 1
        near = key == key_of(COUNTY) and start.year == self.scene.today.year
        seats = -(-len(there) // 10) * 10
        title = f"{start.year}年{self.names[key]}{track.name_zh}培训班（第{self.count}期）"
        approved = datetime.combine(end + timedelta(days=1 + int(lots[0] * 5)), time(10), CHINA).astimezone(UTC)
        persons = self._persons(rows, there, lots, slots, near)
        return CarriedClass(self.places[level][key], track.pk, title, start, end, seats, slots, persons, approved)

    def _persons(
        self, rows: Rows, there: Whole, lots: np.ndarray, slots: list[Slot], near: bool
    ) -> list[CarriedPerson]:
        full = sum(slot.minutes for slot in slots)
        every = tuple(range(1, len(slots) + 1))
        persons = []
        for tenure, person, lot in zip(
            rows.ids[there].tolist(), rows.persons[there].tolist(), lots.tolist(), strict=True
        ):
            # Most were there throughout, some missed the last session, a few never came.
            came = every if lot < 0.93 else every[:-1] if lot < 0.985 else ()
            minutes = full if came is every else sum(slots[number - 1].minutes for number in came)
            persons.append(CarriedPerson(tenure, person, minutes, came if near else None))
        return persons


def leave_classes(scene: Scene) -> None:
    """Classes on their way in the county of the cast: planned, announced with free seats, and one under way."""
    county, today = County(scene), scene.today
    officer, province = county.actor(Cast.COUNTY_OFFICER), county.actor(Cast.PROVINCE_OFFICER)
    place = Span.objects.on(today).at_level(Level.PROVINCE).get(key=key_of("23")).place_id

    def plan(track: str, title: str, days: int, seats: int, *, by: Actor = officer, at_place: int = 0) -> TrainingClass:
        start = today + timedelta(days=days)
        slots = [Slot(start, MORNING, NOON, "党校礼堂"), Slot(start, AFTERNOON, EVENING, "党校礼堂")]
        made: TrainingClass = plan_class(
            by=by, at=county.at(), place_id=at_place or county.span.place_id, track=track, title=title,
            start_on=start, end_on=start, seats=seats, slots=slots,
        )  # fmt: skip
        return made

    plan("accountants", "村会计新制度培训班（拟办）", 40, 60)
    workers = plan("grid_workers", "网格员补训班", 12, 80)
    cadres = plan("governance", "基层治理骨干培训班", 20, 50)
    shown = plan("secretaries", "全省村（社区）党组织书记示范培训班", 30, 200, by=province, at_place=place)
    for one, by in ((workers, officer), (cadres, officer), (shown, province)):
        announce_class(by=by, at=county.at(), class_id=one.pk)
    hand_out_seats(by=province, at=county.at(), class_id=shown.pk, place_id=county.span.place_id, seats=6)
    for township in Span.objects.on(today).filter(parent_id=county.span.place_id).order_by("key")[:5]:
        hand_out_seats(by=officer, at=county.at(), class_id=workers.pk, place_id=township.place_id, seats=8)
    _under_way(scene, county, plan("graduates", "到村任职大学生冬训班", 0, 40))


def _under_way(scene: Scene, county: County, one: TrainingClass) -> None:
    officer = county.actor(Cast.COUNTY_OFFICER)
    announce_class(by=officer, at=county.at(), class_id=one.pk)
    for candidate in find_candidates(one, [county.area], scene.today, "", 0)[:24]:
        name_person(by=officer, at=county.at(), class_id=one.pk, person_id=candidate.tenure.person_id)
    begin_class(by=officer, at=county.at(), class_id=one.pk)
