"""A county class with its people: the officers who organise it and the cadres who go there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from conftest import TREE_SINCE, Tree
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.people.models import How, Person, Post, PostType, Tenure
from headgoose.training.actions.classes import announce_class, begin_class, plan_class
from headgoose.training.actions.hours import approve_hours
from headgoose.training.actions.naming import hand_out_seats, name_person
from headgoose.training.actions.rolls import enter_sheet
from headgoose.training.models import Enrolment, Session, TrainingClass
from headgoose.training.rules import Slot

VILLAGE, SIBLING, TOWNSHIP, COUNTY = "231221100200", "231221100201", "231221100", "231221"
OTHER_VILLAGE, OTHER_TOWNSHIP, OTHER_COUNTY = "231222100200", "231222100", "231222"
# A Monday, ten in the morning in China.
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
TODAY = date(2026, 6, 1)


@dataclass
class Ground:
    """The tree, the cast in post since 2020, and a clock that a test moves."""

    tree: Tree
    users: dict[str, User]
    at: datetime = AT

    def actor(self, part: str) -> Actor:
        """Somebody of the cast, as on the clock."""
        return actor_of(self.users[part], date_of(self.at), "test")

    def later(self, **span: float) -> datetime:
        """Move the clock on: `later(hours=3)`."""
        self.at += timedelta(**span)
        return self.at

    def tenure(
        self, code: str = "graduate", place: str = VILLAGE, name: str = "学员甲", end_on: date = FOREVER
    ) -> Tenure:
        """Somebody new in a new seat since 2020."""
        type_, spot = PostType.objects.get(code=code), self.tree.place(place)
        seat = Post.objects.filter(type=type_, place=spot).count() + 1
        post = Post.objects.create(type=type_, place=spot, seat=seat, start_on=TREE_SINCE)
        person = Person.objects.create(name=name, initials="xy", sex="f", born_on=date(1990, 4, 4))
        return Tenure.objects.create(
            post=post, type=type_, place=spot, person=person, start_on=date(2020, 1, 1), end_on=end_on, how=How.SENT
        )


@pytest.fixture
def ground(tree: Tree, cast: "dict[str, User]") -> Ground:
    """The cast in post since 2020."""
    return Ground(tree, cast)


SLOTS = (Slot(TODAY, time(11), time(12, 30), "礼堂"), Slot(TODAY, time(14), time(15, 30), "礼堂"))


@dataclass
class School:
    """A class of the county for graduates, announced, with two seats handed to the township; and how it goes on."""

    ground: Ground
    one: TrainingClass

    def organise(self, act: Callable[..., Any], part: str = "county_officer", **said: Any) -> Any:
        """An action upon the class by somebody of the cast."""
        return act(by=self.ground.actor(part), at=self.ground.at, class_id=self.one.pk, **said)

    def name(self, tenure: Tenure, part: str = "county_officer", **said: Any) -> Enrolment:
        """Name a holder of a post."""
        row: Enrolment = self.organise(name_person, part, person_id=tenure.person_id, **said)
        return row

    def session(self, number: int = 1) -> Session:
        """A session by its number."""
        return self.one.sessions.get(number=number)

    def begin(self) -> None:
        """Begin the class."""
        self.organise(begin_class)

    def attend(self, row: Enrolment, *numbers: int) -> None:
        """Enter somebody from the sheets of some sessions."""
        for number in numbers:
            enter_sheet(
                by=self.ground.actor("county_officer"),
                at=self.session(number).end_at,
                session_id=self.session(number).pk,
                came=[row.pk],
            )

    def end(self, minutes: dict[int, int] | None = None) -> None:
        """Let the class end and approve the hours."""
        self.ground.at = self.session(2).end_at
        self.organise(approve_hours, minutes=minutes or {})
        self.one.refresh_from_db()


@pytest.fixture
def plan(ground: Ground) -> Callable[..., TrainingClass]:
    """`plan(seats=3, track="graduates", place=COUNTY)`: a planned class of two sessions on the day."""

    def make(
        *,
        seats: int = 3,
        track: str = "graduates",
        place: str = COUNTY,
        part: str = "county_officer",
        slots: Any = SLOTS,
    ) -> TrainingClass:
        return plan_class(
            by=ground.actor(part),
            at=ground.at,
            place_id=ground.tree.place(place).pk,
            track=track,
            title="到村任职大学生培训班",
            start_on=TODAY,
            end_on=TODAY,
            seats=seats,
            slots=slots,
        )

    return make


@pytest.fixture
def school(ground: Ground, plan: Callable[..., TrainingClass]) -> School:
    """Announced, three seats, two of them handed to the township."""
    made = School(ground, plan())
    made.organise(announce_class)
    made.organise(hand_out_seats, place_id=ground.tree.place(TOWNSHIP).pk, seats=2)
    return made
