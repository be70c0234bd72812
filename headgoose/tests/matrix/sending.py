"""An election, a class, a review and a run of dispatch about somebody at a place of the small province."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from headgoose.careers.actions.awards import record_award
from headgoose.careers.actions.handing_over import open_handover
from headgoose.careers.actions.reserves import propose_reserve
from headgoose.careers.actions.reviews import write_word
from headgoose.careers.models import Award, Handover, Reserve, Review
from headgoose.dispatch.actions.drafting import demand_empty_seats, draft_run, set_bound
from headgoose.dispatch.actions.files import take_pool_file
from headgoose.dispatch.models import Run
from headgoose.dispatch.rules import Rule
from headgoose.dispatch.weighing import IN_ORDER
from headgoose.elections.actions.planning import plan_county
from headgoose.elections.actions.steps import Result, hold_election, publish_lists
from headgoose.elections.models import Election, Term
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.area import Level
from headgoose.people.models import How, Person, Post, PostType, Tenure
from headgoose.places.models import Span
from headgoose.tests.matrix.books import AT
from headgoose.training.actions.classes import announce_class, plan_class
from headgoose.training.actions.naming import name_person
from headgoose.training.models import Enrolment, TrainingClass
from headgoose.training.rules import Slot

SYSTEM = system_actor("matrix", "test")
TODAY = date(2026, 6, 1)
TITLES = "姓名,性别,出生日期,家乡,特长,成绩,志愿1"


@dataclass
class Sending:
    """What there is of these at the places, by code."""

    elections: dict[str, Election] = field(default_factory=dict)
    classes: dict[str, TrainingClass] = field(default_factory=dict)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    awards: dict[str, Award] = field(default_factory=dict)
    reserves: dict[str, Reserve] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)

    def number(self, kind: str, code: str) -> int:
        """The number of one, or of one that is not there."""
        found = getattr(self, kind).get(code)
        return found.pk if found is not None else 999_999

    def first_of(self, kind: str, code: str, rows: str) -> int:
        """The number of the first row that hangs on one."""
        found = getattr(self, kind).get(code)
        row = getattr(found, rows).order_by("pk").first() if found is not None else None
        return row.pk if row is not None else 999_999


def send_people(spans: dict[str, Span], persons: dict[str, Person]) -> Sending:
    """Everything of these rooms, about persons with the names of those at the places."""
    made = Sending()
    person = Person.objects.create(name="经办", initials="jb", sex="m", born_on=date(1984, 1, 1))
    clerk = replace(SYSTEM, person_id=person.pk)
    term = Term.objects.create(
        code="2026", name_zh="2026年换届", name_en="term from 2026", start_on=date(2026, 1, 1), end_on=date(2031, 1, 1)
    )
    for code, span in spans.items():
        if span.level is Level.VILLAGE:
            _tell_career(made, clerk, span, persons[code].name)
    for code, span in spans.items():
        if span.level is Level.COUNTY:
            _elect(made, span, term)
        if Level.PROVINCE <= span.level <= Level.COUNTY:
            made.classes[code] = _teach(span)
    for code, span in spans.items():
        if span.level in {Level.TOWNSHIP, Level.VILLAGE}:
            of = made.classes[code[: Level.COUNTY.digits]]
            made.enrolments[code] = name_person(by=SYSTEM, at=AT, class_id=of.pk, person_id=persons[code].pk)
        if span.level in {Level.PREFECTURE, Level.COUNTY}:
            made.runs[code] = _send(span, spans, persons[code])
    return made


def _tell_career(made: Sending, clerk: Actor, span: Span, name: str) -> None:
    """A former secretary, a new one of the same name as whoever else is there, and what is kept of them."""
    kind = PostType.objects.get(code="secretary")
    post = Post.objects.create(type=kind, place_id=span.place_id, seat=1, start_on=date(2016, 1, 1))
    left, came = (
        Tenure.objects.create(
            post=post,
            type=kind,
            place_id=span.place_id,
            person=Person.objects.create(name=name, initials="ms", sex="f", born_on=born_on),
            start_on=start_on,
            how=How.ELECTED,
            **ending,
        )
        for born_on, start_on, ending in (
            (date(1979, 1, 1), date(2018, 1, 1), {"end_on": date(2024, 1, 1), "end_reason": "term_over"}),
            (date(1978, 1, 1), date(2024, 1, 1), {}),
        )
    )
    code = span.code
    holder = replace(SYSTEM, person_id=came.person_id)
    made.reviews[code] = write_word(
        by=holder, at=AT, tenure_id=came.pk, year=2025, word=f"{name}这一年修路三公里，收入增长。"
    )
    made.awards[code] = record_award(
        by=clerk,
        at=AT,
        tenure_id=came.pk,
        title="优秀村党组织书记",
        level=3,
        unit="县委",
        awarded_on=date(2026, 3, 1),
        document=f"望发〔2026〕{span.key % 97}号",
    )
    made.reserves[code] = propose_reserve(
        by=clerk, at=AT, person_id=left.person_id, type_id=kind.pk, place_id=span.place_id, why=f"{name}熟悉本村"
    )
    made.handovers[code] = open_handover(by=clerk, at=AT, left_id=left.pk, came_id=came.pk)


def _elect(made: Sending, county: Span, term: Term) -> None:
    """The branches of the county's villages are elected again."""
    facts: dict[str, Any] = {"county_id": county.place_id, "term_id": term.pk, "body": "branch"}
    plan_county(by=SYSTEM, at=AT, planned_on=date(2026, 5, 8), **facts)
    for code in made.reviews:
        if code.startswith(county.code):
            tenure = made.reviews[code].tenure
            made.elections[code] = Election.objects.get(place_id=tenure.place_id)
            _hold(made.elections[code].pk, tenure)


