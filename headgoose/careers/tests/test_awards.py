"""Awards: recorded from a document, revoked with a reason, never changed or deleted."""

from datetime import date
from typing import Any

import pytest
from django.db import Error, connection, transaction

from conftest import AT
from headgoose.careers.actions.awards import record_award, revoke_award
from headgoose.careers.models import Award
from headgoose.careers.tests.conftest import COUNTY, OTHER_COUNTY, SIBLING, TOWNSHIP, NewTenure, Officer, holder_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure
from headgoose.records.models import Act


def facts(**changes: Any) -> dict[str, Any]:
    given = {
        "title": "优秀党组织书记",
        "level": 3,
        "unit": "中共望奎县委",
        "awarded_on": date(2025, 7, 1),
        "document": "望发〔2025〕12号",
    }
    return {**given, **changes}


def test_an_award_is_recorded_with_its_document(tenure: Tenure, officer: Officer) -> None:
    award = record_award(by=officer(TOWNSHIP), at=AT, tenure_id=tenure.pk, **facts())
    assert (award.person_id, award.unit, award.stands) == (tenure.person_id, "中共望奎县委", True)
    act = Act.objects.get()
    assert (act.verb, act.touches_from) == ("careers.record_award", date(2025, 7, 1))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 81),
        ("unit", " "),
        ("document", ""),
        ("level", 9),
        ("awarded_on", date(2026, 6, 2)),
        ("awarded_on", date(2021, 1, 9)),
    ],
)
def test_an_award_that_cannot_be_is_refused_beside_its_field(
    tenure: Tenure, officer: Officer, field: str, value: object
) -> None:
    with pytest.raises(Refused) as refused:
        record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts(**{field: value}))
    assert refused.value.field == field


def test_an_award_is_recorded_once_and_anew_after_it_was_revoked(tenure: Tenure, officer: Officer) -> None:
    award = record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts())
    with pytest.raises(Refused) as refused:
        record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts())
    assert refused.value.because is Because.CONFLICT
    revoke_award(by=officer(), at=AT, award_id=award.pk, why="文号录错")
    with pytest.raises(Refused, match="revoked already"):
        revoke_award(by=officer(), at=AT, award_id=award.pk, why="文号录错")
    record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts(document="望发〔2025〕21号"))
    assert Award.objects.count() == 2


def test_awards_are_neither_ones_own_business_nor_that_of_another_county(
    tenure: Tenure, new_tenure: NewTenure, officer: Officer
) -> None:
    neighbour = holder_of(new_tenure(place=SIBLING), SIBLING)
    own = officer(COUNTY, tenure.person)
    for one in (holder_of(tenure), neighbour, officer(OTHER_COUNTY), own):
        with pytest.raises(Refused) as refused:
            record_award(by=one, at=AT, tenure_id=tenure.pk, **facts())
        assert refused.value.because is Because.FORBIDDEN


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM careers_award",
        "UPDATE careers_award SET title = '别的'",
        "UPDATE careers_award SET revoked_at = made_at",
        "UPDATE careers_award SET revoked_why = '无'",
        "INSERT INTO careers_award (tenure_id, person_id, title, level, unit, awarded_on, document, made_at, "
        "revoked_why) SELECT tenure_id, person_id + 1, 'x', 3, 'x', awarded_on, 'x', made_at, '' FROM careers_award",
        "INSERT INTO careers_award (tenure_id, person_id, title, level, unit, awarded_on, document, made_at, "
        "revoked_why) SELECT tenure_id, person_id, title, 3, unit, awarded_on, 'x', made_at, '' FROM careers_award",
    ],
)
def test_the_database_keeps_awards_as_they_are(tenure: Tenure, officer: Officer, statement: str) -> None:
    record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts())
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_revoked_award_stays_revoked(tenure: Tenure, officer: Officer) -> None:
    award = record_award(by=officer(), at=AT, tenure_id=tenure.pk, **facts())
    revoke_award(by=officer(), at=AT, award_id=award.pk, why="文号录错")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE careers_award SET revoked_at = NULL, revoked_why = ''")
