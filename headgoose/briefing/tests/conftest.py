"""A small staffed countryside to count in, made through the product's own actions."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

import headgoose.people.figures
import headgoose.places.figures  # noqa: F401
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.people.actions.persons import NewPerson, register_persons
from headgoose.people.actions.posts import establish_posts
from headgoose.people.actions.tenures import issue_order
from headgoose.people.models import Order, PostType
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from conftest import Tree

SINCE = date(2016, 1, 1)
# place code, post type, seats
SEATS = [
    *[
        (village, post, 1)
        for village in ("231221100200", "231221100201", "231221101200", "231222100200")
        for post in ("secretary", "committee_director", "collective_head", "first_secretary")
    ],
    *[(village, "graduate", 2) for village in ("231221100200", "231221100201", "231222100200")],
    ("231221100", "township_deputy", 2),
    ("231221100200001", "grid_worker", 1),
    ("231221100200002", "grid_worker", 1),
    ("231221", "county_officer", 1),
]
BIRTHS = [date(1970, 5, 1), date(1988, 2, 29), date(1991, 6, 1), date(1991, 6, 2), date(1999, 12, 31)]


class Countryside:
    """Posts and persons by number, and a way to seat them."""

    def __init__(self, tree: "Tree", system: Actor) -> None:
        self.tree, self.system = tree, system
        self.posts: list[int] = []
        for code, post, count in SEATS:
            seats = [(tree.place(code).pk, seat) for seat in range(1, count + 1)]
            type_ = PostType.objects.get(code=post)
            self.posts += establish_posts(by=system, at=now(), type_=type_, seats=seats, start_on=SINCE)
        people = [NewPerson(f"甲{'〇一二三四五六七八九'[n]}", "fm"[n % 2], born) for n, born in enumerate(BIRTHS)]
        self.persons = list(register_persons(by=system, at=now(), persons=people))

    def post(self, code: str, post: str, seat: int = 1) -> int:
        """The id of a seat."""
        at = 0
        for place, type_code, count in SEATS:
            if (place, type_code) == (code, post):
                return self.posts[at + seat - 1]
            at += count
        raise KeyError(code, post)

    def seat(self, *lines: Seating, at: datetime | None = None) -> None:
        """Issue one order with these lines."""
        order = Order(number="示范〔2026〕1号", title="示范", place=self.tree.place("23"), issued_on=SINCE)
        issue_order(by=self.system, at=at or now(), order=order, lines=lines)


@pytest.fixture
def countryside(tree: "Tree", system: Actor) -> Countryside:
    """Twenty-odd empty seats and five persons."""
    return Countryside(tree, system)


@pytest.fixture(autouse=True)
def no_kept_tables() -> None:
    """Count anew in every test."""
    from headgoose.briefing.keeping import forget_tables

    forget_tables()
