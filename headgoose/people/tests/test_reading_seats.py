"""Seats and lists of seats as at a date."""

from datetime import date

import pytest

from conftest import Tree
from headgoose.kernel.area import EVERYWHERE
from headgoose.people.models import PostType, Tenure
from headgoose.people.queries import Order, State, seat_counts, seats_of, seats_within, vacancies_count
from headgoose.people.tests.conftest import COUNTY, OTHER_VILLAGE, SIBLING, VILLAGE, NewPost, NewTenure

TODAY = date(2026, 6, 1)


def names(tree: Tree, code: str = COUNTY, **filters: object) -> list[str]:
    """Who, or "-", seat by seat."""
    seats = seats_within([tree[code].area], TODAY, **filters)  # type: ignore[arg-type]
    return [seat.person.name if seat.person else "-" for seat in seats]


@pytest.fixture
def county_seats(new_post: NewPost, new_tenure: NewTenure) -> list[Tenure]:
    """Five seats in the county (one empty, one ending, one to be filled), one in the next county."""
    new_tenure(new_post("secretary", OTHER_VILLAGE), "测试外")
    new_post("grid_worker", "231221100200001")
    new_tenure(new_post("secretary", SIBLING), "测试未来", date(2026, 7, 1))
    return [
        new_tenure(new_post("secretary"), "测试甲", date(2021, 1, 1)),
        new_tenure(new_post("graduate"), "测试乙", date(2024, 1, 1), date(2026, 8, 30)),
        new_tenure(new_post("township_officer", "231221100"), "测试丙", date(2023, 1, 1), date(2026, 8, 31)),
    ]


def test_a_seat_is_empty_from_the_day_the_last_one_left(tree: Tree, new_post: NewPost, new_tenure: NewTenure) -> None:
    post = new_post("secretary")
    new_tenure(post, "测试甲", date(2018, 1, 1), date(2020, 1, 1))
    new_tenure(post, "测试乙", date(2021, 1, 1), date(2026, 6, 1))
    never = new_post("committee_director")
    for read in (seats_of(post.place_id, TODAY), seats_within([tree[VILLAGE].area], TODAY)):
        since = {seat.post.pk: seat.vacant_since for seat in read}
        assert since == {post.pk: date(2026, 6, 1), never.pk: never.start_on}
    held = seats_of(post.place_id, date(2026, 5, 31))[0]
    assert held.person is not None
    assert held.person.name == "测试乙"
    between = seats_of(post.place_id, date(2020, 6, 1))[0]
    assert (between.vacant_since, between.days_vacant(date(2020, 1, 11))) == (date(2020, 1, 1), 10)


def test_a_post_is_listed_only_while_it_exists(tree: Tree, new_post: NewPost) -> None:
    new_post("secretary", start_on=date(2020, 1, 1), end_on=date(2026, 6, 1))
    area = [tree[VILLAGE].area]
    assert seats_within(area, TODAY) == []
    assert len(seats_within(area, date(2026, 5, 31))) == 1
    assert seats_within(area, date(2019, 12, 31)) == []
    assert seats_of(tree[VILLAGE].place_id, date(2019, 12, 31)) == []


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (State.ALL, ["测试丙", "测试甲", "测试乙", "-", "-"]),
        (State.HELD, ["测试丙", "测试甲", "测试乙"]),
        (State.VACANT, ["-", "-"]),
        (State.ENDING, ["测试乙"]),
        (State.COMING, ["测试未来"]),
    ],
)
def test_a_list_shows_the_seats_of_a_state(
    tree: Tree, county_seats: list[Tenure], state: State, found: list[str]
) -> None:
    assert names(tree, state=state) == found


@pytest.mark.parametrize("code", [COUNTY, "2312"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_sorts_held_seats_and_puts_empty_ones_last(
    tree: Tree, county_seats: list[Tenure], code: str, descending: bool
) -> None:
    """A prefecture is read in another order of tables than a county."""

    def keys(order: Order) -> list[object]:
        seats = seats_within([tree[code].area], TODAY, order=order, descending=descending)
        held = [seat.tenure for seat in seats if seat.tenure]
        assert [seat.tenure for seat in seats][: len(held)] == held
        assert len(held) < len(seats)
        of = {
            Order.NAME: lambda t: t.person.initials,
            Order.SINCE: lambda t: t.start_on,
            Order.UNTIL: lambda t: t.end_on,
        }
        return [of[order](tenure) for tenure in held]

    for order in (Order.NAME, Order.SINCE, Order.UNTIL):
        found = keys(order)
        assert found == sorted(found, reverse=descending)  # type: ignore[type-var]
        assert len(found) >= 3


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("code", [COUNTY, "2312"])
def test_pages_join_to_the_whole_list(
    tree: Tree, county_seats: list[Tenure], state: State, order: Order, code: str
) -> None:
    area = [tree[code].area]
    whole = seats_within(area, TODAY, state=state, order=order)
    paged = [
        seat
        for offset in range(0, 8, 2)
        for seat in seats_within(area, TODAY, state=state, order=order, offset=offset, limit=2)
    ]
    assert [(seat.post.pk, seat.tenure) for seat in paged] == [(seat.post.pk, seat.tenure) for seat in whole]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("测试甲", ["测试甲"]),
        ("甲", ["测试甲"]),
        ("csj", ["测试甲"]),
        ("厢红五", ["测试甲", "测试乙"]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE people_post; --", []),
    ],
)
def test_words_mean_people_or_places(tree: Tree, county_seats: list[Tenure], words: str, found: list[str]) -> None:
    assert names(tree, words=words) == found


def test_a_kind_of_post_is_picked(tree: Tree, county_seats: list[Tenure]) -> None:
    assert names(tree, type_=PostType.objects.get(code="secretary")) == ["测试甲", "-"]


@pytest.mark.parametrize(
    ("code", "count"), [("23", 6), ("2312", 6), (COUNTY, 5), ("231221100", 5), (VILLAGE, 3), ("231221101", 0)]
)
def test_a_list_holds_what_lies_inside_its_area_and_no_more(
    tree: Tree, county_seats: list[Tenure], code: str, count: int
) -> None:
    assert len(names(tree, code)) == count
    assert sum(found.seats for found in seat_counts([tree[code].area], TODAY)) == count


def test_no_area_no_rows(county_seats: list[Tenure]) -> None:
    assert seats_within([], TODAY) == []
    assert seat_counts([], TODAY) == []
    assert len(seats_within([EVERYWHERE], TODAY)) == 6


def test_counts_agree_with_the_lists(tree: Tree, county_seats: list[Tenure]) -> None:
    for code in (COUNTY, "2312"):
        area = [tree[code].area]
        for count in seat_counts(area, TODAY):
            for state, number in ((State.HELD, count.held), (State.VACANT, count.vacant), (State.ENDING, count.ending)):
                assert len(seats_within(area, TODAY, type_=count.type, state=state)) == number
    empty = {type_.code: count for type_, count in vacancies_count([tree[COUNTY].area], TODAY).items()}
    assert empty == {"secretary": 1, "grid_worker": 1}
