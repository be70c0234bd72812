"""Two years of requests in the demo's grids, with the rhythm of season, category and county, and some trouble."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np

from headgoose.casework.actions.carrying import CarriedRequest, Prepared, carry_over_requests, prepare_requests
from headgoose.casework.models import Category, DeadlineRule, RouteRule
from headgoose.casework.rules import CODE_LENGTH, CODE_SIGNS
from headgoose.demo.aims import GRIDS
from headgoose.demo.complaints import EXCUSED, HANDED, MATTERS, PAUSED, REJECTED, RETURNED, UNSOLVED, Matter
from headgoose.demo.desks import Desks
from headgoose.demo.scene import Scene, Whole, read_sites
from headgoose.demo.story import Over, Story
from headgoose.kernel.ahead import ahead
from headgoose.kernel.area import Level
from headgoose.places.models import Kind

REQUESTS = 32_000
DAYS = 730
AT_A_TIME = 4_000
URGENCIES = ("emergency", "urgent", "ordinary", "complex")
CHANNELS = ("web", "worker", "worker", "web", "web")


def hear_requests(scene: Scene) -> None:
    """Write two years of requests through the bulk path of the room."""
    # The grids were not there yet when the places were read first.
    scene.sites = read_sites(scene.today)
    teller = Teller(scene)

    def prepared() -> Iterator[Prepared]:
        all_, first_id = teller.all(), 1
        while some := list(islice(all_, AT_A_TIME)):
            yield prepare_requests(scene.at, some, first_id)
            first_id += len(some)

    for ready in ahead(prepared):
        carry_over_requests(by=scene.by, at=scene.at, prepared=ready)


class Teller:
    """Draws when, where and what is asked, and lives each request through."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.now = scene, scene.at.astimezone(UTC)
        self.numbers = scene.numbers("requests")
        self.desks = Desks(scene)
        self.categories = {category.code: category for category in Category.objects.filter(place=None)}
        self.routes = {rule.category: rule for rule in RouteRule.objects.filter(place=None)}
        self.rules = {rule.urgency: rule for rule in DeadlineRule.objects.filter(place=None, category="")}
        counties = scene.sites[Kind.COUNTY]
        # How many a county asks, how fast its townships are, how well they solve.
        weights = np.array([[matter.share * matter.months[month] for matter in MATTERS] for month in range(12)])
        self.matters = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
        self.asking = self.numbers.lognormal(0.0, 0.45, len(counties))
        self.haste = self.numbers.gamma(2.2, 0.16, len(scene.sites[Kind.TOWNSHIP]))
        self.skill = np.clip(self.numbers.normal(0.90, 0.06, len(scene.sites[Kind.TOWNSHIP])), 0.6, 0.99)

    def all(self) -> Iterator[CarriedRequest]:
        """Every request, by the time at which it came in."""
        grids = self.scene.sites[Kind.GRID]
        count = self.scene.share(REQUESTS, GRIDS, len(grids))
        where = self._places(count)
        days = self._days(count)
        seconds = np.clip(self.numbers.normal(12.5, 3.6, count) * 3600, 6 * 3600, 22.5 * 3600).astype(np.int64)
        order = np.lexsort((seconds, days))
        signs = self.numbers.integers(0, len(CODE_SIGNS), (count, CODE_LENGTH))
        for turn in order.tolist():
            midnight = datetime.combine(self.scene.today, datetime.min.time(), UTC) - timedelta(hours=8)
            at = midnight - timedelta(days=int(days[turn])) + timedelta(seconds=int(seconds[turn]))
            if at < self.now:
                code = "".join(CODE_SIGNS[sign] for sign in signs[turn].tolist())
                yield self._live(int(where[turn]), at, code)

    def _places(self, count: int) -> Whole:
        grids = self.scene.sites[Kind.GRID]
        weights = self.asking[self.scene.sites[Kind.COUNTY].index_above(grids.keys, Level.COUNTY)]
        return self.numbers.choice(len(grids), size=count, p=weights / weights.sum())

    def _days(self, count: int) -> Whole:
        """Days before the build: a little more of them lately."""
        chance = self.numbers.random(count)
        days: Whole = np.floor(DAYS * (1 - np.sqrt(0.55 * chance + 0.45 * chance**2))).astype(np.int64)
        return days

    def _matter(self, month: int) -> Matter:
        return MATTERS[int(np.searchsorted(self.matters[month - 1], self.numbers.random()))]

    def _live(self, grid: int, at: datetime, code: str) -> CarriedRequest:
        grids = self.scene.sites[Kind.GRID]
        key, place = int(grids.keys[grid]), int(grids.ids[grid])
        matter = self._matter((at + timedelta(hours=8)).month)
        lot = self.numbers.random(16)
        town = self.desks.index_of(key, Level.TOWNSHIP)
        life = Life(self, matter, key, at, lot, float(self.haste[town]), float(self.skill[town]))
        life.run()
        against = self.desks.place(key, Level.VILLAGE) if matter.code == "conduct" else None
        return CarriedRequest(
            place_id=place,
            village_id=self.desks.place(key, Level.VILLAGE),
            key=key,
            channel=CHANNELS[int(lot[0] * len(CHANNELS))],
            text=matter.asked[int(lot[1] * len(matter.asked))],
            events=life.story.events,
            private=self.categories[matter.code].private or against is not None or lot[2] < 0.04,
            against_place_id=against,
            call_backs=life.story.replies,
            code=code,
        )


