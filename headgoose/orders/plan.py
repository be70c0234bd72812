"""A paper's lines as what the room `people` acts on: seatings, endings and people to be registered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from headgoose.orders.models import OrderLine, OrderPaper, Verb
from headgoose.people.actions.persons import NewPerson
from headgoose.people.endings import Ending
from headgoose.people.rules import Seating

FACTS = (
    "number",
    "verb",
    "post_id",
    "tenure_id",
    "person_id",
    "name",
    "sex",
    "born_on",
    "alike",
    "start_on",
    "end_on",
    "how",
    "batch_id",
    "reason",
)


class LineFacts(NamedTuple):
    """A line as plain values."""

    number: int
    verb: str
    post_id: int
    tenure_id: int | None
    person_id: int | None
    name: str
    sex: str
    born_on: date | None
    alike: bool
    start_on: date | None
    end_on: date
    how: str
    batch_id: int | None
    reason: str

    @property
    def newcomer(self) -> NewPerson | None:
        """Who is to be registered, if anybody."""
        return NewPerson(self.name, self.sex, self.born_on) if self.person_id is None and self.born_on else None

    @property
    def left_on(self) -> date:
        """The day on which a tenure is left, by an end or a transfer."""
        return self.start_on if self.verb == Verb.TRANSFER and self.start_on else self.end_on


def lines_of(paper: OrderPaper) -> list[LineFacts]:
    """All lines of a paper in order; one query."""
    rows = OrderLine.objects.filter(paper=paper).order_by("number").values_list(*FACTS)
    return [LineFacts(*row) for row in rows]


@dataclass
class Plan:
    """What an order comes to.

    Args:
        seated: for each seating, the place of its line in the paper; `ended` likewise for each ending.
        newcomers: whom to register, each once; they sit under the numbers -1, -2, ... in the seatings.
    """

    seatings: list[Seating] = field(default_factory=list)
    seated: list[int] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    newcomers: dict[NewPerson, int] = field(default_factory=dict)

    def line_of(self, fault_line: int) -> int:
        """The place in the paper of a line that a check counted: seatings first, then endings."""
        return self.seated[fault_line] if fault_line < len(self.seated) else self.ended[fault_line - len(self.seated)]

    def with_registered(self, ids: Sequence[int]) -> list[Seating]:
        """The seatings once the newcomers are registered."""
        return [
            seating if seating.person_id > 0 else seating._replace(person_id=ids[-seating.person_id - 1])
            for seating in self.seatings
        ]


def plan_of(lines: Sequence[LineFacts]) -> Plan:
    """What the lines come to."""
    plan = Plan()
    for place, line in enumerate(lines):
        if line.verb != Verb.APPOINT and line.tenure_id is not None:
            plan.endings.append(Ending(line.tenure_id, line.left_on, line.reason))
            plan.ended.append(place)
        if line.verb != Verb.END and line.start_on is not None:
            plan.seatings.append(
                Seating(
                    line.post_id, _person_of(plan, line), line.start_on, line.end_on, line.how, batch_id=line.batch_id
                )
            )
            plan.seated.append(place)
    return plan


def _person_of(plan: Plan, line: LineFacts) -> int:
    if line.person_id is not None:
        return line.person_id
    newcomer = line.newcomer
    if newcomer is None:
        raise ValueError("a line names somebody")
    return -1 - plan.newcomers.setdefault(newcomer, len(plan.newcomers))
