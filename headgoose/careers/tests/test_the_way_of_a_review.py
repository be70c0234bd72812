"""A year in a post: written by the person, reviewed by one officer, confirmed by another; and no other way."""

from datetime import date

import pytest
from django.db import Error, connection, transaction

from conftest import AT
from headgoose.careers.actions.reviews import confirm_review, return_review, review_year, write_word
from headgoose.careers.models import Review
from headgoose.careers.queries import get_review
from headgoose.careers.tests.conftest import (
    COUNTY,
    OTHER_COUNTY,
    RESULTS,
    SIBLING,
    TOWNSHIP,
    WORD,
    NewTenure,
    Officer,
    confirmed,
    holder_of,
)
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Person, Tenure
from headgoose.records.models import Act


def test_a_year_is_written_reviewed_and_confirmed_by_three_persons(tenure: Tenure, officer: Officer) -> None:
    review = confirmed(tenure, officer)
    review.refresh_from_db()
    assert (review.state, review.own_word, review.results, review.grade) == ("confirmed", WORD, RESULTS, "fit")
    assert len({review.person_id, review.reviewer_id, review.confirmer_id}) == 3
    verbs = Act.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["careers.write_word", "careers.review_year", "careers.confirm_review"]


def test_neither_words_nor_grade_stand_in_the_trail(tenure: Tenure, officer: Officer) -> None:
    confirmed(tenure, officer, grade="unfit")
    kept = " ".join(str((act.before, act.after)) for act in Act.objects.all())
    assert "unfit" not in kept
    assert WORD not in kept
    assert RESULTS not in kept


def test_only_the_person_writes_the_own_word(tenure: Tenure, officer: Officer, system: Actor) -> None:
    for other in (officer(TOWNSHIP), officer(COUNTY), system):
        with pytest.raises(Refused) as refused:
            write_word(by=other, at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
        assert refused.value.because is Because.FORBIDDEN
    assert not Review.objects.exists()


@pytest.mark.parametrize("year", [2026, 2023, 2020, 0, -1, 10**9])
def test_only_the_last_two_years_are_open(tenure: Tenure, year: int) -> None:
    with pytest.raises(Refused, match="not open"):
        write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=year, word=WORD)


def test_a_year_before_the_tenure_is_not_open(new_tenure: NewTenure) -> None:
    tenure = new_tenure(start_on=date(2026, 2, 1))
    with pytest.raises(Refused, match="not open"):
        write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)


@pytest.mark.parametrize("word", ["", "太短", "长" * 2001, "有看不见的符号\x07在这里面的话"])
def test_the_own_word_has_ten_to_two_thousand_signs(tenure: Tenure, word: str) -> None:
    with pytest.raises(Refused) as refused:
        write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=word)
    assert refused.value.field == "word"


def test_the_own_word_can_be_written_anew_until_it_is_reviewed(tenure: Tenure, officer: Officer) -> None:
    mine = holder_of(tenure)
    review = write_word(by=mine, at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    write_word(by=mine, at=AT, tenure_id=tenure.pk, year=2025, word=WORD + "补充一句。", version=1)
    with pytest.raises(Refused) as stale:
        write_word(by=mine, at=AT, tenure_id=tenure.pk, year=2025, word=WORD, version=1)
    assert stale.value.because is Because.CONFLICT
    review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=RESULTS, grade="good")
    with pytest.raises(Refused, match="reviewed"):
        write_word(by=mine, at=AT, tenure_id=tenure.pk, year=2025, word=WORD)


def test_a_review_that_is_returned_is_written_and_reviewed_anew(tenure: Tenure, officer: Officer) -> None:
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=RESULTS, grade="good")
    back = return_review(by=officer(COUNTY), at=AT, review_id=review.pk, why="数字与账簿不符")
    assert (back.state, back.results, back.grade, back.reviewer) == ("written", "", "", None)
    again = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD + "已更正。")
    assert again.remark == ""


def test_who_reviewed_never_confirms_nor_does_a_township(tenure: Tenure, officer: Officer) -> None:
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    reviewer = officer(COUNTY)
    review_year(by=reviewer, at=AT, review_id=review.pk, results=RESULTS, grade="fit")
    twin = Person.objects.get(pk=reviewer.person_id or 0)
    same = Person.objects.create(name=twin.name, initials="x", sex=twin.sex, born_on=twin.born_on)
    for one in (reviewer, officer(COUNTY, same), officer(TOWNSHIP)):
        with pytest.raises(Refused) as refused:
            confirm_review(by=one, at=AT, review_id=review.pk)
        assert refused.value.because is Because.FORBIDDEN


