"""The yearly review: the person writes, an officer reviews, another officer of the county or above confirms."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.careers.actions.trailing import hold_row, note
from headgoose.careers.models import Review
from headgoose.careers.queries import tenures_known
from headgoose.careers.rules import (
    area_of_tenure,
    check_confirms,
    check_grade,
    check_in_person,
    check_not_oneself,
    check_oversees,
    check_reason,
    check_version,
    check_words,
    check_year,
)
from headgoose.careers.states import REVIEW
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.clock import date_of
from headgoose.kernel.writing import action

NO_REVIEW = _("There is no such review in your area.")
NO_TENURE = _("There is no such tenure in your area.")


@action
def write_word(*, by: Actor, at: datetime, tenure_id: int, year: int, word: str, version: int | None = None) -> Review:
    """Write the own word on a year in a post, or write it anew until it is reviewed.

    Args:
        version: of the review when the page was shown; another one since is refused (CONFLICT).
    """
    tenure = hold_row(tenures_known(), tenure_id, NO_TENURE)
    check_in_person(by, tenure.person_id)
    check_year(tenure, tenure.type.code, year, date_of(at))
    word = check_words(word, "word")
    found = Review.objects.filter(tenure=tenure, year=year).first()
    if found is None:
        review = Review.objects.create(
            tenure=tenure, person_id=tenure.person_id, year=year, own_word=word, written_at=at
        )
    else:
        review = hold_row(Review.objects.all(), found.pk, NO_REVIEW)
        check_version(review, version)
        REVIEW.allowed(review.state, "write")
        review.own_word, review.written_at, review.remark = word, at, ""
        _save(review, "own_word", "written_at", "remark")
    note(by, at, "write_word", review, area_of_tenure(tenure), after={"year": year, "state": review.state})
    return review


@action
def review_year(
    *, by: Actor, at: datetime, review_id: int, results: str, grade: str, version: int | None = None
) -> Review:
    """Review a year: what the post achieved, and how the year is judged. By who appoints there, never by the person."""
    review, area = _hold(by, review_id, version)
    state = REVIEW.allowed(review.state, "review")
    check_not_oneself(by, review)
    review.results, review.grade = check_words(results, "results"), check_grade(grade)
    review.state, review.reviewer_id, review.reviewed_at = state, by.person_id, at
    _save(review, "state", "results", "grade", "reviewer", "reviewed_at")
    note(by, at, "review_year", review, area, after={"year": review.year, "state": review.state})
    return review


@action
def return_review(*, by: Actor, at: datetime, review_id: int, why: str, version: int | None = None) -> Review:
    """Give a review back with a reason: the own word can be written anew, and the year is reviewed anew."""
    review, area = _hold(by, review_id, version)
    state = REVIEW.allowed(review.state, "return")
    check_not_oneself(by, review)
    review.remark, review.state, review.results, review.grade = check_reason(why), state, "", ""
    review.reviewer = review.reviewed_at = None
    _save(review, "state", "results", "grade", "reviewer", "reviewed_at", "remark")
    note(by, at, "return_review", review, area, after={"year": review.year, "why": review.remark})
    return review


@action
def confirm_review(*, by: Actor, at: datetime, review_id: int, version: int | None = None) -> Review:
    """Confirm a review, as a third person: neither the one reviewed nor who reviewed. It stays from then on."""
    review, area = _hold(by, review_id, version)
    state = REVIEW.allowed(review.state, "confirm")
    check_confirms(by, review, area)
    review.state, review.confirmer_id, review.confirmed_at = state, by.person_id, at
    _save(review, "state", "confirmer", "confirmed_at")
    after = {"year": review.year, "state": review.state}
    note(by, at, "confirm_review", review, area, touches_from=date_of(at), after=after)
    return review


def _hold(by: Actor, review_id: int, version: int | None) -> tuple[Review, Area]:
    """A review at a place that the actor oversees, held until the action ends. What is elsewhere is not said to be."""
    rows = Review.objects.select_related("tenure__type", "person", "reviewer")
    review = hold_row(rows, review_id, NO_REVIEW)
    area = area_of_tenure(review.tenure)
    check_oversees(by, area)
    check_version(review, version)
    return review, area


def _save(review: Review, *fields: str) -> None:
    review.version += 1
    review.save(update_fields=[*fields, "version"])
