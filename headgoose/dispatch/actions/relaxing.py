"""Ways out of what cannot be: each edits the run and has it solved again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.actions.drafting import get_open, note
from headgoose.dispatch.actions.solving import start_solving
from headgoose.dispatch.demand import find_empty_seats
from headgoose.dispatch.models import Bound, Demand, Ruling, RulingKind, Run
from headgoose.dispatch.rules import KM_MOST
from headgoose.dispatch.states import RUN
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.rules import area_of_place

FIRST_RADIUS = 60
Edit = Callable[[Run, Mapping[str, Any]], None]


@action
def relax_run(*, by: Actor, at: datetime, run_id: int, numbers: Sequence[int], version: int | None = None) -> Run:
    """Take some of the ways out that the explanation offers, by their positions, and have the run solved again."""
    run = get_open(by, run_id, "reopen", version)
    offered = (run.explanation or {}).get("relaxations", [])
    if not numbers or any(not 0 <= number < len(offered) for number in numbers):
        raise Refused(_("This way out is not offered (any more)."), Because.CONFLICT)
    chosen = [offered[number] for number in dict.fromkeys(numbers)]
    run.state = RUN.allowed(run.state, "reopen")
    run.save(update_fields=["state"])
    for one in chosen:
        EDITS.get(one["kind"], _cannot)(run, one)
    note(by, at, "relax_run", run, after={"ways": [one["kind"] for one in chosen]})
    return start_solving(by=by, at=at, run_id=run.pk, keep=False)


def wider_radius(run: Run) -> int:
    """The radius that widening gives."""
    return FIRST_RADIUS if run.radius_km is None else min(max(run.radius_km * 2, FIRST_RADIUS), KM_MOST)


def _cannot(run: Run, one: Mapping[str, Any]) -> None:
    raise Refused(_("Nothing can be done about this by a button: bring in more people."), Because.CONFLICT)


def _widen(run: Run, one: Mapping[str, Any]) -> None:
    run.radius_km, run.edges_max = wider_radius(run), min(run.edges_max + 15, 60)
    run.save(update_fields=["radius_km", "edges_max"])


def _accept_vacancy(run: Run, one: Mapping[str, Any]) -> None:
    Demand.objects.filter(run=run, key__in=one["places"]).update(lower=one["number"])


def _lower(run: Run, one: Mapping[str, Any]) -> None:
    _set(run, one, "lower")


def _raise(run: Run, one: Mapping[str, Any]) -> None:
    _set(run, one, "upper")


def _set(run: Run, one: Mapping[str, Any], side: str) -> None:
    """Set the least or the most of an area, or of a place, where there are as many empty seats."""
    bound, number = one["bound"], one["number"]
    key = bound["key"] if bound else one["places"][0]
    if bound and Bound.objects.filter(run=run, key=key, level=bound["level"]).update(**{side: number}):
        return
    demand = Demand.objects.filter(run=run, key=key).first()
    if demand is None or (bound and bound["level"] != Level.VILLAGE and demand.key % Level.TOWNSHIP.divisor):
        raise Refused(_("The run asks for nobody there."), Because.CONFLICT)
    if side == "upper":
        seats = find_empty_seats(run.type, area_of_place(run.place_id), run.start_on, run.end_on)
        if number > len(seats.get(demand.place_id, ())):
            reason = _("There are not so many empty seats at that place: set them up first.")
            raise Refused(reason, Because.CONFLICT)
    setattr(demand, side, number)
    demand.save(update_fields=[side])


def _drop_pin(run: Run, one: Mapping[str, Any]) -> None:
    Ruling.objects.filter(run=run, kind=RulingKind.PIN, candidate__number__in=one["people"]).delete()


def _let_out(run: Run, one: Mapping[str, Any]) -> None:
    run.may_stay_out = True
    run.save(update_fields=["may_stay_out"])


def _allow(run: Run, one: Mapping[str, Any]) -> None:
    rulings = Ruling.objects.filter(run=run, kind=RulingKind.FORBID, candidate__number__in=one["people"])
    (rulings.filter(key__in=one["places"]) if one["places"] else rulings).delete()


EDITS: Mapping[str, Edit] = {
    "widen": _widen,
    "vacancy": _accept_vacancy,
    "lower": _lower,
    "raise": _raise,
    "pin": _drop_pin,
    "out": _let_out,
    "allow": _allow,
}