def test_nobody_reviews_or_confirms_their_own_year(tenure: Tenure, officer: Officer) -> None:
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    own = officer(COUNTY, tenure.person)
    with pytest.raises(Refused, match="own year"):
        review_year(by=own, at=AT, review_id=review.pk, results=RESULTS, grade="good")
    review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=RESULTS, grade="good")
    with pytest.raises(Refused, match="own year"):
        confirm_review(by=own, at=AT, review_id=review.pk)


def test_a_step_out_of_turn_is_refused(tenure: Tenure, officer: Officer) -> None:
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    with pytest.raises(Refused) as refused:
        confirm_review(by=officer(), at=AT, review_id=review.pk)
    assert refused.value.because is Because.CONFLICT
    done = confirmed_from(review, officer)
    with pytest.raises(Refused):
        return_review(by=officer(), at=AT, review_id=done.pk, why="改变主意了")


def confirmed_from(review: Review, officer: Officer) -> Review:
    review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=RESULTS, grade="fit")
    return confirm_review(by=officer(COUNTY), at=AT, review_id=review.pk)


@pytest.mark.parametrize(("results", "grade"), [("短", "fit"), (RESULTS, "best"), (RESULTS, "")])
def test_a_review_needs_results_and_a_grade(tenure: Tenure, officer: Officer, results: str, grade: str) -> None:
    review = write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    with pytest.raises(Refused):
        review_year(by=officer(TOWNSHIP), at=AT, review_id=review.pk, results=results, grade=grade)


def test_the_person_and_officers_above_see_a_review_and_nobody_else(
    tenure: Tenure, new_tenure: NewTenure, officer: Officer
) -> None:
    review = confirmed(tenure, officer)
    neighbour = new_tenure(place=SIBLING)
    for one in (holder_of(tenure), officer(TOWNSHIP), officer(COUNTY), officer("23")):
        assert get_review(one, review.pk) == review
    reader = holder_of(new_tenure("supervisory_member"), COUNTY)
    for one in (holder_of(neighbour, SIBLING), officer(OTHER_COUNTY), reader):
        with pytest.raises(Refused) as refused:
            get_review(one, review.pk)
        assert refused.value.because is Because.NOT_FOUND
    with pytest.raises(Refused):
        review_year(by=officer(OTHER_COUNTY), at=AT, review_id=review.pk, results=RESULTS, grade="fit")


DIRECT = {
    "its words are changed": "UPDATE careers_review SET own_word = '别的话', version = version + 1",
    "its grade is changed": "UPDATE careers_review SET grade = 'good', version = version + 1",
    "it is opened again": "UPDATE careers_review SET state = 'reviewed', confirmer_id = NULL, confirmed_at = NULL, "
    "version = version + 1",
    "it is deleted": "DELETE FROM careers_review",
}


@pytest.mark.parametrize("statement", DIRECT.values(), ids=DIRECT.keys())
def test_the_database_keeps_a_confirmed_review_as_it_is(tenure: Tenure, officer: Officer, statement: str) -> None:
    confirmed(tenure, officer)
    refuse(statement)


def test_the_database_refuses_a_reviewer_who_is_reviewed(tenure: Tenure) -> None:
    write_word(by=holder_of(tenure), at=AT, tenure_id=tenure.pk, year=2025, word=WORD)
    refuse(
        "UPDATE careers_review SET state = 'reviewed', reviewer_id = person_id, reviewed_at = written_at, "
        "results = 'x', grade = 'fit', version = version + 1"
    )
    refuse("UPDATE careers_review SET state = 'confirmed', version = version + 1")


def test_the_database_refuses_a_review_of_somebody_elses_tenure(tenure: Tenure, new_tenure: NewTenure) -> None:
    other = new_tenure(place=SIBLING)
    columns = "tenure_id, person_id, year, state, version, own_word, written_at, results, grade, remark"
    rest = "'written', 1, 'x', '2026-06-01 02:00:00', '', '', ''"
    refuse(f"INSERT INTO careers_review ({columns}) VALUES ({tenure.pk}, {other.person_id}, 2025, {rest})")
    refuse(f"INSERT INTO careers_review ({columns}) VALUES ({tenure.pk}, {tenure.person_id}, 2020, {rest})")


def refuse(statement: str) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
