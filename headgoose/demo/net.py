"""What is under way in the net of the cast's county on the build day: requests, a whistle and an open roll-call."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from headgoose.access.models import Cast
from headgoose.casework.actions.calling_roll import answer_roll, open_roll_call
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    merge_request,
    note_on_request,
    start_request,
)
from headgoose.casework.actions.whistling import blow_whistle
from headgoose.casework.models import Channel, Request, Urgency
from headgoose.casework.rollforms import preset
from headgoose.casework.routing import Against
from headgoose.demo.affairs import County
from headgoose.demo.cast import COUNTY
from headgoose.demo.scene import Scene
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level, code_of
from headgoose.people.models import Tenure
from headgoose.places.models import Span

GRID_ANSWERS = 9


def leave_cases(scene: Scene) -> None:
    """Leave something on the desks of the cast, through the actions that users use."""
    net = Net(scene)
    net.ask("waste", "村口垃圾箱满了三天没人清，味道大。", "村口小卖部旁")
    lamp = net.ask("road", "第二组路口的路灯不亮了，孩子放学看不见。", "第二组路口")
    same = net.ask("road", "二组路口那盏灯坏了，晚上一片黑。", "二组路口小桥边")
    net.step(partial(merge_request, into_id=lamp.pk), Cast.TOWNSHIP_OFFICER, same)
    taken = net.ask("power", "电线杆歪了，刮风时晃。", "打谷场北边", urgency=Urgency.URGENT)
    net.step(accept_request, Cast.VILLAGE_SECRETARY, taken)
    net.step(start_request, Cast.VILLAGE_SECRETARY, taken)
    net.step(note_on_request, Cast.VILLAGE_SECRETARY, taken, "已联系供电所，明早到场。", open_=False)
    water = net.ask("water", "自来水发黄，有铁锈味。", "第三组")
    net.step(accept_request, Cast.TOWNSHIP_OFFICER, water)
    done = net.ask("dispute", "邻居家的树遮了院子，想请人调解。", "")
    net.step(accept_request, Cast.VILLAGE_SECRETARY, done)
    net.step(answer_request, Cast.VILLAGE_SECRETARY, done, "已上门调解，双方同意入冬前修枝。")
    net.ask("conduct", "公示的名单和实际不一样。", "", against=Against(net.village.place_id))
    net.whistle(water)
    net.roll()


class Net:
    """The county, the village of the cast and its people."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.county = scene, County(scene)
        worker = self._tenure(Cast.GRID_WORKER, "grid_worker")
        self.grid = Span.objects.on(scene.today).get(place_id=worker.place_id)
        key = self.grid.key - self.grid.key % Level.VILLAGE.divisor
        self.village = Span.objects.on(scene.today).at_level(Level.VILLAGE).get(key=key)
        self.resident = Actor("resident", origin="demo")
        # Long ago enough that nothing is late by the build's own clock, and yet of today.
        self._minutes = 0

    def _tenure(self, part: Cast, code: str) -> Tenure:
        held = Tenure.objects.filter(person__user__cast=part, type__code=code, end_on__gt=self.scene.today)
        return held.filter(start_on__lte=self.scene.today).order_by("pk")[0]

    def at(self) -> datetime:
        """The next minutes of the build day."""
        self._minutes += 1
        return self.scene.at + timedelta(minutes=self._minutes)

    def ask(self, category: str, text: str, where: str, **more: Any) -> Request:
        """A resident asks by the form of the grid."""
        asked = Asked(self.grid.code, category, text, Channel.WEB, where_text=where, **more)
        return receive_request(by=self.resident, at=self.at(), asked=asked)

    def step(self, step: Any, part: Cast, request: Request, text: str = "", *, open_: bool = True) -> None:
        """A step by somebody of the cast."""
        by = self.county.actor(part)
        step(by=by, at=self.at(), request_id=request.pk, said=Said(text, open=open_))

    def whistle(self, request: Request) -> None:
        """The township calls departments about the water."""
        blow_whistle(
            by=self.county.actor(Cast.TOWNSHIP_OFFICER),
            at=self.at(),
            place=code_of(self.village.key, Level.TOWNSHIP),
            kind="beyond",
            title="水井水质发黄，请部门检测",
            text="第三组水井发黄，乡镇没有检测设备，请水务、卫健到场。",
            departments=["water", "health"],
            lead="water",
            request_id=request.pk,
        )

    def roll(self) -> None:
        """The county calls its grids, some of which have answered."""
        opened = self.at()
        roll = open_roll_call(
            by=self.county.actor(Cast.COUNTY_OFFICER),
            at=opened,
            place=COUNTY,
            kind="snow",
            title="降雪点名",
            text="夜间有中到大雪，请各网格报告道路和取暖。",
            form=preset("snow"),
            answer_by=opened + timedelta(hours=12),
        )
        village = self.village.area
        grids = Span.objects.on(self.scene.today).within([village]).at_level(Level.GRID).exclude(pk=self.grid.pk)
        by = self.county.actor(Cast.VILLAGE_SECRETARY)
        for number, grid in enumerate(grids.order_by("key")[:GRID_ANSWERS]):
            given = {"status": "all_well" if number else "affected", "road_open": bool(number), "heating": True}
            answer_roll(by=by, at=self.at(), roll_call_id=roll.pk, grid=grid.code, given=given, for_grid=True)
