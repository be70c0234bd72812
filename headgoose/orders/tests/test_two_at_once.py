"""Two officers press the same button at the same time: it happens once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.orders.actions.drafting import DraftLine
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.reversing import propose_reversal, reverse_order
from headgoose.orders.actions.steps import approve_order, submit_order
from headgoose.orders.models import OrderPaper
from headgoose.orders.tests.conftest import Draft, NewPost, Officer, newcomer
from headgoose.people.models import Order, Person, Tenure
from headgoose.records.models import Act

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[Actor], object], actors: list[Actor]) -> list[object]:
    """What each got: the paper, or the refusal."""
    start, results = Barrier(len(actors)), []

    def run(actor: Actor) -> None:
        start.wait()
        try:
            results.append(act(actor))
        except Refused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_an_order_is_issued_and_taken_back_once(draft: Draft, officer: Officer, new_post: NewPost) -> None:
    maker, others = officer(), [officer() for _ in range(3)]
    paper = draft(maker, [DraftLine("appoint", post_id=new_post().pk, newcomer=newcomer())])
    submit_order(by=maker, at=AT, paper_id=paper.pk)
    approve_order(by=others[0], at=AT, paper_id=paper.pk)
    later = AT + timedelta(hours=1)
    results = at_once(lambda actor: issue_paper(by=actor, at=later, paper_id=paper.pk), [maker, *others])
    assert sum(isinstance(result, OrderPaper) for result in results) == 1
    assert (Tenure.objects.count(), Order.objects.count(), Person.objects.filter(name="新来者").count()) == (1, 1, 1)
    propose_reversal(by=maker, at=later, paper_id=paper.pk, why="发错了文件")
    results = at_once(lambda actor: reverse_order(by=actor, at=later, paper_id=paper.pk), others)
    assert sum(isinstance(result, OrderPaper) for result in results) == 1
    assert (Tenure.objects.count(), Act.objects.filter(verb="orders.reverse_order").count()) == (0, 1)