def _hold(election_id: int, tenure: Tenure) -> None:
    """Whoever is secretary is elected again, of two who stood."""
    listed_on, held_on = date(2026, 4, 1), date(2026, 5, 10)
    publish_lists(by=SYSTEM, at=AT, election_id=election_id, listed_on=listed_on, standing={tenure.post_id: 2})
    results = [Result(tenure.post_id, tenure.person_id)]
    hold_election(by=SYSTEM, at=AT, election_id=election_id, held_on=held_on, results=results)


def _teach(span: Span) -> TrainingClass:
    """A class of the place that is announced."""
    day = TODAY + timedelta(days=3)
    planned = plan_class(
        by=SYSTEM,
        at=AT,
        place_id=span.place_id,
        track="accountants",
        title="村会计培训班",
        start_on=day,
        end_on=day,
        seats=9,
        slots=[Slot(day, time(9), time(11), "礼堂")],
    )
    announce_class(by=SYSTEM, at=AT, class_id=planned.pk)
    return planned


def _send(span: Span, spans: dict[str, Span], person: Person) -> Run:
    """A draft of a run with somebody in the pool who is named like whoever is in post there."""
    kind, below = PostType.objects.get(code="graduate"), [one for one in spans.values() if span.area.covers(one.area)]
    village = next((one for one in below if one.level is Level.VILLAGE), None)
    maker = replace(SYSTEM, person_id=person.pk)
    rule = Rule(start_on=date(2026, 9, 1), end_on=date(2029, 9, 1), weights=IN_ORDER, seed="2026")
    run = draft_run(
        by=maker,
        at=AT,
        number=f"选〔2026〕{span.code}号",
        title="选派大学生到村任职",
        place_id=span.place_id,
        type_id=kind.pk,
        rule=rule,
    )
    if village is None:
        return run
    seat = Post.objects.filter(type=kind, place_id=village.place_id).count() + 1
    Post.objects.create(type=kind, place_id=village.place_id, seat=seat, start_on=date(2016, 1, 1))
    demand_empty_seats(by=maker, at=AT, run_id=run.pk)
    set_bound(by=maker, at=AT, run_id=run.pk, place_id=span.place_id, lower=0, upper=5)
    row = f"{person.name},女,1999-03-04,231222100200,,80,{village.code}"
    take_pool_file(by=maker, at=AT, run_id=run.pk, file_name="名单.csv", content=f"{TITLES}\n{row}".encode())
    return run
