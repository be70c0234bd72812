"""Drawn up, submitted, approved by a second person, issued, taken back by two: and no other way."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.orders.actions.drafting import DraftLine, add_lines, remove_lines
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.reversing import decline_reversal, propose_reversal, reverse_order
from headgoose.orders.actions.steps import approve_order, discard_order, return_order, submit_order
from headgoose.orders.models import OrderLine, OrderPaper, PaperState
from headgoose.orders.states import ORDER_PAPER
from headgoose.orders.tests.conftest import (
    OTHER_VILLAGE,
    SIBLING,
    TODAY,
    Draft,
    NewHolder,
    NewPost,
    Officer,
    newcomer,
)
from headgoose.orders.weighing import weigh_paper
from headgoose.people.models import Order, Person, Post, Tenure
from headgoose.records.models import Act

LATER = AT + timedelta(hours=1)


@pytest.fixture
def lines(new_post: NewPost, new_holder: NewHolder) -> list[Any]:
    """Somebody known takes an empty seat, somebody new another; one leaves, one moves to the seat that is left."""
    leaver = new_holder(new_post("secretary"), "测试离")
    mover = new_holder(new_post("secretary", SIBLING), "测试移")
    known = new_holder(new_post("graduate"), "测试知").person
    return [
        DraftLine("appoint", post_id=new_post("graduate", SIBLING).pk, person_id=known.pk),
        DraftLine("appoint", post_id=new_post("committee_director").pk, newcomer=newcomer()),
        DraftLine("end", tenure_id=leaver.pk, reason="resigned"),
        DraftLine("transfer", tenure_id=mover.pk, post_id=leaver.post_id),
    ]


def approved(draft: Draft, maker: Actor, approver: Actor, lines: list[Any]) -> OrderPaper:
    paper = draft(maker, lines)
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    return approve_order(by=approver, at=AT, paper_id=paper.pk)


def standing() -> list[tuple[object, ...]]:
    fields = ("post_id", "person_id", "start_on", "end_on", "how", "end_reason", "ended_by_id")
    return sorted(Tenure.objects.values_list("pk", *fields))


def test_an_order_is_issued_as_a_whole_with_its_document_and_an_act_for_each_line(
    draft: Draft, officer: Officer, lines: list[Any]
) -> None:
    paper = approved(draft, maker := officer(), officer(), lines)
    issue_paper(by=maker, at=LATER, paper_id=paper.pk)
    paper.refresh_from_db()
    assert paper.state == PaperState.ISSUED
    assert paper.order is not None
    assert (paper.order.number, paper.order.issued_on) == (paper.number, TODAY)
    made: dict[int, Any] = {line.number: line.made for line in paper.lines.select_related("made")}
    assert [made[n].start_on for n in (1, 2, 4)] == [TODAY] * 3
    assert made[2].person.name == "新来者"
    assert paper.lines.get(number=2).person == made[2].person
    assert (made[3].end_on, made[3].end_reason) == (TODAY, "resigned")
    assert made[4].post_id == lines[3].post_id
    assert Tenure.objects.get(pk=lines[3].tenure_id).end_reason == "transferred"
    assert Act.objects.filter(verb="orders.issue_line").count() == len(lines)
    assert Act.objects.get(verb="orders.issue_line", subject=f"people.tenure:{lines[2].tenure_id}").before[
        "end_on"
    ] == (FOREVER.isoformat())


def test_what_an_order_would_do_is_told_by_line(draft: Draft, officer: Officer, lines: list[Any]) -> None:
    outcome = weigh_paper(maker := officer(), TODAY, draft(maker, lines))
    assert not outcome.faults
    assert (outcome.filled, outcome.passed_on) == ([1, 2], [4])
    # The seat that line 3 empties is taken by line 4, whose own old seat stays empty.
    assert outcome.vacated == [4]
    assert [(one.number, one.like) for one in outcome.doubled] == [(1, True)]
    assert outcome.newcomers == [2]


def test_the_maker_never_approves_by_whatever_account(draft: Draft, officer: Officer, lines: list[Any]) -> None:
    paper = draft(maker := officer(), lines)
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    person = Person.objects.get(pk=maker.person_id or 0)
    twin = Person.objects.create(name=person.name, initials="x", sex=person.sex, born_on=person.born_on)
    for same in (maker, officer(person=person), officer(user_id=maker.user_id), officer(person=twin)):
        with pytest.raises(Refused) as refused:
            approve_order(by=same, at=AT, paper_id=paper.pk)
        assert refused.value.because is Because.FORBIDDEN
    assert approve_order(by=officer(), at=AT, paper_id=paper.pk).state == PaperState.APPROVED


def test_the_system_alone_approves_nothing(draft: Draft, officer: Officer, system: Actor, lines: list[Any]) -> None:
    paper = draft(maker := officer(), lines)
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    with pytest.raises(Refused):
        approve_order(by=system, at=AT, paper_id=paper.pk)


def test_the_approver_reaches_every_line(draft: Draft, officer: Officer, new_post: NewPost) -> None:
    """A township officer of the very township sees no paper of the county; one line among many is enough."""
    seats = [new_post("supervisory_member") for _ in range(4)] + [new_post("first_secretary")]
    many = [
        DraftLine("appoint", post_id=seat.pk, newcomer=newcomer(f"新来{'一二三四五'[n]}"))
        for n, seat in enumerate(seats)
    ]
    paper = draft(officer(), many, place="231221100")
    maker = paper.maker
    submit_order(by=officer(person=maker, user_id=paper.maker_user_id), at=AT, paper_id=paper.pk)
    with pytest.raises(Refused) as refused:
        approve_order(by=officer("231221100"), at=AT, paper_id=paper.pk)
    assert refused.value.because is Because.FORBIDDEN
    assert [fault.line for fault in refused.value.details["faults"]] == [5]
    approve_order(by=officer(), at=AT, paper_id=paper.pk)


def test_nobody_acts_on_papers_beyond_their_area(draft: Draft, officer: Officer, lines: list[Any]) -> None:
    paper = draft(officer(), lines)
    for stranger in (officer("231222"), officer("231221100")):
        with pytest.raises(Refused) as refused:
            return_order(by=stranger, at=AT, paper_id=paper.pk, why="不行不行")
        assert refused.value.because is Because.NOT_FOUND


def test_lines_name_nothing_outside_the_area(
    draft: Draft, officer: Officer, new_post: NewPost, new_holder: NewHolder
) -> None:
    abroad = new_holder(new_post("graduate", OTHER_VILLAGE), "测试外")
    own = new_post("graduate")
    bad = [
        DraftLine("appoint", post_id=abroad.post_id, newcomer=newcomer()),
        DraftLine("appoint", post_id=own.pk, person_id=abroad.person_id),
        DraftLine("end", tenure_id=abroad.pk, reason="resigned"),
        DraftLine("appoint", post_id=own.pk, person_id=10**9),
    ]
    with pytest.raises(Refused) as refused:
        draft(officer(), bad)
    faults = refused.value.details["faults"]
    assert [fault.line for fault in faults] == [0, 1, 2, 3]
    assert faults[1].reason == faults[3].reason


def test_only_the_maker_changes_lines_and_only_in_a_draft(
    draft: Draft, officer: Officer, lines: list[Any], new_post: NewPost
) -> None:
    paper = draft(maker := officer(), lines)
    more = [DraftLine("appoint", post_id=new_post("grid_worker", "231221100200001").pk, newcomer=newcomer("新来乙"))]
    with pytest.raises(Refused):
        add_lines(by=officer(), at=AT, paper_id=paper.pk, lines=more)
    add_lines(by=maker, at=AT, paper_id=paper.pk, lines=more)
    remove_lines(by=maker, at=AT, paper_id=paper.pk, numbers=[5])
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    with pytest.raises(Refused) as refused:
        add_lines(by=maker, at=AT, paper_id=paper.pk, lines=more)
    assert refused.value.because is Because.CONFLICT


def test_the_database_keeps_lines_and_approval(draft: Draft, officer: Officer, lines: list[Any]) -> None:
    paper = draft(maker := officer(), lines)
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    own, rows = OrderPaper.objects.filter(pk=paper.pk), OrderLine.objects.filter(paper=paper)
    other = officer()
    behind: list[Callable[[], object]] = [
        lambda: rows.update(end_on=date(2027, 1, 1)),
        lambda: rows.filter(number=1).delete(),
        lambda: OrderLine.objects.create(
            paper=paper,
            number=9,
            verb="end",
            post_id=lines[3].post_id,
            tenure_id=lines[2].tenure_id,
            person_id=maker.person_id,
            end_on=TODAY,
        ),
        lambda: own.update(state="issued"),
        lambda: own.update(state="approved"),
        lambda: own.update(state="approved", approved_at=AT, approver_id=maker.person_id),
        lambda: own.update(
            state="approved", approved_at=AT, approver_id=other.person_id, approver_user_id=maker.user_id
        ),
        lambda: own.update(maker_id=other.person_id),
        lambda: own.update(number="别的号"),
        lambda: own.delete(),
    ]
    for write in behind:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    approve_order(by=other, at=AT, paper_id=paper.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        own.update(approver_id=officer().person_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(number=1).update(made_id=lines[2].tenure_id, post_id=lines[3].post_id)


def test_a_paper_approved_on_a_page_that_is_out_of_date_is_refused(
    draft: Draft, officer: Officer, lines: list[Any]
) -> None:
    paper = draft(maker := officer(), lines)
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    paper.refresh_from_db()
    approver = officer()
    seen = weigh_paper(approver, TODAY, paper).token_on(paper)
    return_order(by=maker, at=AT, paper_id=paper.pk, why="改一行再来")
    remove_lines(by=maker, at=AT, paper_id=paper.pk, numbers=[1])
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    with pytest.raises(Refused) as refused:
        approve_order(by=approver, at=AT, paper_id=paper.pk, token=seen)
    assert refused.value.because is Because.CONFLICT


def test_issue_is_refused_with_what_changed_when_it_would_do_something_else(
    draft: Draft, officer: Officer, lines: list[Any]
) -> None:
    paper = approved(draft, maker := officer(), officer(), lines)
    Tenure.objects.filter(pk=lines[2].tenure_id).update(end_on=date(2026, 12, 1), known_at=LATER)
    before = standing()
    with pytest.raises(Refused) as refused:
        issue_paper(by=maker, at=LATER, paper_id=paper.pk)
    assert refused.value.because is Because.CONFLICT
    assert len(refused.value.details["changed"]) == 1
    assert (standing(), Order.objects.count()) == (before, 0)
    return_order(by=maker, at=LATER, paper_id=paper.pk, why="情况变了，重新报批")
    submit_order(by=maker, at=LATER, paper_id=paper.pk)
    approve_order(by=officer(), at=LATER, paper_id=paper.pk)
    issue_paper(by=maker, at=LATER, paper_id=paper.pk)


def test_a_seat_taken_after_approval_is_named(
    draft: Draft, officer: Officer, lines: list[Any], new_holder: NewHolder
) -> None:
    paper = approved(draft, maker := officer(), officer(), lines)
    new_holder(Post.objects.get(pk=lines[0].post_id), "测试抢")
    with pytest.raises(Refused) as refused:
        issue_paper(by=maker, at=LATER, paper_id=paper.pk)
    assert [fault.line for fault in refused.value.details["faults"]] == [1]


def test_an_order_is_issued_once_and_taken_back_once_by_two(draft: Draft, officer: Officer, lines: list[Any]) -> None:
    before = standing()
    paper = approved(draft, maker := officer(), second := officer(), lines)
    issue_paper(by=maker, at=LATER, paper_id=paper.pk)
    with pytest.raises(Refused):
        issue_paper(by=second, at=LATER, paper_id=paper.pk)
    propose_reversal(by=maker, at=LATER, paper_id=paper.pk, why="发错了文件")
    with pytest.raises(Refused):
        reverse_order(by=maker, at=LATER, paper_id=paper.pk)
    reverse_order(by=second, at=LATER, paper_id=paper.pk)
    assert standing() == before
    with pytest.raises(Refused):
        reverse_order(by=second, at=LATER, paper_id=paper.pk)
    assert Act.objects.filter(verb="orders.reverse_line").count() == 5


def test_a_reversal_is_refused_with_the_lines_that_were_changed_since(
    draft: Draft, officer: Officer, lines: list[Any]
) -> None:
    paper = approved(draft, maker := officer(), second := officer(), lines)
    issue_paper(by=maker, at=LATER, paper_id=paper.pk)
    made = paper.lines.get(number=4).made_id or 0
    Tenure.objects.filter(pk=made).update(end_on=date(2027, 1, 1), known_at=LATER + timedelta(hours=1))
    propose_reversal(by=maker, at=LATER, paper_id=paper.pk, why="发错了文件")
    with pytest.raises(Refused) as refused:
        reverse_order(by=second, at=LATER + timedelta(hours=2), paper_id=paper.pk)
    assert [fault.line for fault in refused.value.details["faults"]] == [4]
    assert decline_reversal(by=second, at=LATER, paper_id=paper.pk).state == PaperState.ISSUED


def test_every_move_that_the_table_does_not_name_is_refused(draft: Draft, officer: Officer) -> None:
    maker = officer()
    moves = {
        "submit": lambda pk: submit_order(by=maker, at=AT, paper_id=pk),
        "approve": lambda pk: approve_order(by=officer(), at=AT, paper_id=pk),
        "return": lambda pk: return_order(by=maker, at=AT, paper_id=pk, why="重新来过"),
        "discard": lambda pk: discard_order(by=maker, at=AT, paper_id=pk),
        "issue": lambda pk: issue_paper(by=maker, at=AT, paper_id=pk),
        "propose_reversal": lambda pk: propose_reversal(by=maker, at=AT, paper_id=pk, why="重新来过"),
        "decline_reversal": lambda pk: decline_reversal(by=maker, at=AT, paper_id=pk),
        "reverse": lambda pk: reverse_order(by=officer(), at=AT, paper_id=pk),
    }
    paper = draft(maker)
    for state in ("drafted", "discarded"):
        if state == "discarded":
            discard_order(by=maker, at=AT, paper_id=paper.pk)
        for verb in set(moves) - set(ORDER_PAPER.verbs(state)):
            with pytest.raises(Refused) as refused:
                moves[verb](paper.pk)
            assert refused.value.because is Because.CONFLICT
