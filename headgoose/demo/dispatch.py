"""Three dispatch runs of the cast's prefecture: two that were issued, over tenures that exist, and one for next year.

In a run of former years everybody goes to a choice: some to the first, and some, whose first choice somebody else has,
to the second, which nobody else chose. So the plan of least cost is the one that came about, and solving again gives
it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headgoose.access.models import Cast, User
from headgoose.access.queries import actor_of
from headgoose.demo.cast import COUNTY
from headgoose.demo.names import draw_names
from headgoose.demo.scene import Scene, first_minute_of
from headgoose.dispatch.actions.drafting import demand_empty_seats, draft_run
from headgoose.dispatch.actions.files import take_pool_file
from headgoose.dispatch.actions.recording import PastRun, record_past_run, settle_past_run
from headgoose.dispatch.actions.solving import start_solving, store_plan
from headgoose.dispatch.demand import Wanted, find_empty_seats
from headgoose.dispatch.models import Mode
from headgoose.dispatch.pool_matching import Pooled
from headgoose.dispatch.reaching import mark_of
from headgoose.dispatch.rules import Rule
from headgoose.dispatch.weighing import IN_ORDER
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, code_of, key_of
from headgoose.people.models import How, Tenure
from headgoose.places.models import Kind, Span

SECOND_CHOICE = 0.25
MOST_PLACES = 400
POOL_A_SEAT = 2


@dataclass(frozen=True)
class Sent:
    """Somebody who was sent: the tenure and where."""

    tenure_id: int
    person_id: int
    place_id: int
    key: int
    name: str
    sex: str
    born_on: date


def keep_dispatch_runs(scene: Scene) -> None:
    """Put the runs on record."""
    desk = Desk(scene)
    desk.past("first_secretary", 2, "选派驻村第一书记", How.SENT, 4, Mode.LEAST_COST)
    desk.past("graduate", 3, "选聘到村任职大学生", How.RECRUITED, 3, Mode.MERIT)
    desk.plan_next_year()


class Desk:
    """The officers of the cast's prefecture, and what was sent there."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.numbers = scene.numbers("dispatch runs")
        key = key_of(COUNTY)
        self.area = Area(low := key - key % Level.PREFECTURE.divisor, low + Level.PREFECTURE.divisor)
        self.span = Span.objects.on(scene.today).get(key=low, kind=Kind.PREFECTURE)
        self.villages = scene.sites[Kind.VILLAGE].keys
        parts = (Cast.PREFECTURE_OFFICER, Cast.PROVINCE_OFFICER)
        self.people = [User.objects.get(cast=part).person_id or 0 for part in parts]
        self._moment = 0

    def sent(self, type_code: str, years_ago: int) -> tuple[int, list[Sent]]:
        """The order of the newest batch that is so many years old, and whom it sent here on the batch's day."""
        type_ = self.scene.types[type_code]
        batch = (
            type_.batches.filter(start_on__year__lte=self.scene.today.year - years_ago).order_by("-start_on").first()
        )
        if batch is None:
            return 0, []
        facts = ("pk", "person_id", "place_id", "person__name", "person__sex", "person__born_on", "order_id")
        rows = list(Tenure.objects.filter(batch=batch, type=type_, start_on=batch.start_on).values_list(*facts))
        sites = self.scene.sites[Kind.VILLAGE]
        keys = dict(zip(sites.ids.tolist(), sites.keys.tolist(), strict=True))
        found: dict[tuple[str, str, date], Sent] = {}
        for pk, person_id, place_id, name, sex, born_on, order_id in rows:
            key = keys.get(place_id, 0)
            if self.area.low <= key < self.area.high and order_id == rows[0][-1]:
                found.setdefault((name, sex, born_on), Sent(pk, person_id, place_id, key, name, sex, born_on))
        return rows[0][-1] if rows else 0, sorted(found.values(), key=lambda one: (one.key, one.tenure_id))[
            :MOST_PLACES
        ]

    def past(self, type_code: str, years: int, title: str, how: How, ago: int, mode: Mode) -> None:
        """A run that was issued, over the tenures that came of it."""
        order_id, sent = self.sent(type_code, ago)
        if len(sent) < 3:
            return
        start = Tenure.objects.get(pk=sent[0].tenure_id)
        day = start.start_on
        rule = Rule(
            start_on=day,
            end_on=day.replace(year=day.year + years),
            weights=IN_ORDER,
            seed=f"{day.year}-{type_code}",
            mode=mode.value,
            how=how.value,
            batch_id=start.batch_id,
            radius_km=None,
        )
        past = PastRun(
            number=f"示范选〔{day.year}〕{1 if mode is Mode.MERIT else 2}号",
            title=f"{day.year}年{title}(示范)",
            place_id=self.span.place_id,
            type_id=start.type_id,
            rule=rule,
            maker_id=self.people[0],
            approver_id=self.people[1],
            made_at=first_minute_of(day - timedelta(days=40)),
        )
        self._record(past, order_id, sent)

    def _record(self, past: PastRun, order_id: int, sent: Sequence[Sent]) -> None:
        from headgoose.dispatch.solving import justified_envies, merit, solve
        from headgoose.dispatch.stored import question_of
        from headgoose.dispatch.working import found_of

        by, at = self.scene.by, self.scene.at
        run = record_past_run(by=by, at=at, past=past, demand=_demand(sent), people=self._pool(sent))
        question = question_of(run)
        merits = past.rule.mode == Mode.MERIT
        plan = merit(question.problem, question.score) if merits else solve(question.problem)
        envies = len(justified_envies(question.problem, plan, question.score)) if merits else None
        found = found_of(question, plan, envies)
        candidates = {one.person_id: one.pk for one in run.candidates.all()}
        tenures = {candidates[one.person_id]: one for one in sent}
        if any(tenures[line[0]].key != line[1] for line in found.lines) or len(found.lines) != len(sent):
            raise LookupError("the plan is not what came about")
        came = [tenures[line[0]].tenure_id for line in found.lines]
        settle_past_run(by=by, at=at, run_id=run.pk, past=past, found=found, order_id=order_id, tenures=came)

    def _pool(self, sent: Sequence[Sent]) -> list[Pooled]:
        """Everybody with a home and choices; at some places all come by their second choice."""
        keys = sorted({one.key for one in sent})
        second = {key for key in keys if self.numbers.random() < SECOND_CHOICE}
        wanted = [key for key in keys if key not in second] or keys
        second = second if len(wanted) > 1 and wanted is not keys else set()
        return [self._pooled(row, one, second, wanted) for row, one in enumerate(sent, 2)]

    def _pooled(self, row: int, one: Sent, second: set[int], wanted: Sequence[int]) -> Pooled:
        near = sorted(wanted, key=lambda key: abs(key - one.key))[1:12]
        others = [near[i] for i in self.numbers.permutation(len(near))[:2].tolist() if near[i] != one.key]
        choices = [*others[:1], one.key] if one.key in second else [one.key, *others]
        townships = {key // Level.TOWNSHIP.divisor for key in choices}
        home: int | None = int(self.numbers.choice(self.villages))
        if home is None or home // Level.TOWNSHIP.divisor in townships:
            home = None
        score = int(self.numbers.integers(6000, 7500) if one.key in second else self.numbers.integers(7500, 9500))
        mark = mark_of(one.name, one.sex, one.born_on)
        level = int(Level.VILLAGE) if home else None
        facts = (one.person_id, one.name, one.sex, one.born_on, home, level, (), score, tuple(choices))
        return Pooled(row, mark, *facts)

    def plan_next_year(self) -> None:
        """A run of the prefecture's officer for seats that are empty, planned and waiting for a second person."""
        scene = self.scene
        by = actor_of(User.objects.get(cast=Cast.PREFECTURE_OFFICER), scene.today, "demo")
        start = date(scene.today.year + 1, 3, 1)
        end = start.replace(year=start.year + 2)
        kinds = [scene.types[code] for code in ("work_team_member", "graduate", "first_secretary")]
        type_, seats = max(
            ((kind, find_empty_seats(kind, self.area, start, end)) for kind in kinds), key=lambda pair: len(pair[1])
        )
        if not seats:
            return
        rule = Rule(start_on=start, end_on=end, weights=IN_ORDER, seed=f"{start.year}-{type_.code}", radius_km=120)
        title = f"{start.year}年选派{type_.name_zh}(示范)"
        number = f"示范选〔{scene.today.year}〕3号"
        place = self.span.place_id
        run = draft_run(by=by, at=scene.at, number=number, title=title, place_id=place, type_id=type_.pk, rule=rule)
        demand_empty_seats(by=by, at=scene.at, run_id=run.pk)
        content = self._file(sorted(run.demand.values_list("key", flat=True)))
        take_pool_file(by=by, at=scene.at, run_id=run.pk, file_name="人选名单.csv", content=content)
        self._solve(by, run.pk)

    def _file(self, keys: Sequence[int]) -> bytes:
        """A list of people as an office would send it, two for each place."""
        count = POOL_A_SEAT * len(keys)
        lines = ["姓名,性别,出生日期,家乡,特长,成绩,志愿1,志愿2,志愿3"]
        for name in draw_names(self.scene, self.numbers, count):
            chosen = [code_of(keys[i], Level.VILLAGE) for i in self.numbers.permutation(len(keys))[:3].tolist()]
            towns = {code[: Level.TOWNSHIP.digits] for code in chosen}
            code = code_of(int(self.numbers.choice(self.villages)), Level.VILLAGE)
            home = "" if code[: Level.TOWNSHIP.digits] in towns else code
            born_on = date(1985, 1, 1) + timedelta(days=int(self.numbers.integers(0, 5000)))
            score = f"{self.numbers.integers(600, 950) / 10}"
            row = [name, "女" if self.numbers.random() < 0.4 else "男", born_on.isoformat(), home, "", score, *chosen]
            lines.append(",".join(row))
        return "\n".join(lines).encode()

    def _solve(self, by: Actor, run_id: int) -> None:
        from headgoose.dispatch.solving import solve
        from headgoose.dispatch.stored import question_of
        from headgoose.dispatch.working import found_of

        scene = self.scene
        run = start_solving(by=by, at=scene.at, run_id=run_id)
        question = question_of(run)
        found = found_of(question, solve(question.problem))
        store_plan(by=scene.by, at=scene.at, run_id=run_id, asked_at=scene.at, found=found)


def _demand(sent: Sequence[Sent]) -> list[Wanted]:
    """Each place must have as many people as came there."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for one in sent:
        counts[one.place_id, one.key] += 1
    return [Wanted(place_id, key, count, count) for (place_id, key), count in sorted(counts.items())]
