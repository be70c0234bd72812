"""A prepared query answers as the query it was made from, whatever the values, and costs one query."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conftest import Tree
from headgoose.access.models import User
from headgoose.kernel.prepared import Prepared
from headgoose.people.models import Tenure
from headgoose.places.models import Span


def spans(key: int, on: date) -> Any:
    return Span.objects.on(on).filter(key__gte=key, kind__lt=60).order_by("key", "kind")


def test_it_gives_what_the_query_gives(tree: Tree, django_assert_num_queries: Callable[[int], Any]) -> None:
    prepared = Prepared(spans, key=int, on=date)
    for code in ("23", "231221", "231222100200"):
        key = tree[code].key
        for on in (date(2020, 1, 1), date(2016, 1, 1), date(2015, 12, 31)):
            wanted = [(span, span.start_on, span.name, span.key) for span in spans(key, on)]
            with django_assert_num_queries(1):
                found = prepared.all(key=key, on=on)
            assert [(span, span.start_on, span.name, span.key) for span in found] == wanted


def test_it_brings_related_rows_and_their_values(user_at: Callable[..., User]) -> None:
    user_at("secretary", "231221100200", name="李四光")
    prepared = Prepared(
        lambda name: Tenure.objects.select_related("type", "person").filter(person__name=name), name=str
    )
    assert prepared.first(name="无人") is None
    found, wanted = prepared.first(name="李四光"), Tenure.objects.get()
    assert found is not None
    assert (found.person.born_on, found.type.may, found.end_on) == (
        wanted.person.born_on,
        wanted.type.may,
        wanted.end_on,
    )
    found.save()


def test_a_value_that_the_query_does_not_hold_is_a_mistake_at_once(db: None) -> None:
    with pytest.raises(TypeError):
        Prepared(lambda key: Span.objects.filter(pk=1), key=int).all(key=1)
    with pytest.raises(TypeError):
        Prepared(lambda name: Span.objects.filter(name__contains=name), name=str).all(name="x")
