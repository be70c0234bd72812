"""A seat is handed over: opened with its tasks, each task confirmed by both sides, done with the last of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.careers.actions.reviews import NO_TENURE
from headgoose.careers.actions.trailing import hold_row, note
from headgoose.careers.handovers import Change, check_opens, check_succeeds
from headgoose.careers.models import Handover, HandoverItem, HandoverTask, SuccessionRule
from headgoose.careers.queries import tenures_known
from headgoose.careers.rules import area_of_tenure, check_in_person, check_oversees, check_reason
from headgoose.careers.states import HANDOVER
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.orders.rules import check_another
from headgoose.people.models import Tenure
from headgoose.places.queries import last_spans_of
from headgoose.records.actions import Entry, record_acts

GIVE, TAKE = "give", "take"
NO_HANDOVER = _("There is no such handover in your area.")


@action
def open_handover(*, by: Actor, at: datetime, left_id: int, came_id: int | None = None) -> Handover:
    """Open the handover of a seat whose holder leaves, perhaps to whoever was appointed already."""
    left = hold_row(tenures_known(), left_id, NO_TENURE)
    came = hold_row(tenures_known(), came_id, NO_TENURE) if came_id is not None else None
    check_oversees(by, area_of_tenure(left))
    return Handover.objects.get(pk=write_handovers(by, at, [Change(left, came)])[0])


@action
def open_handovers(*, by: Actor, at: datetime, changes: Sequence[Change]) -> range:
    """Open many at once; their numbers. Each is checked as one alone is; all or none."""
    spans = last_spans_of(change.left.place_id for change in changes)
    for change in changes:
        check_oversees(by, spans[change.left.place_id].area)
    return write_handovers(by, at, changes)


def write_handovers(by: Actor, at: datetime, changes: Sequence[Change]) -> range:
    """Check and write handovers with their tasks, and an act for each."""
    items: dict[int, list[int]] = {}
    for type_id, item_id in HandoverItem.objects.order_by("number").values_list("type_id", "pk"):
        items.setdefault(type_id, []).append(item_id)
    days = dict(SuccessionRule.objects.values_list("type_id", "handover_days"))
    today = date_of(at)
    check_opens(changes, items.keys(), today)
    ids = reserve_ids(Handover, len(changes))
    instant = connection.ops.adapt_datetimefield_value(at)
    rows, tasks, entries = [], [], []
    spans = last_spans_of(change.left.place_id for change in changes)
    for pk, (left, came) in zip(ids, changes, strict=True):
        due_on = due_day(left, today, days[left.type_id])
        rows.append((pk, left.pk, came.pk if came else None, "open", instant, due_on.isoformat(), ""))
        tasks += [(pk, item, "") for item in items[left.type_id]]
        entries.append(
            Entry(
                subject=f"careers.handover:{pk}",
                place_key=spans[left.place_id].key,
                touches_from=FOREVER,
                after={"tenure": left.pk, "due_on": due_on.isoformat()},
            )
        )
    insert_rows(Handover, ("id", "left_id", "came_id", "state", "opened_at", "due_on", "closed_why"), rows)
    insert_rows(HandoverTask, ("handover_id", "item_id", "given_why"), tasks)
    record_acts(by=by, at=at, verb="careers.open_handover", entries=entries)
    return ids


def due_day(left: Tenure, today: date, days: int) -> date:
    """The last day in time: some days after the tenure ends, or after today where it is opened late."""
    return max(left.end_on, today) + timedelta(days=days)


@action
def name_successor(*, by: Actor, at: datetime, handover_id: int, came_id: int) -> Handover:
    """Say who comes, once somebody has been appointed to the seat."""
    handover, area = _hold(handover_id)
    check_oversees(by, area)
    HANDOVER.allowed(handover.state, "name_successor")
    if handover.came_id is not None:
        raise Refused(_("It is said already who comes."), Because.CONFLICT)
    came = hold_row(tenures_known(), came_id, NO_TENURE)
    check_succeeds(handover.left, came)
    handover.came = came
    handover.save(update_fields=["came"])
    note(by, at, "name_successor", handover, area, after={"tenure": came.pk})
    return handover


@action
def confirm_task(*, by: Actor, at: datetime, task_id: int) -> HandoverTask:
    """Confirm a task for one's own side: who leaves that it was given, who comes that it was taken; each once."""
    task, handover, area = _hold_task(task_id)
    side = side_of(by, handover)
    if side == GIVE:
        _check_once(task.given_at)
        task.given_by_id, task.given_at = by.person_id, at
        task.save(update_fields=["given_by", "given_at"])
    else:
        _check_once(task.taken_at)
        task.taken_by_id, task.taken_at = by.person_id, at
        task.save(update_fields=["taken_by", "taken_at"])
    note(by, at, "confirm_task", task, area, after={"side": side})
    _finish_if_done(by, at, handover, area)
    return task


