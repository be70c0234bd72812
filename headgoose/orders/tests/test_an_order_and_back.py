"""Whatever an order says: issued it equals its lines done one by one, and taken back everything reads as before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import AT, Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Refused
from headgoose.orders.actions.drafting import DraftLine, draft_order
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.reversing import propose_reversal, reverse_order
from headgoose.orders.actions.steps import approve_order, submit_order
from headgoose.orders.tests.conftest import COUNTY, SIBLING, NewHolder, NewPost, Officer
from headgoose.orders.weighing import weigh_paper
from headgoose.people.actions.tenures import appoint_person, end_tenure, transfer_person
from headgoose.people.known import tenures_as_known
from headgoose.people.listing import State, seats_within
from headgoose.people.models import Person, Post, Tenure
from headgoose.people.queries import seat_counts
from headgoose.people.rules import Seating

TODAY = date(2026, 6, 1)
ISSUED, BACK = AT + timedelta(hours=1), AT + timedelta(hours=2)
FACTS = ("post_id", "person_id", "start_on", "end_on", "how", "end_reason")

Ground = tuple[list[Post], list[Person], list[Tenure]]


class Undone(Exception):
    """Takes back what a try has written."""


@pytest.fixture
def ground(new_post: NewPost, new_holder: NewHolder) -> Ground:
    """Seven seats in two villages, five people, of whom four sit somewhere already."""
    types = ["secretary", "committee_director", "graduate", "graduate", "supervisory_member"]
    posts = [new_post(code) for code in types] + [
        new_post(code, SIBLING) for code in ("secretary", "village_accountant")
    ]
    held = [new_holder(posts[n], f"测试{'甲乙丙丁'[n]}") for n in range(4)]
    free = new_holder(new_post("graduate", SIBLING), "测试戊")
    return posts, [*(tenure.person for tenure in held), free.person], [*held, free]


line_numbers = st.one_of(
    st.tuples(st.just("appoint"), st.integers(0, 6), st.integers(0, 4), st.integers(0, 60), st.sampled_from([0, 90])),
    st.tuples(st.just("end"), st.integers(0, 4), st.just(0), st.integers(1, 60), st.just(0)),
    st.tuples(st.just("transfer"), st.integers(0, 4), st.integers(0, 6), st.integers(1, 60), st.just(0)),
)


def lines_of(ground: Ground, numbers: list[tuple[str, int, int, int, int]]) -> list[DraftLine]:
    posts, people, held = ground
    lines = []
    for verb, first, second, days, length in numbers:
        day = TODAY + timedelta(days)
        if verb == "appoint":
            until = day + timedelta(length) if length else FOREVER
            lines.append(DraftLine(verb, posts[first].pk, None, people[second].pk, start_on=day, end_on=until))
        elif verb == "end":
            lines.append(DraftLine(verb, tenure_id=held[first].pk, end_on=day, reason="resigned"))
        else:
            lines.append(DraftLine(verb, posts[second].pk, held[first].pk, start_on=day, end_on=FOREVER))
    return lines


def reads(tree: Tree) -> Any:
    """What anybody reads: tenures, lists of seats now and later, counts."""
    area = tree[COUNTY].area
    days = [TODAY, TODAY + timedelta(30), TODAY + timedelta(200)]
    lists = [
        [
            (seat.post.pk, seat.tenure and seat.tenure.pk, seat.vacant_since)
            for seat in seats_within([area], day, state=state, limit=99)
        ]
        for day in days
        for state in (State.ALL, State.VACANT, State.COMING)
    ]
    counts = [[(c.type.pk, c.seats, c.held, c.ending) for c in seat_counts([area], day)] for day in days]
    return sorted(Tenure.objects.values_list("pk", *FACTS)), lists, counts


def one_by_one(by: Actor, lines: list[Any], held: list[Tenure]) -> list[tuple[Any, ...]]:
    """The tenures once each line was done by the action for one; what leaves a seat goes first."""
    try:
        with transaction.atomic():
            for line in sorted(lines, key=lambda line: line.verb != "end"):
                if line.verb == "end":
                    end_tenure(by=by, at=ISSUED, tenure_id=line.tenure_id, end_on=line.end_on, reason=line.reason)
            for line in lines:
                if line.verb == "transfer":
                    end_tenure(by=by, at=ISSUED, tenure_id=line.tenure_id, end_on=line.start_on, reason="transferred")
            for line in lines:
                if line.verb != "end":
                    person = line.person_id or next(one.person_id for one in held if one.pk == line.tenure_id)
                    appoint_person(by=by, at=ISSUED, line=Seating(line.post_id, person, line.start_on, line.end_on))
            rows = sorted(Tenure.objects.values_list(*FACTS))
            raise Undone
    except Undone:
        return rows


@given(numbers=st.lists(line_numbers, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_order_issued_equals_its_lines_and_taken_back_reads_as_before(
    tree: Tree, ground: Ground, officers: tuple[Actor, Actor], numbers: list[tuple[str, int, int, int, int]]
) -> None:
    maker, second = officers
    lines = lines_of(ground, numbers)
    before = reads(tree)
    try:
        with transaction.atomic():
            paper = draft_order(
                by=maker,
                at=AT,
                number="1号",
                title="任免",
                place_id=tree.place(COUNTY).pk,
                effective_on=TODAY,
                lines=lines,
            )
            faults = weigh_paper(maker, TODAY, paper).faults
            if faults:
                with pytest.raises(Refused):
                    submit_order(by=maker, at=AT, paper_id=paper.pk)
                raise Undone
            submit_order(by=maker, at=AT, paper_id=paper.pk)
            approve_order(by=second, at=AT, paper_id=paper.pk)
            singly = one_by_one(maker, lines, ground[2])
            issue_paper(by=second, at=ISSUED, paper_id=paper.pk)
            assert sorted(Tenure.objects.values_list(*FACTS)) == singly
            assert known(AT) == before[0]
            after = sorted(Tenure.objects.values_list("pk", *FACTS))
            propose_reversal(by=second, at=BACK, paper_id=paper.pk, why="发错了文件")
            reverse_order(by=maker, at=BACK, paper_id=paper.pk)
            assert reads(tree) == before
            assert (known(AT), known(ISSUED)) == (before[0], after)
            raise Undone
    except Undone:
        assert reads(tree) == before


def known(at: Any) -> list[tuple[Any, ...]]:
    """The tenures as they were on record."""
    places = list(Post.objects.values_list("place_id", flat=True).distinct())
    tenures = tenures_as_known(known_at=at, place_ids=places)
    return sorted((tenure.pk, *(getattr(tenure, fact) for fact in FACTS)) for tenure in tenures)


@pytest.fixture
def officers(officer: Officer) -> tuple[Actor, Actor]:
    return officer(), officer()


def test_a_transfer_equals_the_action_for_one(tree: Tree, ground: Ground, officers: tuple[Actor, Actor]) -> None:
    posts, _people, held = ground
    maker, second = officers
    try:
        with transaction.atomic():
            transfer_person(by=maker, at=ISSUED, tenure_id=held[0].pk, post_id=posts[5].pk, on=TODAY)
            singly = sorted(Tenure.objects.values_list(*FACTS))
            raise Undone
    except Undone:
        pass
    line = DraftLine("transfer", posts[5].pk, held[0].pk)
    place_id = tree.place(COUNTY).pk
    paper = draft_order(by=maker, at=AT, number="1", title="调", place_id=place_id, effective_on=TODAY, lines=[line])
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    approve_order(by=second, at=AT, paper_id=paper.pk)
    issue_paper(by=maker, at=ISSUED, paper_id=paper.pk)
    assert sorted(Tenure.objects.values_list(*FACTS)) == singly
