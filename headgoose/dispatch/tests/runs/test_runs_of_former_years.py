"""A run of former years is put on record over its tenures, solves to the same again, and is not taken back in part."""

from datetime import date

import pytest

from conftest import AT, Tree
from headgoose.dispatch.actions.recording import PastRun, record_past_run, settle_past_run
from headgoose.dispatch.actions.steps import propose_reversal, reverse_run
from headgoose.dispatch.asking_why import replay_run
from headgoose.dispatch.demand import Wanted
from headgoose.dispatch.models import Run
from headgoose.dispatch.pool_matching import Pooled
from headgoose.dispatch.reaching import mark_of
from headgoose.dispatch.solving import solve
from headgoose.dispatch.stored import question_of
from headgoose.dispatch.tests.runs.conftest import COUNTY, HALL, SIBLING, Officer, key, rule_with
from headgoose.dispatch.working import found_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Order, Person, Post, Tenure

BEGUN, ENDED = date(2022, 7, 1), date(2025, 7, 1)


@pytest.fixture
def past(tree: Tree, seats: dict[str, Post], officer: Officer, system: Actor) -> Run:
    """Three graduates of 2022, of whom the run knows two."""
    order = Order.objects.create(number="旧1号", title="旧文", place=tree.place(COUNTY), issued_on=BEGUN)
    tenures = []
    for code, post in seats.items():
        person = Person.objects.create(name=f"旧人{code[-3:]}", initials="jr", sex="f", born_on=date(1995, 1, 1))
        tenures.append(
            Tenure.objects.create(
                post=post,
                type=post.type,
                place=post.place,
                person=person,
                start_on=BEGUN,
                end_on=ENDED,
                how="recruited",
                order=order,
            )
        )
    known, choices = tenures[:2], [(key(HALL),), (key(HALL), key(SIBLING))]
    people = [
        Pooled(n, mark_of(t.person.name, "f", t.person.born_on), t.person_id, t.person.name, "f", t.person.born_on,
               None, None, (), 0, choices[n])
        for n, t in enumerate(known)
    ]  # fmt: skip
    makers = [officer().person_id or 0 for _ in range(2)]
    told = PastRun(
        number="旧选1号",
        title="2022年选聘",
        place_id=tree.place(COUNTY).pk,
        type_id=known[0].type_id,
        rule=rule_with(start_on=BEGUN, end_on=ENDED, radius_km=None),
        maker_id=makers[0],
        approver_id=makers[1],
        made_at=AT.replace(year=2022),
    )
    demand = [Wanted(tree.place(code).pk, key(code), 1, 1) for code in (HALL, SIBLING)]
    run = record_past_run(by=system, at=AT, past=told, demand=demand, people=people)
    found = found_of(question := question_of(run), solve(question.problem))
    came = {t.person_id: t.pk for t in known}
    persons = dict(run.candidates.values_list("pk", "person_id"))
    ids = [came[persons[line[0]]] for line in found.lines]
    return settle_past_run(by=system, at=AT, run_id=run.pk, past=told, found=found, order_id=order.pk, tenures=ids)


def test_it_stands_issued_and_solves_to_the_same_again(past: Run) -> None:
    assert past.state == "issued"
    assert replay_run(past).same
    assert {(one.key, one.tenure.place_id) for one in past.placements.select_related("tenure") if one.tenure} == {
        (one.key, one.place_id) for one in past.demand.all()
    }


def test_it_is_not_taken_back_with_others_whom_its_order_seated(past: Run, officer: Officer) -> None:
    propose_reversal(by=officer(), at=AT, run_id=past.pk, why="试着撤回")
    with pytest.raises(Refused) as refused:
        reverse_run(by=officer(), at=AT, run_id=past.pk)
    assert refused.value.because is Because.CONFLICT
    assert Tenure.objects.filter(order=past.order).count() == 3


def test_only_the_operator_puts_former_runs_on_record(past: Run, officer: Officer) -> None:
    with pytest.raises(Refused):
        record_past_run(by=officer(), at=AT, past=None, demand=[], people=[])  # type: ignore[arg-type]
