"""What the room's actions share: locked rows, the acts they leave, changes with a reason."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Change, Election
from headgoose.elections.rules import check_can_take
from headgoose.elections.states import ELECTION
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import record_act


def lock_elections(ids: Iterable[int]) -> list[Election]:
    """Elections by id; nobody else moves them until this action ends."""
    rows = Election.objects.select_related("term").order_by("pk")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    return list(rows.filter(pk__in=list(ids)))


def lock_to_take(by: Actor, election_id: int, verb: str) -> tuple[Election, Span, str]:
    """An election that the actor may take a step with, its place, and the state that the step leads to.

    Raises:
        Refused: NOT_FOUND, FORBIDDEN by the level of the step, CONFLICT by its state.
    """
    found = lock_elections([election_id])
    if not found:
        raise Refused(_("There is no such election in your area."), Because.NOT_FOUND)
    election = found[0]
    span = last_spans_of([election.place_id])[election.place_id]
    check_can_take(by, verb, span.key)
    return election, span, ELECTION.allowed(election.state, verb)


def save_step(
    by: Actor,
    at: datetime,
    verb: str,
    election: Election,
    span: Span,
    fields: Iterable[str],
    touches_from: date,
    **facts: Any,
) -> None:
    """Write what a step changed of an election, and its act."""
    election.version += 1
    election.save(update_fields=["version", "state", *fields])
    record_act(
        by=by,
        at=at,
        verb=f"elections.{verb}",
        subject=f"elections.election:{election.pk}",
        place_key=span.key,
        touches_from=touches_from,
        **facts,
    )


def note_change(
    at: datetime, election: Election, verb: str, why: str, before_on: date | None = None, after_on: date | None = None
) -> None:
    """Keep why something was changed."""
    Change.objects.create(election=election, at=at, verb=verb, before_on=before_on, after_on=after_on, why=why)
