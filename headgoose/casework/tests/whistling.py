"""What tests of whistles share: departments in post, a whistle blown for them, legs brought into each state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from headgoose.casework.actions.whistling import (
    answer_leg,
    blow_whistle,
    excuse_leg,
    rate_leg,
    report_for_duty,
    send_back_leg,
)
from headgoose.casework.models import Leg, LegState, Whistle
from headgoose.casework.tests.conftest import VILLAGE, Net

SAID = {
    "place": VILLAGE,
    "kind": "beyond",
    "title": "村东河堤塌了一段",
    "text": "约二十米，汛期将至，村里修不了",
    "departments": ["water", "police"],
    "lead": "water",
}
# How each verb of a leg is done, with what it needs beside.
LEG_STEPS: dict[str, tuple[Callable[..., Leg], dict[str, Any]]] = {
    "report": (report_for_duty, {}),
    "answer": (answer_leg, {"text": "已派人加固河堤"}),
    "send_back": (send_back_leg, {"text": "还差最后一段"}),
    "rate": (rate_leg, {"rating": 4}),
    "excuse": (excuse_leg, {"text": "另由水务局一家办理"}),
}


@dataclass
class Blown:
    """The net with a whistle for two departments, of which water affairs leads."""

    net: Net
    whistle: Whistle

    def leg(self, department: str = "water") -> Leg:
        """A leg as it is now."""
        return Leg.objects.select_related("whistle", "department").get(
            whistle=self.whistle, department__code=department
        )

    def do(self, verb: str, part: str, department: str = "water", **said: Any) -> Leg:
        """A step of a leg by somebody of the cast."""
        step, needed = LEG_STEPS[verb]
        leg_id = self.leg(department).pk
        return step(by=self.net.actor(part), at=self.net.at, leg_id=leg_id, **{**needed, **said})

    def bring(self, state: LegState, department: str = "water") -> None:
        """Bring a leg from called to a state."""
        officer = f"{department}_officer"
        if state == LegState.EXCUSED:
            self.do("excuse", "county_officer", department)
            return
        for verb, part in (("report", officer), ("answer", officer), ("rate", "secretary")):
            if self.leg(department).state == state:
                return
            self.do(verb, part, department)


def blow(net: Net, part: str = "secretary", **said: Any) -> Whistle:
    """A whistle blown by somebody of the cast."""
    return blow_whistle(by=net.actor(part), at=net.at, **{**SAID, **said})
