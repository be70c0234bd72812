"""Two officers confirm one village at the same time: it is seated once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from conftest import AT
from headgoose.elections.actions.confirming import confirm_village
from headgoose.elections.models import Election, Term
from headgoose.elections.tests.conftest import STARTS, Held, NewPerson, NewPost, elected
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Order

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_village_is_confirmed_once(
    held: Held, county: Actor, new_post: NewPost, new_person: NewPerson, term: Term
) -> None:
    post = new_post("secretary")
    held(post, new_person())
    start, results = Barrier(3), []

    def run() -> None:
        start.wait()
        try:
            results.append(
                confirm_village(
                    by=county, at=AT, place_id=post.place_id, term_id=term.pk, starts_on=STARTS, number="1号"
                )
            )
        except Refused as refused:
            results.append(refused.because)  # type: ignore[arg-type]
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(Because.CONFLICT) == 2  # type: ignore[arg-type]
    assert (elected(), Order.objects.count(), Election.objects.filter(state="confirmed").count()) == (1, 1, 1)
