"""What is under way on the build day in the cast's county: orders at each step, a correction, a frozen briefing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from headgoose.access.models import Cast, User
from headgoose.access.queries import actor_of
from headgoose.briefing.actions import freeze_briefing
from headgoose.demo.cast import COUNTY
from headgoose.demo.names import draw_names
from headgoose.demo.scene import Scene
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, area_of, key_of
from headgoose.kernel.clock import years_before
from headgoose.orders.actions.drafting import DraftLine, draft_order
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.reversing import propose_reversal, reverse_order
from headgoose.orders.actions.steps import approve_order, return_order, submit_order
from headgoose.orders.models import OrderPaper, Verb
from headgoose.people.actions.corrections import correct_tenure
from headgoose.people.actions.persons import NewPerson
from headgoose.people.listing import State, seats_within
from headgoose.people.models import How, Tenure
from headgoose.places.models import Span
from headgoose.records.actions import seal_acts
from headgoose.records.sealing import has_unsealed

POSTS = ("supervisory_member", "village_accountant", "graduate", "committee_director")


class County:
    """The cast's county on the build day, and the minutes that pass there."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.area: Area = area_of(key_of(COUNTY), Level.COUNTY)
        self.span = Span.objects.on(scene.today).at_level(Level.COUNTY).get(key=self.area.low)
        self._minutes = 0
        self._orders = 0
        self._newcomers = 0
        self._empty = self._find_empty()

    def actor(self, part: Cast) -> Actor:
        """Somebody of the cast, with what their post gives them today."""
        return actor_of(User.objects.get(cast=part), self.scene.today, "demo")

    def at(self) -> datetime:
        """The next minute."""
        self._minutes += 1
        return self.scene.at + timedelta(minutes=self._minutes)

    def draft(self, title: str, lines: int) -> OrderPaper:
        """An order of the county officer that seats newcomers in empty seats from the first of the month after next."""
        self._orders += 1
        today = self.scene.today
        number = self.scene.orders_issued.get((self.span.place_id, today.year), 0) + self._orders
        return draft_order(
            by=self.actor(Cast.COUNTY_OFFICER),
            at=self.at(),
            number=f"示范任〔{today.year}〕{number}号",
            title=title,
            place_id=self.span.place_id,
            effective_on=_first_of_month_after(today),
            lines=[self._line(next(self._empty)) for _ in range(lines)],
        )

    def _line(self, post_id: int) -> DraftLine:
        self._newcomers += 1
        (name,) = draw_names(self.scene, self.scene.numbers(f"affairs {self._newcomers}"), 1)
        born_on = years_before(self.scene.today, 30) - timedelta(days=self._newcomers * 251)
        newcomer = NewPerson(name, "f" if self._newcomers % 2 else "m", born_on)
        return DraftLine(Verb.APPOINT, post_id=post_id, newcomer=newcomer, how=How.APPOINTED.value)

    def _find_empty(self) -> Iterator[int]:
        for code in POSTS:
            type_ = self.scene.types[code]
            for seat in seats_within([self.area], self.scene.today, type_=type_, state=State.VACANT):
                if seat.coming is None:
                    yield seat.post.pk


def _first_of_month_after(day: date) -> date:
    later = day.replace(day=1) + timedelta(days=40)
    return later.replace(day=1)


def conduct_affairs(scene: Scene) -> None:
    """Leave something to do on the desks of the cast."""
    county = County(scene)
    officer, second = county.actor(Cast.COUNTY_OFFICER), county.actor(Cast.COUNTY_SECOND)
    waiting = county.draft("增补村务监督委员会委员", 3)
    submit_order(by=officer, at=county.at(), paper_id=waiting.pk)
    returned = county.draft("补录村会计", 1)
    submit_order(by=officer, at=county.at(), paper_id=returned.pk)
    return_order(by=second, at=county.at(), paper_id=returned.pk, why="请补充拟任人选的考察材料编号。")
    taken_back = county.draft("增补村务监督委员会委员（重复）", 1)
    submit_order(by=officer, at=county.at(), paper_id=taken_back.pk)
    approve_order(by=second, at=county.at(), paper_id=taken_back.pk)
    issue_paper(by=officer, at=county.at(), paper_id=taken_back.pk)
    propose_reversal(by=officer, at=county.at(), paper_id=taken_back.pk, why="与前一份任免令重复，应予撤回。")
    reverse_order(by=second, at=county.at(), paper_id=taken_back.pk)
    _correct(county, second)
    freeze_briefing(by=officer, at=county.at(), place=COUNTY, on=scene.today)
    while has_unsealed():
        seal_acts(by=scene.by, at=county.at())


def _correct(county: County, by: Actor) -> None:
    """One accountant was recruited, not hired: the paper says so, the record did not."""
    accountants = Tenure.objects.filter(
        type__code="village_accountant",
        place__spans__key__gte=county.area.low,
        place__spans__key__lt=county.area.high,
        end_on__gt=county.scene.today,
        start_on__lt=county.scene.today,
    )
    tenure = accountants.order_by("pk")[0]
    correct_tenure(
        by=by,
        at=county.at(),
        tenure_id=tenure.pk,
        start_on=tenure.start_on,
        end_on=tenure.end_on,
        how=How.RECRUITED.value,
        end_reason=tenure.end_reason,
        why="核对档案：该同志为招录，原登记为聘任有误。",
        document=f"示范核〔{county.scene.today.year}〕1号",
    )
