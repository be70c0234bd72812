"""What tests of roll-calls share: a roll-call over the small tree, and answers."""

from datetime import timedelta
from typing import Any

from headgoose.casework.actions.calling_roll import answer_roll, open_roll_call
from headgoose.casework.models import Answer, RollCall
from headgoose.casework.rollforms import preset
from headgoose.casework.tests.conftest import COUNTY, GRID, Net

WELL = {"status": "all_well"}
HELP = {"status": "need_help", "count": 12, "needs": "缺船 要十条救生衣", "water": True}


def call(net: Net, part: str = "county_officer", **said: Any) -> RollCall:
    """A roll-call opened by somebody of the cast: flood, an hour to answer."""
    asked = {
        "place": COUNTY,
        "kind": "flood",
        "title": "七月一日防汛点名",
        "text": "各网格报平安",
        "form": preset("flood"),
        "answer_by": net.at + timedelta(hours=1),
    }
    return open_roll_call(by=net.actor(part), at=net.at, **{**asked, **said})


def answer(net: Net, roll: RollCall, part: str = "grid_worker", grid: str = GRID, **said: Any) -> Answer:
    """An answer by somebody of the cast; all is well unless said otherwise."""
    asked: dict[str, Any] = {"given": WELL, "for_grid": part != "grid_worker", **said}
    return answer_roll(by=net.actor(part), at=net.at, roll_call_id=roll.pk, grid=grid, **asked)
