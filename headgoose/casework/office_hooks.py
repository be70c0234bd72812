"""What the part `office` of the room hangs into other rooms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Called once, when the room is ready."""
    from headgoose.casework import trail
    from headgoose.casework.actions.following_map import follow_if_needed
    from headgoose.casework.following_map import foresee_following, reasons_against_closing
    from headgoose.casework.holdings import COVERS, casework_held
    from headgoose.casework.panels import find_by_words, late_requests, requests_panel, waiting_requests
    from headgoose.kernel import registries as hang

    trail.declare()
    declare_notices()
    hang.navigation.add(hang.NavigationItem(_("One net"), "requests", "requests", 40))
    hang.place_tabs.add(hang.PlaceTab(_("Requests"), "place-requests", order=46))
    hang.place_panels.add(hang.PlacePanel("requests", requests_panel, order=46, column="right"))
    hang.desk_cards.add(hang.DeskCard(_("Requests at my desk"), waiting_requests, "", order=4))
    hang.desk_cards.add(hang.DeskCard(_("Late requests"), late_requests, "", order=5))
    hang.finders.add(hang.Finder(_("Requests"), find_by_words, order=40))
    hang.chores.add(hang.Chore("escalate-late", 60, pass_up, order=40))
    hang.chores.add(hang.Chore("close-answered", 60, close_silent_ones, order=41))
    hang.holdings.add(
        hang.Holding(_("steps of requests, whistles and roll-calls"), casework_held, 50, COVERS, casework_held)
    )
    hang.closing_checks.add(hang.ClosingCheck(reasons_against_closing, order=20))
    hang.map_change_checks.add(hang.MapChangeCheck(foresee_following, follow_if_needed, order=20))


def pass_up(at: datetime) -> None:
    """The duty of the server: what is late passes to the level above."""
    from headgoose.casework.actions.escalating import escalate_late

    escalate_late(at)


def close_silent_ones(at: datetime) -> None:
    """The duty of the server: what was answered and met with silence is closed."""
    from headgoose.casework.actions.escalating import close_answered

    close_answered(at)


def _address(params: Mapping[str, Any]) -> str:
    return reverse("request", args=[params["number"]])


def declare_notices() -> None:
    """Say what notices about requests say: the number, never what was said."""
    from headgoose.notices.kinds import declare

    declare(
        "casework.request_came",
        title=_("Request %(number)s came to your desk"),
        body=_("Open it, accept it or give it back within one working day."),
        url=_address,
    )
    declare(
        "casework.request_reopened",
        title=_("Request %(number)s was opened again"),
        body=_("Who asked says that it is not settled."),
        url=_address,
    )
    declare(
        "casework.request_added_to",
        title=_("Who asked added to request %(number)s"),
        body=_("Read what was added."),
        url=_address,
    )
    declare(
        "casework.request_joined",
        title=_("Your desk is to help with request %(number)s"),
        body=_("Another desk leads; write into the log what you do."),
        url=_address,
    )
    declare(
        "casework.request_escalated",
        title=_("Request %(number)s was late and passed up to your desk"),
        body=_("You are responsible for it from now on."),
        url=_address,
        urgent=True,
    )
