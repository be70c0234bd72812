"""Officers with persons behind them, empty seats, a pool, and a run on its way."""

from collections.abc import Callable
from datetime import date

import pytest

from conftest import AT, TREE_SINCE, Tree
from headgoose.dispatch import asking_solver
from headgoose.dispatch.actions.drafting import demand_empty_seats, draft_run
from headgoose.dispatch.actions.files import take_pool_file
from headgoose.dispatch.actions.solving import start_solving
from headgoose.dispatch.models import Run
from headgoose.dispatch.rules import Rule
from headgoose.dispatch.weighing import IN_ORDER
from headgoose.dispatch.worker import answer
from headgoose.dispatch.working import solve_run
from headgoose.kernel.actor import Actor, Grant
from headgoose.kernel.area import Level, area_of, key_of, level_of
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.kernel.spelling import initials_of
from headgoose.people.models import Person, Post, PostType

COUNTY, TOWN, HALL, SIBLING, RIVER = "231221", "231221100", "231221100200", "231221100201", "231221101200"
OTHER_COUNTY_VILLAGE = "231222100200"
START, END = date(2026, 9, 1), date(2029, 9, 1)
RIGHTS = (Right.READ, Right.APPOINT)
TITLES = ["姓名", "性别", "出生日期", "家乡", "特长", "成绩", "志愿1", "志愿2"]

Officer = Callable[..., Actor]
NewRun = Callable[..., Run]


@pytest.fixture(autouse=True)
def solved_in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a process takes a second; tests of the process itself ask for it with `in_its_own_process`."""
    if "in_its_own_process" not in request.fixturenames:
        monkeypatch.setattr(asking_solver, "answer_of", lambda call, arguments, _tell: answer(call, arguments))


@pytest.fixture
def in_its_own_process() -> None:
    """Solve as the server does."""


def key(code: str) -> int:
    """The key of a code."""
    return key_of(code)


def csv_of(*rows: list[str], header: list[str] | None = None) -> bytes:
    """A file as an office would send it."""
    return "\n".join(",".join(row) for row in [header or TITLES, *rows]).encode()


def somebody(name: str, *choices: str, home: str = OTHER_COUNTY_VILLAGE, score: str = "80") -> list[str]:
    """A row of the pool: somebody new."""
    return [name, "女", "1999-03-04", home, "", score, *choices, *[""] * (2 - len(choices))]


@pytest.fixture
def officer(db: None) -> Officer:
    """`officer()`: somebody who may appoint in the county and below, with a person and an account of their own."""
    made = iter(range(100))

    def make(code: str = COUNTY) -> Actor:
        number = next(made)
        name = f"干部{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'子丑寅卯辰'[number // 10]}"
        person = Person.objects.create(name=name, initials=initials_of(name), sex="f", born_on=date(1980, 1, 1))
        level = level_of(code)
        grants = tuple(Grant(right, area_of(key_of(code), level), level) for right in RIGHTS)
        return Actor(label=name, user_id=1000 + number, grants=grants, person_id=person.pk)

    return make


@pytest.fixture
def seats(tree: Tree) -> dict[str, Post]:
    """One empty seat for a graduate in each of three villages of the county."""
    kind = PostType.objects.get(code="graduate")
    return {
        code: Post.objects.create(type=kind, place=tree.place(code), seat=1, start_on=TREE_SINCE, end_on=FOREVER)
        for code in (HALL, SIBLING, RIVER)
    }


def rule_with(**changes: object) -> Rule:
    """The usual rule, changed."""
    facts: dict[str, object] = {"start_on": START, "end_on": END, "weights": IN_ORDER, "seed": "2026"}
    return Rule(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.fixture
def new_run(tree: Tree, seats: dict[str, Post]) -> NewRun:
    """`new_run(by)`: a draft that asks for one graduate in each of three villages."""

    def make(by: Actor, least: int = 0, **changes: object) -> Run:
        run = draft_run(
            by=by,
            at=AT,
            number="望组选〔2026〕1号",
            title="选派大学生到村任职",
            place_id=tree.place(COUNTY).pk,
            type_id=PostType.objects.get(code="graduate").pk,
            rule=rule_with(**changes),
        )
        return demand_empty_seats(by=by, at=AT, run_id=run.pk, least=least)

    return make


POOL = [somebody("甲一", HALL, SIBLING), somebody("乙二", HALL, RIVER), somebody("丙三", SIBLING)]


@pytest.fixture
def planned(new_run: NewRun) -> NewRun:
    """`planned(by)`: a run with three people that has been solved."""

    def make(by: Actor, pool: list[list[str]] | None = None, least: int = 0, **changes: object) -> Run:
        run = new_run(by, least, **changes)
        file = take_pool_file(by=by, at=AT, run_id=run.pk, file_name="名单.csv", content=csv_of(*(pool or POOL)))
        assert file.faulty == []
        start_solving(by=by, at=AT, run_id=run.pk)
        assert solve_run(run.pk, AT)
        run.refresh_from_db()
        return run

    return make


def plan_of(run: Run) -> dict[str, str]:
    """Where everybody goes, by name and village code."""
    rows = run.placements.values_list("candidate__name", "key")
    return {name: str(place)[: Level.VILLAGE.digits] for name, place in rows}
