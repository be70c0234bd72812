"""Who is told what: the people at a desk, and whoever leads, each once for each event."""

from datetime import datetime

from headgoose.casework.desks import Desk, holders_of
from headgoose.casework.models import Request
from headgoose.kernel.clock import date_of
from headgoose.notices.outbox import notify


def tell_desk(request: Request, desk: Desk, what: str, at: datetime) -> None:
    """Tell everybody at a desk of something about a request."""
    tell_people(request, holders_of(desk, date_of(at)), what, at)


def tell_people(request: Request, people: list[int], what: str, at: datetime) -> None:
    """Tell people of something about a request; `what` is the kind, declared in `kinds.py`."""
    params: dict[str, str | int] = {"number": request.pk}
    notify(at=at, people=people, kind=f"casework.{what}", params=params, key=f"{what}:{request.pk}:{request.version}")


def tell_holder(request: Request, what: str, at: datetime, leads: Request | None = None) -> None:
    """Tell who leads, or the desk where nobody does; for a merged request who leads the other one."""
    leads = leads or request
    if leads.holder_id is not None:
        tell_people(request, [leads.holder_id], what, at)
    else:
        tell_desk(request, (leads.desk_place_id, leads.desk_type_id), what, at)
