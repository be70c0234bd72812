"""Two years of whistles and roll-calls in the demo: who was called, who came in time, which grids answered."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from headgoose.casework.actions.carrying_calls import (
    CarriedAnswer,
    CarriedLeg,
    CarriedRoll,
    CarriedWhistle,
    carry_over_roll_call,
    carry_over_whistles,
)
from headgoose.casework.models import Department, RollKind, WhistleKind
from headgoose.casework.whistle_rules import terms_by_kind
from headgoose.demo.cast import COUNTY
from headgoose.demo.desks import Desks
from headgoose.demo.scene import Scene, read_sites
from headgoose.kernel.area import Level, key_of
from headgoose.kernel.clock import CHINA
from headgoose.places.models import Kind, Span

WHISTLES = 2_600
TOWNSHIPS = 921
DAYS = 730
# Kind, title, departments called; the first one leads.
CALLS = (
    (WhistleKind.ENFORCEMENT, "河道边违建整治", ("water", "land", "police")),
    (WhistleKind.ENFORCEMENT, "秸秆禁烧联合巡查", ("environment", "farming", "emergency")),
    (WhistleKind.ENFORCEMENT, "农资店联合检查", ("market", "farming")),
    (WhistleKind.BEYOND, "饮水井水质不合格", ("water", "health")),
    (WhistleKind.BEYOND, "通村桥危险", ("transport", "housing")),
    (WhistleKind.BEYOND, "危房鉴定", ("housing", "civil")),
    (WhistleKind.BEYOND, "承包地边界纠纷", ("land", "farming")),
    (WhistleKind.BEYOND, "拖欠工资", ("welfare", "police")),
    (WhistleKind.EMERGENCY, "强降雨内涝排险", ("emergency", "water")),
    (WhistleKind.EMERGENCY, "野外火情", ("emergency", "police")),
)
ANSWERS = ("已到现场处置完毕。", "已立案查处，后续由本局跟进。", "已制定方案并开工。")


def call_departments_and_grids(scene: Scene) -> None:
    """Write whistles and roll-calls through the bulk paths of the room."""
    scene.sites = read_sites(scene.today)
    desks = Desks(scene)
    blow_whistles(scene, desks)
    call_rolls(scene, desks)


def blow_whistles(scene: Scene, desks: Desks) -> None:
    """Whistles of townships and villages; some departments come late, a few not at all yet."""
    numbers = scene.numbers("whistles")
    villages = scene.sites[Kind.VILLAGE]
    with_villages = np.unique(villages.keys - villages.keys % Level.TOWNSHIP.divisor)
    count = scene.share(WHISTLES, TOWNSHIPS, len(with_villages))
    departments = {department.code: department for department in Department.objects.all()}
    haste = numbers.gamma(2.0, 0.28, (len(scene.sites[Kind.COUNTY]), len(departments)))
    order = np.sort(numbers.random(count) * DAYS)[::-1].tolist()
    carried = []
    for days_ago in order:
        at = scene.at.astimezone(UTC) - timedelta(days=days_ago)
        at = at.replace(hour=int(numbers.integers(0, 10)), minute=int(numbers.integers(0, 60)), second=0)
        key = int(numbers.choice(with_villages))
        place = desks.place(key, Level.TOWNSHIP)
        blower = desks.general(key, Level.TOWNSHIP, at)
        if blower is None or at >= scene.at:
            continue
        blow = Blow(scene, desks, departments, haste, numbers)
        carried.append(blow.whistle(key, place, at, blower))
    carry_over_whistles(by=scene.by, at=scene.at, carried=carried)


class Blow:
    """How one whistle went."""

    def __init__(self, scene: Scene, desks: Desks, departments: dict[str, Department], haste: Any, numbers: Any):
        self.scene, self.desks, self.departments = scene, desks, departments
        self.haste, self.numbers = haste, numbers

    def whistle(self, key: int, place: int, at: datetime, blower: int) -> CarriedWhistle:
        """One whistle with its legs, as far as it has gone by the build day."""
        kind, title, codes = CALLS[int(self.numbers.integers(0, len(CALLS)))]
        legs = [self._leg(key, kind, at, code, lead=not turn, rater=blower) for turn, code in enumerate(codes)]
        ends = [leg.rated[0] for leg in legs if leg.rated is not None]
        closed_at = max(ends) + timedelta(minutes=20) if len(ends) == len(legs) else None
        if closed_at is not None and closed_at >= self.scene.at:
            closed_at = None
        county = self.desks.place(key, Level.COUNTY)
        text = f"{title}，乡镇无力单独处理，请部门到场。"
        return CarriedWhistle(place, county, key, kind.value, title, text, at, blower, legs, closed_at)

    def _leg(self, key: int, kind: WhistleKind, at: datetime, code: str, *, lead: bool, rater: int) -> CarriedLeg:
        department = self.departments[code]
        desk = (self.desks.place(key, Level.COUNTY), self.desks.types[department.post_type])
        holder = self.desks.sitting(desk, at)
        lot = self.numbers.random(4)
        if holder is None:
            return CarriedLeg(department.pk, lead)
        report_by, answer_by = terms_by_kind()[kind.value].due(at)
        county = self.desks.index_of(key, Level.COUNTY)
        pace = float(self.haste[county, department.order - 1]) * (0.4 + float(lot[0]))
        reported = at + (report_by - at) * min(pace + (1.5 if lot[1] < 0.03 else 0), 4.0)
        answered = reported + (answer_by - at) * (0.1 + 0.7 * float(lot[2]))
        rated = answered + timedelta(hours=1 + 30 * float(lot[3]))
        rating = 5 if lot[2] < 0.55 else 4 if lot[2] < 0.85 else 3 if lot[2] < 0.96 else 2
        now = self.scene.at
        text = ANSWERS[int(lot[3] * len(ANSWERS))]
        return CarriedLeg(
            department.pk,
            lead,
            (reported, holder) if reported < now else None,
            (answered, holder, text) if answered < now else None,
            (rated, rating) if rated < now else None,
        )


def call_rolls(scene: Scene, desks: Desks) -> None:
    """A drill of the whole province, and roll-calls of counties in flood, snow and fire."""
    numbers = scene.numbers("rolls")
    year = scene.today.year
    plans = [
        (Level.PROVINCE, RollKind.DRILL, "全省网格应急点名演练", _last(scene, 5, 12)),
        (Level.PREFECTURE, RollKind.FLOOD, "强降雨点名", _last(scene, 7, 28)),
        (Level.COUNTY, RollKind.FLOOD, "江河涨水点名", _last(scene, 8, 4)),
        (Level.COUNTY, RollKind.SNOW, "暴雪点名", _last(scene, 2, 19)),
        (Level.COUNTY, RollKind.FIRE, "春季防火点名", date(year - 1, 4, 16)),
        (Level.COUNTY, RollKind.SNOW, "暴雪点名", date(year - 1, 1, 23)),
    ]
    for level, kind, title, day in plans:
        key = key_of(COUNTY) - key_of(COUNTY) % level.divisor
        span = Span.objects.on(scene.today).at_level(level).get(key=key)
        opened = datetime.combine(day, time(8, 30), CHINA).astimezone(UTC)
        opener = desks.sitting((span.place_id, desks.types[OPENERS[level]]), opened)
        hours = 12 if level is Level.PROVINCE else 3
        roll = CarriedRoll(
            span,
            kind.value,
            title,
            "请各网格按表回复。",
            opened,
            opener,
            opened + timedelta(hours=hours),
            opened + timedelta(hours=2 * hours),
        )
        answers = Answers(scene, desks, numbers, roll)
        carry_over_roll_call(by=scene.by, at=scene.at, roll=roll, answer_of=answers.of)


OPENERS = {
    Level.PROVINCE: "province_officer",
    Level.PREFECTURE: "prefecture_officer",
    Level.COUNTY: "county_officer",
}


def _last(scene: Scene, month: int, day: int) -> date:
    """A day of the year as it came round last, two months ago at the least."""
    year = scene.latest(month, day)
    return date(year, month, day) if (scene.today - date(year, month, day)).days > 60 else date(year - 1, month, day)


class Answers:
    """What the grids of one roll-call answered: most at once, some late, some not at all."""

    def __init__(self, scene: Scene, desks: Desks, numbers: Any, roll: CarriedRoll) -> None:
        self.desks, self.roll, self.numbers = desks, roll, numbers
        self.type = desks.types["grid_worker"]
        self.length = (roll.answer_by - roll.opened_at).total_seconds()
        self.pace = numbers.gamma(2.0, 0.13, len(scene.sites[Kind.COUNTY]))

    def of(self, place_id: int, key: int) -> CarriedAnswer | None:
        """The answer of a grid."""
        lot = self.numbers.random(4)
        if lot[0] < 0.022:
            return None
        pace = float(self.pace[self.desks.index_of(key, Level.COUNTY)])
        seconds = self.length * min(pace * (0.1 + 2.2 * float(lot[1]) ** 2), 1.9)
        at = self.roll.opened_at + timedelta(seconds=20 + seconds)
        worker = self.desks.sitting((place_id, self.type), at)
        person = worker or self.desks.general(key, Level.VILLAGE, at)
        return CarriedAnswer(at, person, self._given(lot), for_grid=worker is None)

    def _given(self, lot: Any) -> dict[str, Any]:
        if self.roll.kind == RollKind.DRILL or lot[2] < 0.93:
            return {"status": "all_well"}
        if lot[2] < 0.985:
            return {"status": "affected", "count": 1 + int(12 * lot[3])}
        return {"status": "need_help", "count": 1 + int(30 * lot[3]), "needs": "需要抽水泵和编织袋"}
