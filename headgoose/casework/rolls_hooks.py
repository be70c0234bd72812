"""What the part `rolls` of the room hangs into other rooms."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from headgoose.casework.models import RollCall, RollKind
from headgoose.casework.rollsight import find_rolls, standings_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import today
from headgoose.kernel.registries import (
    DeskCard,
    PlacePanel,
    PlaceView,
    Waiting,
    desk_cards,
    place_panels,
)
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import FieldWords, Named, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.notices.kinds import declare

VERBS = {
    "casework.open_roll_call": _("The roll was called"),
    "casework.carry_over_roll_call": _("A roll-call of former years was carried over"),
    "casework.answer_roll": _("A grid answered a roll-call"),
    "casework.repeat_answer": _("An answer to a roll-call was sent again"),
    "casework.close_roll_call": _("A roll-call was closed"),
}
FIELDS = {
    "called": FieldWords(_("Grids called")),
    "answered": FieldWords(_("Grids that answered")),
    "for_grid": FieldWords(_("On behalf of the grid")),
    "grid": FieldWords(_("Grid")),
    "answer": FieldWords(_("Number of the answer")),
    "roll_kind": FieldWords(_("What the roll was called for"), words=dict(RollKind.choices)),
}


def register() -> None:
    """Called once, when the room is ready."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("casework.roll_call", _("Roll-call"), name_rolls, areas_of_rolls))
    declare(
        "casework.roll_called",
        title=_("Roll-call: %(title)s"),
        body=_("%(place)s calls the roll. Answer for your grid: one minute, also without signal."),
        url=lambda params: reverse("roll", args=[params["roll"]]),
        urgent=True,
    )
    declare(
        "casework.roll_needs",
        title=_("%(place)s is in need"),
        body=_("In the roll-call %(title)s the grid %(place)s said that it needs something."),
        url=lambda params: reverse("roll-place", args=[params["roll"], params["grid"]]),
        urgent=True,
    )
    place_panels.add(PlacePanel("rolls", rolls_panel, order=48, column="right"))
    desk_cards.add(DeskCard(_("Roll-calls"), waiting_rolls, "", order=4))


def rolls_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """Open roll-calls that called somebody in a place, each as it stands there."""
    if on != today():
        return ""
    found = list(find_rolls([place.area], only_open=True))
    may_call = actor.may(Right.CALL_ROLLS, place.area)
    if not found and not may_call:
        return ""
    standings = standings_of(found, [place.area])
    context = {
        "place": place,
        "may_call": may_call,
        "rows": [(roll, _address(roll, place), *standings[roll.pk]) for roll in found],
    }
    return render_to_string("casework/roll_panel.html", context)


def _address(roll: RollCall, place: PlaceView) -> str:
    whole = Area(roll.low, roll.high)
    return (
        reverse("roll-place", args=[roll.pk, place.code])
        if whole.covers(place.area)
        else reverse("roll", args=[roll.pk])
    )


def waiting_rolls(actor: Actor, on: date) -> Sequence[Waiting]:
    """Open roll-calls in which grids of the actor's are silent: one's own, or those that one looks after."""
    own = [
        grant.area for grant in actor.grants if grant.right is Right.ANSWER_REQUESTS and grant.post_level == Level.GRID
    ]
    areas = own or actor.scope(Right.ANSWER_REQUESTS) or actor.scope(Right.CALL_ROLLS)
    if not areas:
        return []
    found = list(find_rolls(areas, only_open=True))
    standings = standings_of(found, areas)
    lines = []
    for roll in found:
        called, answered = standings[roll.pk]
        if called == answered:
            continue
        silent = called - answered
        if own:
            detail = ngettext(
                "%(count)d of my grids has not answered", "%(count)d of my grids have not answered", silent
            )
        else:
            detail = ngettext("%(count)d grid has not answered", "%(count)d grids have not answered", silent)
        lines.append(Waiting(roll.title, _where(roll, own), silent, detail % {"count": silent}, "bad"))
    return lines


def _where(roll: RollCall, own: Sequence[Area]) -> str:
    if len(own) == 1:
        # A worker with one grid is a tap away from the answer.
        return reverse("roll-answer", args=[roll.pk, str(own[0].low)])
    return reverse("roll", args=[roll.pk])


def name_rolls(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Roll-calls by their titles, where the actor reads some part of them."""
    areas = [*actor.scope(Right.READ), *actor.scope(Right.READ_TRAIL)]
    found = find_rolls(areas).filter(pk__in=ids)
    return {roll.pk: Named(roll.title, reverse("roll", args=[roll.pk])) for roll in found}


def areas_of_rolls(ids: Sequence[int]) -> Mapping[int, Area]:
    """The areas that were called."""
    rows: Any = RollCall.objects.filter(pk__in=ids).values_list("pk", "low", "high")
    return {pk: Area(low, high) for pk, low, high in rows}
