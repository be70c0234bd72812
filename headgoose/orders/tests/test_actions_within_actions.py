"""An action within another is a part of it: no savepoint of its own, and its refusal takes the whole with it."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from conftest import AT, Tree
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.kernel.writing import writing
from headgoose.people.actions.persons import register_person
from headgoose.people.models import Person


def savepoints_of_registering(system: Actor) -> int:
    with CaptureQueriesContext(connection) as queries, writing():
        register_person(by=system, at=AT, name="测试甲", sex="f", born_on=date(1990, 1, 1))
    return sum(query["sql"].startswith("SAVEPOINT") for query in queries)


def test_actions_open_no_savepoint_where_something_is_being_written(tree: Tree, system: Actor) -> None:
    # One for `writing` itself, inside the transaction of the test.
    assert savepoints_of_registering(system) == 1
    assert Person.objects.filter(name="测试甲").exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_takes_all_that_was_written_with_it(system: Actor) -> None:
    def register(*names: str) -> None:
        with writing():
            for name in names:
                register_person(by=system, at=AT, name=name, sex="f", born_on=date(1990, 1, 1))

    with pytest.raises(Refused):
        register("测试甲", "1")
    assert not transaction.get_connection().in_atomic_block
    assert not Person.objects.exists()
