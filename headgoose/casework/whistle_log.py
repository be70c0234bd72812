"""The log of a whistle as it stands, a step that may be repeated, and who is told of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from headgoose.casework.desks import GENERAL, general_type, holders_of
from headgoose.casework.models import Department, Leg, Whistle, WhistleEvent
from headgoose.casework.tables import tables
from headgoose.kernel.area import Level
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.notices.outbox import notify
from headgoose.places.queries import span_of


@dataclass(frozen=True)
class Once:
    """How a client names a step that it may repeat, and what it saw when it took it.

    Args:
        version: of the whistle as the page showed it; None does not ask.
        client_id, digest: the client's own id for the step, and the SHA-256 of all that came with it.
    """

    version: int | None = None
    client_id: UUID | None = None
    digest: str = ""


# A step that nobody repeats.
NEW = Once()


def lock_whistle(whistle_id: int) -> Whistle:
    """The whistle, held until the transaction ends. Raises Refused (NOT_FOUND)."""
    found = Whistle.objects.select_for_update().filter(pk=whistle_id).first()
    if found is None:
        raise Refused(_("There is no such whistle."), Because.NOT_FOUND)
    return found


def lock_leg(leg_id: int) -> Leg:
    """The leg with its whistle, held until the transaction ends. Raises Refused (NOT_FOUND)."""
    whistle_id = Leg.objects.filter(pk=leg_id).values_list("whistle_id", flat=True).first()
    if whistle_id is None:
        raise Refused(_("There is no such whistle."), Because.NOT_FOUND)
    # Whoever does something with a leg holds its whistle first: two steps never pass each other.
    whistle = lock_whistle(whistle_id)
    leg = Leg.objects.select_related("department").get(pk=leg_id)
    leg.whistle = whistle
    return leg


def find_repeated_step(once: Once) -> WhistleEvent | None:
    """The event that a client's id stands for already. Raises Refused (CONFLICT) for another body."""
    if once.client_id is None:
        return None
    before = WhistleEvent.objects.filter(client_id=once.client_id).select_related("whistle", "leg").first()
    if before is not None and before.digest != once.digest:
        reason = _("This id was used for another step. A new step needs a new one.")
        raise Refused(reason, Because.CONFLICT, field="client_id")
    return before


def tell_department(whistle: Whistle, leg: Leg, what: str, at: datetime) -> None:
    """Tell whoever sits at a department's desk; the county's desk where nobody does."""
    people = people_of(whistle, leg.department, at)
    if people:
        _tell(whistle, people, what, at, leg)
    else:
        general = tables().types[GENERAL[Level.COUNTY]]
        people = holders_of((whistle.county_id, general.pk), date_of(at))
        _tell(whistle, people, "whistle_unanswered", at, leg)


def people_of(whistle: Whistle, department: Department, at: datetime) -> list[int]:
    """Who sits at a department's desk in the county of a whistle."""
    type_ = tables().types.get(department.post_type)
    return holders_of((whistle.county_id, type_.pk), date_of(at)) if type_ else []


def tell_blower(whistle: Whistle, leg: Leg, what: str, at: datetime) -> None:
    """Tell whoever blew it, and the desk of the place."""
    on = date_of(at)
    people = {whistle.blown_by_id} if whistle.blown_by_id else set()
    span = span_of(whistle.place_id, on)
    if span is not None:
        people |= set(holders_of((span.place_id, tables().types[general_type(span)].pk), on))
    _tell(whistle, people, what, at, leg)


def _tell(whistle: Whistle, people: Iterable[int], what: str, at: datetime, leg: Leg) -> None:
    span = span_of(whistle.place_id, date_of(at))
    params: dict[str, str | int] = {
        "whistle": whistle.pk,
        "place": span.name if span else "",
        "department": leg.department.name_zh,
    }
    key = f"{what}:{whistle.pk}:{leg.pk}:{whistle.version}"
    notify(at=at, people=list(people), kind=f"casework.{what}", params=params, key=key)
