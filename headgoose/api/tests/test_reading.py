"""What a programme reads is what its user's pages show."""

import pytest

from headgoose.api.tests.conftest import COUNTY, TOWNSHIP, Programme, Programmes
from headgoose.people.tests.conftest import NewPost, NewTenure, new_person, new_post, new_tenure  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(programme: Programmes) -> Programme:
    return programme()


def test_a_place_is_told_with_what_lies_above_and_below(officer: Programme) -> None:
    answer = officer.get(f"places/{TOWNSHIP}").json()
    assert (answer["name"], answer["level"], answer["parent_code"], answer["end_on"]) == (
        "望奎镇",
        "township",
        COUNTY,
        None,
    )
    assert [above["code"] for above in answer["above"]] == ["23", "2312", "231221"]
    assert answer["below"] == [
        {"kind": "village", "count": 2},
        {"kind": "community", "count": 1},
        {"kind": "grid", "count": 2},
    ]