class Life:
    """What happens to one request, drawn from sixteen lots."""

    def __init__(
        self, teller: Teller, matter: Matter, key: int, at: datetime, lot: Any, haste: float, skill: float
    ) -> None:
        self.teller, self.matter, self.key, self.at, self.lot = teller, matter, key, at, lot
        self.haste, self.skill = haste, skill
        self.story = Story(teller.now)
        self.clock = at

    def run(self) -> None:
        """Live it until the build day, or its end."""
        try:
            self._receive()
            if not self._sent_away():
                self._accept()
                self._work()
                self._after()
        except Over:
            self._wait()

    def _wait(self) -> None:
        """Nothing more is done before the build day; what runs out meanwhile has passed up."""
        self.story.escalate(self._above, self.teller.now)

    def _person(self) -> int | None:
        standing = self.story.standing
        return self.teller.desks.sitting((standing.desk_place_id, standing.desk_type_id), self.clock)

    def _urgency(self) -> str:
        chance = self.lot[3]
        if chance < self.matter.urgent / 3:
            return URGENCIES[0]
        return URGENCIES[1] if chance < self.matter.urgent else URGENCIES[3] if chance > 0.95 else URGENCIES[2]

    def _receive(self) -> None:
        urgency, rule = self._urgency(), self.teller.routes[self.matter.code]
        deadline = self.teller.rules[urgency]
        desk, skipped = self.teller.desks.route(self.key, rule, self.at, self.matter.code == "conduct")
        outcome = {
            "category": self.teller.categories[self.matter.code].pk,
            "urgency": urgency,
            **desk,
            "accept_minutes": deadline.accept_minutes,
            "answer_minutes": deadline.answer_minutes,
            "working": deadline.working,
            "deadline": deadline.pk,
            "why": {"rule": rule.pk, "category": rule.category, "level": rule.level, "skipped": skipped},
        }
        self.deadline = deadline
        self.story.happen("receive", self.at, label="resident", outcome=outcome)

    def _step(self, minutes: float) -> datetime:
        """Some working minutes later, during the day."""
        later = self.clock + timedelta(minutes=max(minutes, 2.0))
        hour = (later.hour + 8) % 24
        if not 7 <= hour < 20 and self.deadline.working:
            later += timedelta(hours=(8 - hour) % 24)
        self.clock = later
        return later

    def _sent_away(self) -> bool:
        """Rejected, or passed to an office outside."""
        if self.lot[4] < 0.03:
            self._do("reject", 60 + 600 * self.lot[5], REJECTED[int(self.lot[6] * len(REJECTED))])
            return True
        if self.lot[4] < 0.045:
            body = HANDED[int(self.lot[6] * len(HANDED))]
            self._do("hand_over", 60 + 600 * self.lot[5], "此事由专门机关办理，已帮助联系。", outcome={"body": body})
            return True
        return False

    def _do(self, verb: str, minutes: float, text: str = "", **more: Any) -> None:
        at = self._step(minutes)
        self.story.escalate(self._above, at)
        self.story.happen(verb, at, self._person(), text=text, **more)

    def _above(self, level: int) -> dict[str, Any] | None:
        standing = self.story.standing
        desk = self.teller.desks.above(self.key, standing.desk_place_id, level, self.clock)
        return None if desk is None else {**desk, "minutes": self.deadline.escalated_minutes, "why": {"skipped": []}}

    def _accept(self) -> None:
        if 0.05 < self.lot[4] < 0.09 and self.teller.routes[self.matter.code].level == Level.VILLAGE:
            self._give_back()
        # Most accept well within their time; a few let it run out.
        part = self.haste * (0.4 + self.lot[7]) if self.lot[8] > 0.03 else 1.2 + 2 * self.lot[7]
        self._do("accept", part * self.deadline.accept_minutes)

    def _give_back(self) -> None:
        self.clock += timedelta(minutes=20)
        desk = self.teller.desks.above(self.key, self.story.standing.desk_place_id, 0, self.clock)
        if desk is None:
            return
        outcome = {
            "place": desk["place"],
            "type": desk["type"],
            "accept_minutes": self.deadline.accept_minutes,
            "answer_minutes": self.deadline.answer_minutes,
            "working": self.deadline.working,
            "deadline": self.deadline.pk,
            "why": {"returned": True, "skipped": []},
        }
        text = RETURNED[int(self.lot[9] * len(RETURNED))]
        self.story.happen("return", self.clock, self._person(), text=text, outcome=outcome)

    def _work(self) -> None:
        room = self.deadline.answer_minutes
        if self.lot[9] < 0.6:
            self._do("start", 0.03 * room * self.lot[10])
        if self.lot[10] < 0.04:
            self._do("pause", 0.05 * room, PAUSED[int(self.lot[11] * len(PAUSED))])
            at = self._step(1440 * (1 + 5 * self.lot[12]))
            self.story.happen("resume", at, self._person())
        part = min(self.haste * (0.5 + 1.3 * self.lot[11]), 0.85) if self.lot[12] > 0.035 else 1.1 + self.lot[11]
        self._do("answer", part * room, self._answer())

    def _answer(self) -> str:
        return self.matter.answered[int(self.lot[1] * len(self.matter.asked)) % len(self.matter.answered)]

    def _after(self) -> None:
        """What the petitioner says; a third says nothing."""
        answered_at = self.clock
        if self.lot[13] > 0.68:
            self.story.close_silent(answered_at)
            return
        at = answered_at + timedelta(hours=2 + 120 * self.lot[14])
        if self.lot[15] < self.skill:
            satisfied = 5 if self.lot[14] < 0.62 else 4 if self.lot[14] < 0.9 else 3
            self.story.reply(at, True, satisfied)
            self.story.happen("close", at, label="resident")
            self._exclude(at)
            return
        self._again(at)

    def _again(self, at: datetime) -> None:
        words = UNSOLVED[int(self.lot[6] * len(UNSOLVED))]
        self.story.reply(at, False, 1 + int(self.lot[6] * 2), words)
        rule = self.deadline
        outcome = {"answer_minutes": rule.answer_minutes, "working": rule.working, "accept_minutes": 0}
        self.story.happen("reopen", at, label="resident", text=words, outcome=outcome)
        self.clock = at
        self._do("answer", 0.4 * rule.answer_minutes * (0.2 + self.lot[5]), self._answer())
        self.story.close_silent(self.clock)

    def _exclude(self, at: datetime) -> None:
        """Now and then a township has one left out of the rates, and says why."""
        if self.lot[14] > 0.006:
            return
        why, person = EXCUSED[int(self.lot[6] * len(EXCUSED))], self._director(at)
        self.story.happen("exclude", at + timedelta(hours=3), person, text=why, open=False, outcome={"why": why})
        last = self.story.replies[-1]
        self.story.replies[-1] = replace(last, excluded_why=why, excluded_by=person)

    def _director(self, at: datetime) -> int | None:
        return self.teller.desks.general(self.key, Level.TOWNSHIP, at)
