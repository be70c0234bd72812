"""Two officers press the same button at the same time: it happens once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from conftest import AT
from headgoose.dispatch.actions.ruling import rule_candidate
from headgoose.dispatch.actions.steps import approve_run, issue_run
from headgoose.dispatch.models import Ruling, Run
from headgoose.dispatch.tests.runs.conftest import HALL, NewRun, Officer, key
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.people.models import Order, Tenure

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[Actor], object], actors: list[Actor]) -> list[object]:
    """What each got: the run, or the refusal."""
    start, results = Barrier(len(actors)), []

    def go(actor: Actor) -> None:
        start.wait()
        try:
            results.append(act(actor))
        except Refused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=go, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_run_is_approved_and_issued_once(planned: NewRun, officer: Officer) -> None:
    maker, others = officer(), [officer() for _ in range(3)]
    run = planned(maker)
    results = at_once(lambda actor: approve_run(by=actor, at=AT, run_id=run.pk), others)
    assert sum(isinstance(result, Run) for result in results) == 1
    results = at_once(lambda actor: issue_run(by=actor, at=AT, run_id=run.pk), [maker, *others])
    assert sum(isinstance(result, Run) for result in results) == 1
    assert (Order.objects.count(), Tenure.objects.count()) == (1, 3)


def test_of_two_rulings_on_one_version_one_is_taken(planned: NewRun, officer: Officer) -> None:
    run = planned(officer())
    one, two = run.candidates.get(name="甲一"), run.candidates.get(name="乙二")
    turns = iter([one.pk, two.pk])
    results = at_once(
        lambda actor: rule_candidate(
            by=actor,
            at=AT,
            run_id=run.pk,
            candidate_id=next(turns),
            key=key(HALL),
            kind="pin",
            version=run.version,
        ),
        [officer(), officer()],
    )
    assert sum(isinstance(result, Run) for result in results) == 1
    assert Ruling.objects.count() == 1
