"""Appointing through the action."""

from datetime import date

import pytest

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.actions.newcomers import appoint_newcomer
from headgoose.people.actions.persons import NewPerson as Newcomer
from headgoose.people.actions.tenures import appoint_person
from headgoose.people.checks import seat_token
from headgoose.people.models import Person, Tenure
from headgoose.people.queries import seats_of
from headgoose.people.rules import Seating
from headgoose.people.tests.conftest import AT, OTHER_VILLAGE, NewPerson, NewPost, NewTenure
from headgoose.records.models import Act


def appoint(by: Actor, line: Seating, token: str | None = None) -> Tenure:
    return appoint_person(by=by, at=AT, line=line, token=token)


def refusal(by: Actor, line: Seating, token: str | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        appoint(by, line, token)
    return caught.value


def test_somebody_takes_an_empty_seat_and_the_trail_says_so(
    county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post, person = new_post("secretary"), new_person()
    tenure = appoint(county, Seating(post.pk, person.pk, date(2026, 6, 1)))
    assert (tenure.post_id, tenure.person_id, tenure.end_on) == (post.pk, person.pk, FOREVER)
    assert Act.objects.get().verb == "people.appoint_person"


def test_two_people_cannot_sit_in_one_seat(
    county: Actor, new_post: NewPost, new_tenure: NewTenure, new_person: NewPerson
) -> None:
    held = new_tenure(new_post("secretary"))
    refused = refusal(county, Seating(held.post_id, new_person("测试乙").pk, date(2026, 6, 1)))
    assert (refused.because, refused.field) == (Because.CONFLICT, "post")
    assert Tenure.objects.count() == 1
    assert not Act.objects.exists()


def test_one_person_cannot_have_two_seats_of_a_kind_at_a_place(
    county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    first, second = new_post("supervisory_member"), new_post("supervisory_member")
    held = new_tenure(first)
    refused = refusal(county, Seating(second.pk, held.person_id, date(2026, 6, 1)))
    assert (refused.because, refused.field) == (Because.CONFLICT, "person")


@pytest.mark.parametrize(
    ("start_on", "end_on", "field"),
    [
        (date(2015, 12, 31), FOREVER, "start_on"),  # before the place and its post existed
        (date(1949, 9, 30), FOREVER, "start_on"),
        (date(2031, 7, 1), FOREVER, "start_on"),
        (date(2026, 6, 1), date(2026, 6, 1), "end_on"),
    ],
)
def test_a_date_that_cannot_be_is_refused(
    county: Actor, new_post: NewPost, new_person: NewPerson, start_on: date, end_on: date, field: str
) -> None:
    refused = refusal(county, Seating(new_post("secretary").pk, new_person().pk, start_on, end_on))
    assert (refused.because, refused.field) == (Because.INVALID, field)


def test_nobody_under_eighteen_takes_a_seat(county: Actor, new_post: NewPost, new_person: NewPerson) -> None:
    child = new_person(born_on=date(2010, 1, 1))
    assert refusal(county, Seating(new_post("secretary").pk, child.pk, date(2026, 6, 1))).field == "person"


def test_a_seat_elsewhere_is_not_filled(county: Actor, new_post: NewPost, new_person: NewPerson) -> None:
    line = Seating(new_post("secretary", OTHER_VILLAGE).pk, new_person().pk, date(2026, 6, 1))
    assert refusal(county, line).because is Because.FORBIDDEN


def test_a_post_that_a_higher_level_fills_is_not_filled(
    county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    line = Seating(new_post("township_deputy", "231221100").pk, new_person().pk, date(2026, 6, 1))
    assert refusal(county, line).because is Because.FORBIDDEN


def test_the_second_of_two_officers_at_one_seat_is_told(
    county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post = new_post("secretary")
    seen_by_both = seat_token(post.pk)
    appoint(county, Seating(post.pk, new_person("测试甲").pk, date(2026, 6, 1), date(2026, 9, 1)), seen_by_both)
    # The second one's dates would not even clash: what matters is that the seat is not as it was seen.
    later = Seating(post.pk, new_person("测试乙").pk, date(2026, 9, 1))
    assert refusal(county, later, seen_by_both).because is Because.CONFLICT
    assert appoint(county, later, seat_token(post.pk)).person.name == "测试乙"


def test_a_future_appointment_leaves_the_seat_empty_today_and_shows_who_comes(
    county: Actor, new_post: NewPost, new_person: NewPerson
) -> None:
    post = new_post("secretary")
    appoint(county, Seating(post.pk, new_person("测试丙").pk, date(2026, 7, 1)))
    seat = seats_of(post.place_id, date(2026, 6, 1))[0]
    assert seat.tenure is None
    assert seat.vacant_since == post.start_on
    assert seat.coming is not None
    assert seat.coming.person.name == "测试丙"
    later = seats_of(post.place_id, date(2026, 7, 1))[0]
    assert later.person is not None
    assert later.vacant_since is None


def test_a_newcomer_is_registered_and_seated_or_neither(
    county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    free, taken = new_post("secretary"), new_post("committee_director")
    new_tenure(taken, "测试甲")
    newcomer = Newcomer("测试乙", "m", date(1990, 1, 1))
    with pytest.raises(Refused):
        appoint_newcomer(by=county, at=AT, newcomer=newcomer, line=Seating(taken.pk, 0, date(2026, 6, 1)))
    assert not Person.objects.filter(name="测试乙").exists()
    tenure = appoint_newcomer(by=county, at=AT, newcomer=newcomer, line=Seating(free.pk, 0, date(2026, 6, 1)))
    assert (tenure.person.name, tenure.person.initials) == ("测试乙", "csy")


def test_somebody_alike_is_registered_again_only_when_said_to_be_another(
    county: Actor, new_post: NewPost, new_tenure: NewTenure
) -> None:
    alike = new_tenure(new_post("committee_director"), "测试乙").person
    newcomer, line = (
        Newcomer(alike.name, alike.sex, alike.born_on),
        Seating(new_post("secretary").pk, 0, date(2026, 6, 1)),
    )
    with pytest.raises(Refused) as caught:
        appoint_newcomer(by=county, at=AT, newcomer=newcomer, line=line)
    assert (caught.value.because, caught.value.field) == (Because.CONFLICT, "name")
    assert appoint_newcomer(by=county, at=AT, newcomer=newcomer, line=line, even_if_alike=True).person_id != alike.pk
