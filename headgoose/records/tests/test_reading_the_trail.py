"""A page of an area's trail comes out of an index in its order, with nothing to sort, on both engines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.records.trail import Wanted, acts_of_areas


def plan_of(code: str, wanted: Wanted) -> str:
    """How the engine reads it; an empty table must not tempt PostgreSQL to read it whole."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        acts_of_areas([area_of(key_of(code), level_of(code))], wanted, 51)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "index"),
    [
        ("23", "act_by_province"),
        ("2312", "act_by_prefecture"),
        ("231221", "act_by_county"),
        ("231221100", "act_by_township"),
        ("231221100200", "act_by_place"),
    ],
)
def test_an_area_is_read_by_the_index_of_its_level(code: str, index: str) -> None:
    assert index in plan_of(code, Wanted())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "index"), [(Wanted(verb="people.end_tenure"), "act_by_verb"), (Wanted(user_id=1), "act_by_user")]
)
def test_what_is_rare_in_a_province_is_read_by_its_own_index(wanted: Wanted, index: str) -> None:
    assert index in plan_of("23", wanted)
