"""What became of people in post in the demo: yearly reviews, awards, a reserve, seats handed over."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from headgoose.careers.actions.carrying import (
    CarriedAward,
    CarriedHandover,
    CarriedReserve,
    CarriedReview,
    carry_over_awards,
    carry_over_handovers,
    carry_over_reserves,
    carry_over_reviews,
)
from headgoose.careers.handovers import find_changes
from headgoose.careers.models import AwardLevel, Grade, HandoverItem
from headgoose.careers.rules import CHAIN_TYPES
from headgoose.demo.scene import YEARS_OF_HISTORY, Scene, Whole, read_sites
from headgoose.kernel.area import Level
from headgoose.kernel.clock import CHINA
from headgoose.people.models import Tenure
from headgoose.places.models import Kind, Span

# All are reviewed in the last years, few before.
FULL_YEARS, REVIEWED_SHARE, EARLIER_SHARE, CONFIRMED_SHARE = 2, 0.95, 0.03, 0.985
# By years ago; more and more are awarded.
AWARDED_SHARES, AWARDED_EARLIER = (0.9, 0.3, 0.15), 0.06
GRADES = tuple(Grade.values)
GRADE_SHARES = (0.22, 0.7, 0.06, 0.02)
RESERVES_A_COUNTY = 4
# Who proposes, and who decides.
SIDES = (0, 1)
HANDOVER_DAYS, HANDOVERS_MOST = 60, 400
WORDS = (
    "一年来带领支部抓党建促增收，修通村组道路，办结群众诉求，村集体收入稳中有增；不足是年轻党员发展偏慢，明年重点补齐。",
    "组织党员包户联系，完成高标准农田任务，秸秆综合利用落实到位；人居环境还有死角，明年逐屯整治。",
    "抓好产业项目落地，合作社吸纳本村劳动力就业，带头化解矛盾纠纷；项目进度慢于计划，明年倒排工期。",
    "落实村务公开，清理集体合同，盘活闲置资产；自己学习不够系统，明年按时参加轮训。",
    "推进网格服务，冬季取暖和防汛责任到人；村干部队伍老化，明年培养后备力量。",
)
RESULTS = (
    "班子团结，年度重点任务按期完成，集体收入有增长，群众诉求按时办结。",
    "党建基础扎实，项目推进较好，人居环境整治仍需加强。",
    "较好完成上级交办任务，村务公开规范，后备干部培养要加快。",
)
TITLES = (
    ("年度工作考核奖励", AwardLevel.TOWNSHIP, (6, 26)),
    ("优秀共产党员", AwardLevel.TOWNSHIP, (7, 1)),
    ("优秀村党组织书记", AwardLevel.COUNTY, (7, 1)),
    ("乡村振兴先进个人", AwardLevel.COUNTY, (2, 10)),
    ("全市优秀党务工作者", AwardLevel.PREFECTURE, (7, 1)),
    ("全省优秀共产党员", AwardLevel.PROVINCE, (7, 1)),
)
TITLE_SHARES = (0.62, 0.2, 0.1, 0.06, 0.015, 0.005)
UNIT = "中共{place}委员会"
WHYS = (
    "返乡大学生，熟悉电商和合作社经营",
    "任村干部三年，群众基础好",
    "网格工作突出，善于协调",
    "农技专长，带动增收明显",
)


def tell_careers(scene: Scene) -> None:
    """Write reviews, awards, reserves and handovers through the bulk paths of the room."""
    scene.sites = read_sites(scene.today)
    served = Served(scene)
    carry_over_reviews(by=scene.by, at=scene.at, carried=list(served.reviews()))
    carry_over_awards(by=scene.by, at=scene.at, carried=list(served.awards()))
    carry_over_reserves(by=scene.by, at=scene.at, carried=list(served.reserves()))
    hand_seats_over(scene)


class Served:
    """Tenures in posts with a chain, and the officers above who reviewed and awarded."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.numbers = scene, scene.numbers("careers")
        villages = scene.sites[Kind.VILLAGE]
        keys = dict(zip(villages.ids.tolist(), villages.keys.tolist(), strict=True))
        rows = Tenure.objects.filter(type__code__in=CHAIN_TYPES, start_on__lte=scene.today).order_by("pk")
        found = [
            (pk, keys[place], person, start.toordinal(), end.toordinal())
            for pk, place, person, start, end in rows.values_list("pk", "place_id", "person_id", "start_on", "end_on")
            if place in keys
        ]
        self.tenures = np.array(found, dtype=np.int64).reshape(-1, 5)
        self.townships, self.counties = self._officers("township_officer"), self._officers("county_officer")
        self.names = self._names()

    def _officers(self, code: str) -> dict[int, list[tuple[int, int, int]]]:
        """Who sat in the offices of a kind, by the place's key."""
        held: dict[int, list[tuple[int, int, int]]] = {}
        rows = Tenure.objects.filter(type__code=code).order_by("start_on", "pk")
        places = rows.values_list("place_id", "start_on", "end_on", "person_id")
        keys = dict(Span.objects.on(self.scene.today).values_list("place_id", "key").filter(kind__in=[30, 40]))
        for place, start, end, person in places:
            if place in keys:
                held.setdefault(keys[place], []).append((start.toordinal(), end.toordinal(), person))
        return held

    def _names(self) -> dict[tuple[int, int], str]:
        """The names of places above villages, by level and key."""
        rows = Span.objects.on(self.scene.today).filter(kind__lt=50).values_list("kind", "key", "name")
        return {(kind // 10, key): name for kind, key, name in rows}

    @staticmethod
    def sitting(held: dict[int, list[tuple[int, int, int]]], key: int, day: int) -> int | None:
        """Who sat in an office on a day."""
        rows = held.get(key, [])
        for _start, end, person in rows[: bisect_right(rows, (day, 1 << 62, 1 << 62))]:
            if end > day:
                return person
        return None

    def in_post(self, day: date) -> Whole:
        """Which tenures cover a day."""
        ordinal = day.toordinal()
        rows: Whole = np.flatnonzero((self.tenures[:, 3] <= ordinal) & (self.tenures[:, 4] > ordinal))
        return rows

    def reviews(self) -> Iterator[CarriedReview]:
        """The reviews of ten years: all of the last ones, few before; some not confirmed, some not begun."""
        last = self.scene.today.year - (self.scene.today.month < 11)
        for year in range(last - YEARS_OF_HISTORY + 1, last + 1):
            share = REVIEWED_SHARE if year > last - FULL_YEARS else EARLIER_SHARE
            rows = self.in_post(min(date(year, 12, 31), self.scene.today))
            chosen = rows[self.numbers.random(len(rows)) < share]
            yield from self._reviews_of(year, chosen)

    def _reviews_of(self, year: int, rows: Whole) -> Iterator[CarriedReview]:
        numbers, count = self.numbers, len(rows)
        # Two of three counties review before the year is out.
        county = self.tenures[rows, 1] // Level.COUNTY.divisor
        early = county % 3 != 0
        written = date(year, 11, 2).toordinal() + np.where(early, numbers.integers(0, 8, count), 60)
        reviewed = written + numbers.integers(4, 9, count)
        confirmed = reviewed + numbers.integers(3, 10, count)
        confirmed = np.where(numbers.random(count) < CONFIRMED_SHARE, confirmed, self.scene.now + 1)
        words, said = numbers.integers(0, len(WORDS), count), numbers.integers(0, len(RESULTS), count)
        grades = numbers.choice(len(GRADES), size=count, p=GRADE_SHARES)
        drawn = zip(
            self.tenures[rows].tolist(),
            *(column.tolist() for column in (written, reviewed, confirmed, words, said, grades)),
            strict=True,
        )
        for (pk, key, person, _start, _end), wrote, judged, sealed, word, results, grade in drawn:
            if wrote >= self.scene.now:
                continue
            one = CarriedReview(pk, year, WORDS[word], self._instant(wrote))
            reviewer = self._officer(self.townships, Level.TOWNSHIP, key, judged, person)
            if reviewer is not None:
                step = (self._instant(judged), reviewer)
                one = one._replace(reviewed=step, results=RESULTS[results], grade=GRADES[grade])
                confirmer = self._officer(self.counties, Level.COUNTY, key, sealed, person)
                if confirmer not in {None, reviewer}:
                    one = one._replace(confirmed=(self._instant(sealed), confirmer or 0))
            yield one

    def _officer(
        self, held: dict[int, list[tuple[int, int, int]]], level: Level, key: int, day: int, person: int
    ) -> int | None:
        """The officer above on a day before the build, who is not the person."""
        if day >= self.scene.now:
            return None
        found = self.sitting(held, key - key % level.divisor, day)
        return None if found == person else found

    @staticmethod
    def _instant(day: int) -> datetime:
        return datetime.combine(date.fromordinal(day), time(9, 30), CHINA).astimezone(UTC)

    def awards(self) -> Iterator[CarriedAward]:
        """The awards of ten years: most people in post once in the last twelve months, fewer before."""
        for ago in range(YEARS_OF_HISTORY):
            share = AWARDED_SHARES[ago] if ago < len(AWARDED_SHARES) else AWARDED_EARLIER
            titles = self.numbers.choice(len(TITLES), size=len(self.tenures), p=TITLE_SHARES)
            lots = self.numbers.random(len(self.tenures))
            for number, (title, level, day) in enumerate(TITLES):
                on = date(self.scene.latest(*day) - ago, *day)
                chosen = (titles == number) & (lots < share)
                rows = np.intersect1d(self.in_post(on), np.flatnonzero(chosen))
                yield from self._awards_of(title, level, on, self.tenures[rows].tolist())

    def _awards_of(self, title: str, level: AwardLevel, on: date, rows: list[list[int]]) -> Iterator[CarriedAward]:
        for pk, key, *_rest in rows:
            place = self.names.get((int(level), key - key % Level(level).divisor))
            if place:
                unit = UNIT.format(place=place)
                yield CarriedAward(pk, title, level, unit, on, f"{place[:2]}发〔{on.year}〕{on.month + 2}号")

    def reserves(self) -> Iterator[CarriedReserve]:
        """Some graduates of each county as possible secretaries; most on the list, some only proposed."""
        counties = self.scene.sites[Kind.COUNTY]
        villages = self.scene.sites[Kind.VILLAGE]
        keys = dict(zip(villages.ids.tolist(), villages.keys.tolist(), strict=True))
        people: dict[int, list[int]] = {}
        sitting = Tenure.objects.filter(
            type__code="graduate", start_on__lte=self.scene.today, end_on__gt=self.scene.today
        )
        for place, person in sitting.order_by("pk").values_list("place_id", "person_id"):
            if place in keys:
                people.setdefault(keys[place] - keys[place] % Level.COUNTY.divisor, []).append(person)
        type_id = self.scene.types["secretary"].pk
        for county, key in zip(counties.ids.tolist(), counties.keys.tolist(), strict=True):
            found, officers = people.get(key, []), self._two_officers(key)
            chosen = [one for one in found[:: max(len(found) // RESERVES_A_COUNTY, 1)] if one not in officers]
            for number, person in enumerate(chosen[:RESERVES_A_COUNTY] if len(officers) == len(SIDES) else []):
                days = int(self.numbers.integers(30, 400))
                proposed = (self._instant(self.scene.now - days), officers[0])
                listed = (self._instant(self.scene.now - days // 2), officers[1])
                why = WHYS[(county + number) % len(WHYS)]
                waits = number == RESERVES_A_COUNTY - 1
                yield CarriedReserve(person, type_id, county, why, proposed, None if waits else listed)

    def _two_officers(self, key: int) -> list[int]:
        """Two officers of a county in post today."""
        sitting = [person for _start, end, person in self.counties.get(key, []) if end > self.scene.now]
        return list(dict.fromkeys(sitting))[: len(SIDES)]


def hand_seats_over(scene: Scene) -> None:
    """Seats that changed hands in the last two months: the older ones mostly handed over, a few overdue."""
    numbers = scene.numbers("handovers")
    items: dict[int, int] = {}
    for type_id in HandoverItem.objects.order_by().values_list("type_id", flat=True):
        items[type_id] = items.get(type_id, 0) + 1
    carried = []
    for change in find_changes(scene.today, HANDOVER_DAYS, HANDOVERS_MOST):
        came = change.came.start_on if change.came else scene.today
        days = (scene.today - came).days
        opened = min(datetime.combine(came, time(8), CHINA).astimezone(UTC), scene.at)
        whole = items[change.left.type_id]
        lot = float(numbers.random())
        given = whole if lot < days / 30 else int(lot * whole)
        taken = given if lot < 0.8 else given // 2
        last = min(opened + timedelta(days=max(days // 2, 0)), scene.at)
        carried.append(CarriedHandover(change, opened, given, taken, last))
    carry_over_handovers(by=scene.by, at=scene.at, carried=carried)
