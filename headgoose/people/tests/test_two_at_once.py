"""Two who seat people at the same moment: one waits, and what must not be is refused in words to the other."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from headgoose.kernel.actor import system_actor
from headgoose.kernel.refusal import Refused
from headgoose.kernel.saying import explain
from headgoose.people.actions.corrections import correct_tenure
from headgoose.people.actions.tenures import appoint_person
from headgoose.people.models import Kinship, Tenure
from headgoose.people.rules import Seating
from headgoose.people.tests.conftest import AT, NewPerson, NewPost, NewTenure

DAY = date(2026, 7, 1)
BY = system_actor("test", "test")

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do things in threads of their own at the same moment; what they raised."""
    raised: list[BaseException] = []
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.parametrize("run", range(3))
def test_near_relatives_are_not_seated_against_the_rule_by_two_officers_at_once(
    new_post: NewPost, new_person: NewPerson, run: int
) -> None:
    first, second = new_person("测试甲"), new_person("测试乙")
    Kinship.objects.create(person_a=first, person_b=second, kind="spouse", start_on=date(2020, 1, 1))
    head, member = new_post("collective_head"), new_post("supervisory_member")
    raised = at_once(
        lambda: appoint_person(by=BY, at=AT, line=Seating(head.pk, first.pk, DAY)),
        lambda: appoint_person(by=BY, at=AT, line=Seating(member.pk, second.pk, DAY)),
    )
    assert [type(error) for error in raised] == [Refused]
    assert Tenure.objects.count() == 1


@pytest.mark.parametrize("run", range(3))
def test_a_correction_and_an_appointment_of_one_person_do_not_block_each_other(
    new_post: NewPost, new_tenure: NewTenure, run: int
) -> None:
    tenure = new_tenure(new_post("village_accountant"), end_on=DAY)
    member = new_post("supervisory_member")
    raised = at_once(
        lambda: correct_tenure(
            by=BY,
            at=AT,
            tenure_id=tenure.pk,
            start_on=tenure.start_on,
            end_on=date(2026, 8, 1),
            how="hired",
            end_reason="resigned",
            why="日期录错",
        ),
        lambda: appoint_person(by=BY, at=AT, line=Seating(member.pk, tenure.person_id, DAY)),
    )
    assert [type(error) for error in raised] == [Refused]
    assert all(explain(error) is not None for error in raised)
