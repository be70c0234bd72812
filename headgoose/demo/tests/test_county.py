"""The demo of one county keeps the province's promises in proportion, from rows alone."""

import re
from collections import Counter
from datetime import timedelta

from django.db.models import F
from django.test import TestCase

from conftest import TODAY
from headgoose.access.models import Cast, User
from headgoose.casework.models import CallBack, Called, Event, Leg, Request
from headgoose.demo.build import build_demo
from headgoose.demo.cast import PARTS
from headgoose.demo.tests.sums import (
    EMPTY,
    GRIDS_A_VILLAGE,
    SECRETARIES,
    THREE_IN_ONE,
    a_village,
    ask,
    empties,
    headlines,
    in_silence,
    kinds,
    one,
)
from headgoose.elections.models import Contest, Election
from headgoose.kernel.clock import years_before
from headgoose.people.models import Order, Person, Post, Tenure
from headgoose.places.models import Span
from headgoose.records.models import Act
from headgoose.training.models import TrainingClass
from headgoose.training.queries import approved_minutes

VILLAGES = 109


class TestCounty(TestCase):
    """Built once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        build_demo(scale="county", progress=in_silence)

    def test_the_tree_is_the_real_one_and_stands_since_the_first_day(self) -> None:
        assert kinds(ask, TODAY) == {10: 1, 20: 1, 30: 1, 40: 23, 50: VILLAGES, 51: 20, 60: 576}
        assert Span.objects.filter(kind__lt=60).exclude(start_on="2016-01-01").count() == 0
        assert Span.objects.get(key=231221000000000, kind=30).name == "望奎县"

    def test_every_village_has_2_to_12_grids_and_nearly_all_are_staffed(self) -> None:
        [(fewest, most, villages, grids)] = ask(GRIDS_A_VILLAGE.format(on=TODAY))
        assert (villages, grids) == (VILLAGES, 576)
        assert fewest >= 2
        assert most <= 12
        assert 0.98 < headlines(ask, TODAY)["grid_worker"] / grids < 0.99

    def test_every_village_has_one_or_two_graduates_and_none_had_one_seven_years_ago(self) -> None:
        assert a_village(ask, "graduate", TODAY) == (1, 2, VILLAGES)
        assert headlines(ask, TODAY)["graduate"] == 152
        assert headlines(ask, years_before(TODAY, 7))["graduate"] == 0

    def test_first_secretaries_sit_one_in_a_village(self) -> None:
        assert a_village(ask, "first_secretary", TODAY) == (1, 1, 44)

    def test_one_person_in_three_posts_became_the_rule(self) -> None:
        assert one(ask, THREE_IN_ONE.format(on=TODAY)) == round(7282 / 8968 * VILLAGES)
        assert 0.30 < one(ask, THREE_IN_ONE.format(on=years_before(TODAY, 10))) / VILLAGES < 0.40

    def test_some_secretaries_are_women_and_some_are_young(self) -> None:
        [(secretaries, women, young)] = ask(SECRETARIES.format(on=TODAY, born=years_before(TODAY, 35)))
        assert 0.04 < women / secretaries < 0.22
        assert 0.06 < young / secretaries < 0.28

    def test_everybody_elected_to_the_two_committees_came_by_an_election_on_record(self) -> None:
        codes = ["secretary", "committee_director", "community_secretary", "community_director"]
        seated = Tenure.objects.filter(type__code__in=codes, how="elected")
        assert seated.count() > 600
        assert set(Contest.objects.exclude(tenure=None).values_list("tenure", flat=True)) == set(
            seated.values_list("pk", flat=True)
        )
        assert Contest.objects.filter(standing=1).count() > 20

    def test_elections_were_concluded_and_some_had_trouble_and_one_waits(self) -> None:
        concluded = Election.objects.filter(state="confirmed").exclude(cause="vacancy")
        assert concluded.filter(term__code="2021", place__spans__kind=50).count() == 2 * VILLAGES
        assert Election.objects.filter(state="void").count() >= 1
        assert Election.objects.filter(cause="void", state="confirmed").count() >= 1
        assert Election.objects.filter(state="held").count() == 1

    def test_few_seats_are_empty(self) -> None:
        for code, seats, empty in ask(EMPTY.format(on=TODAY)):
            assert empty / seats < 0.03, code

    def test_some_seats_were_empty_on_every_anniversary(self) -> None:
        for years in range(1, 11):
            posts, empty = empties(ask, years_before(TODAY, years))
            assert 0.003 < empty / posts < 0.04, years

    def test_nobody_sits_before_the_order_or_in_another_quarter(self) -> None:
        quarter = {"start_on__year": F("order__issued_on__year"), "start_on__quarter": F("order__issued_on__quarter")}
        assert not Tenure.objects.filter(start_on__lt=F("order__issued_on")).exists()
        assert not Tenure.objects.filter(start_on__lte=TODAY).exclude(**quarter).exists()

    def test_no_headline_moves_in_the_coming_year(self) -> None:
        expected = headlines(ask, TODAY)
        for days in range(1, 366, 7):
            assert headlines(ask, TODAY + timedelta(days)) == expected, days

    def test_somebody_named_already_follows_whoever_leaves_within_a_year(self) -> None:
        leaving = Tenure.objects.filter(end_on__gt=TODAY, end_on__lte=TODAY + timedelta(366))
        assert leaving.exists()
        for tenure in leaving:
            assert Tenure.objects.filter(post_id=tenure.post_id, start_on=tenure.end_on).exists()

    def test_every_name_is_a_surname_and_a_number(self) -> None:
        names = list(Person.objects.values_list("name", flat=True))
        assert all(re.fullmatch("[\u4e00-\u9fff][〇一二三四五六七八九]{4,}", name) for name in names)
        assert len(set(names)) == len(names)

    def test_people_serve_more_than_once(self) -> None:
        assert Person.objects.count() < 0.8 * Tenure.objects.count()
        graduates = Tenure.objects.filter(type__code="graduate").values("person_id")
        assert Tenure.objects.filter(type__code="secretary", person_id__in=graduates).exists()

    def test_requests_have_their_seasons_and_matters_over_two_years(self) -> None:
        months = Counter(at.month for at in Request.objects.values_list("received_at", flat=True))
        matters = Counter(Request.objects.values_list("category__code", flat=True))
        assert 280 < months.total() < 560
        assert max(months.values()) > 1.5 * min(months.values())
        assert len(matters) >= 12
        assert max(matters.values()) > 3 * min(matters.values())
        received = [at.date() for at in Request.objects.order_by("received_at").values_list("received_at", flat=True)]
        assert timedelta(600) < received[-1] - received[0] < timedelta(732)

    def test_most_requests_go_well_and_some_do_not(self) -> None:
        due = Request.objects.filter(respond_by__isnull=False).exclude(accepted_at=None)
        in_time = due.filter(accepted_at__lte=F("respond_by")).count()
        assert 0.80 < in_time / due.count() < 0.999
        asked = CallBack.objects.filter(excluded_why="")
        assert 0.45 < asked.filter(replied_at__isnull=False).count() / asked.count() < 0.9
        replied = asked.filter(replied_at__isnull=False)
        assert 0.75 < replied.filter(solved=True).count() / replied.count() < 0.99
        for verb in ("escalate", "return", "reject", "pause", "reopen", "merge"):
            assert Event.objects.filter(verb=verb).exists(), verb

    def test_whistles_and_roll_calls_have_their_late_ones(self) -> None:
        legs = Leg.objects.filter(reported_at__isnull=False)
        assert 0.6 < legs.filter(reported_at__lte=F("report_by")).count() / legs.count() < 0.999
        called = Called.objects.exclude(roll_call__closed_at=None)
        assert 0.8 < called.filter(answered_at__isnull=False).count() / called.count() < 0.9999

    def test_every_row_came_through_an_action(self) -> None:
        for verb, model in (
            ("people.register_persons", Person),
            ("people.establish_posts", Post),
            ("people.issue_order", Tenure),
        ):
            counts = Act.objects.filter(verb=verb).values_list("after__count", flat=True)
            rows = Tenure.with_voided if model is Tenure else model.objects
            assert sum(counts) == rows.count(), verb

    def test_every_tenure_stands_in_a_sample_order(self) -> None:
        assert not Tenure.objects.filter(order=None).exists()
        assert all(re.fullmatch(r"示范任〔20\d\d〕\d+号", order.number) for order in Order.objects.all())
        numbers = list(Order.objects.values_list("place_id", "number"))
        assert len(set(numbers)) == len(numbers)

    def test_every_part_of_the_cast_has_an_account_and_those_in_post_hold_it(self) -> None:
        in_a_year = TODAY + timedelta(365)
        for part in Cast.values:
            user = User.objects.get(username=part, cast=part)
            code = PARTS[Cast(part)][0] if part in PARTS else part
            held = Tenure.objects.filter(type__code=code, start_on__lte=TODAY, end_on__gt=in_a_year)
            if part in {Cast.RESIDENT, Cast.BUYER, Cast.STRANGER}:
                assert user.person is None
            else:
                assert held.filter(person=user.person).exists(), part

    def test_the_cast_of_a_village_sits_in_one_village(self) -> None:
        keys = {
            span.key // 1000
            for part in ("secretary", "first_secretary", "grid_worker")
            for tenure in Tenure.objects.filter(person__user__username=part, type__code=part, end_on__gt=TODAY)
            for span in Span.objects.filter(place_id=tenure.place_id)
        }
        assert len(keys) == 1

    def test_the_county_trained_its_people_each_year_and_not_all_of_them_this_year(self) -> None:
        years = Counter(day.year for day in TrainingClass.objects.filter(carried=True).values_list("end_on", flat=True))
        # 122 counties of the province hold more than 300 classes a year: two or three each.
        assert min(years[year] for year in range(2016, 2026)) >= 2
        cadres = Tenure.objects.filter(type__code="secretary", start_on__lte=TODAY, end_on__gt=TODAY)
        persons = set(cadres.values_list("person_id", flat=True))
        assert 0.5 < len(approved_minutes(persons, TODAY.year)) / len(persons) < 1
        states = set(TrainingClass.objects.values_list("state", flat=True))
        assert states == {"planned", "announced", "under_way", "approved"}