@action
def give_in_stead(*, by: Actor, at: datetime, task_id: int, why: str) -> HandoverTask:
    """Confirm for who left and cannot: an officer who oversees the seat, not who comes, with a reason."""
    task, handover, area = _hold_task(task_id)
    check_oversees(by, area)
    check_another(
        by, None, handover.came.person if handover.came else None, _("Who comes does not confirm for who leaves.")
    )
    _check_once(task.given_at)
    task.given_by_id, task.given_at, task.given_why = by.person_id, at, check_reason(why)
    task.save(update_fields=["given_by", "given_at", "given_why"])
    note(by, at, "give_in_stead", task, area, after={"side": GIVE, "why": task.given_why})
    _finish_if_done(by, at, handover, area)
    return task


@action
def drop_handover(*, by: Actor, at: datetime, handover_id: int, why: str) -> Handover:
    """Call a handover off with a reason; it can be opened anew."""
    handover, area = _hold(handover_id)
    check_oversees(by, area)
    handover.state = HANDOVER.allowed(handover.state, "drop")
    handover.closed_at, handover.closed_why = at, check_reason(why)
    handover.save(update_fields=["state", "closed_at", "closed_why"])
    note(by, at, "drop_handover", handover, area, after={"why": handover.closed_why})
    return handover


def side_of(by: Actor, handover: Handover) -> str:
    """Which of the two the actor is. Refuses everybody else."""
    if by.person_id is not None and by.person_id == handover.left.person_id:
        return GIVE
    check_in_person(by, handover.came.person_id if handover.came else None)
    return TAKE


def _check_once(confirmed_at: datetime | None) -> None:
    if confirmed_at is not None:
        raise Refused(_("This is confirmed already."), Because.CONFLICT)


def _finish_if_done(by: Actor, at: datetime, handover: Handover, area: Area) -> None:
    if handover.tasks.filter(Q(given_at=None) | Q(taken_at=None)).exists():
        return
    handover.state, handover.closed_at = HANDOVER.allowed(handover.state, "finish"), at
    handover.save(update_fields=["state", "closed_at"])
    note(by, at, "finish_handover", handover, area, after={"state": handover.state})


def _hold(handover_id: int) -> tuple[Handover, Area]:
    rows = Handover.objects.select_related("left__type", "left__person", "came__person")
    handover = hold_row(rows, handover_id, NO_HANDOVER)
    return handover, area_of_tenure(handover.left)


def _hold_task(task_id: int) -> tuple[HandoverTask, Handover, Area]:
    """A task of an open handover. The handover is held first: of two last tasks one finds that nothing is left."""
    found = HandoverTask.objects.filter(pk=task_id).values_list("handover_id", flat=True).first()
    handover, area = _hold(found or 0)
    HANDOVER.allowed(handover.state, "confirm")
    return handover.tasks.get(pk=task_id), handover, area
