"""Seating, ending and moving people: one core for a single form and for an order of half a million lines."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.people.checks import check_order, check_seatings, key_of_post, seat_token
from headgoose.people.endings import Ending, Standing, find_standing
from headgoose.people.models import Batch, EndReason, How, Order, Person, Post, Tenure
from headgoose.people.rules import Seating, check_reach
from headgoose.people.writing import Revision, lay_tenures, revise_tenures, take_turns
from headgoose.records.actions import record_act


@action
def issue_order(
    *, by: Actor, at: datetime, order: Order, lines: Sequence[Seating], endings: Sequence[Ending] = ()
) -> range:
    """Issue an unsaved order: end tenures and write new ones, all or nothing; return the new ids in line order.

    Raises:
        Refused: with `details["faults"]`, a list of Fault, when any line breaks a rule; lines first, then endings.
    """
    take_turns()
    order.save()
    standing = find_standing([ending.tenure_id for ending in endings])
    _hold_persons({line.person_id for line in lines} | {tenure.person_id for tenure in standing.values()})
    posts = check_order(by, date_of(at), lines, endings)
    _end(at, endings, standing, order)
    ids = lay_tenures(at, lines, posts, order)
    days = [line.start_on for line in lines] + [min(e.end_on, standing[e.tenure_id].end_on) for e in endings]
    record_act(
        by=by,
        at=at,
        verb="people.issue_order",
        subject=f"people.order:{order.pk}",
        touches_from=min(days),
        after={"number": order.number, "first_id": ids.start, "count": len(ids), "ended": len(endings)},
    )
    return ids


def _end(at: datetime, endings: Sequence[Ending], standing: Mapping[int, Standing], order: Order) -> None:
    """What shortens a tenure first: it may make room for what lengthens another."""
    in_order = sorted(endings, key=lambda ending: ending.end_on > standing[ending.tenure_id].end_on)
    revise_tenures(
        at,
        [
            Revision(
                e.tenure_id, standing[e.tenure_id].start_on, e.end_on, standing[e.tenure_id].how, e.reason, order.pk
            )
            for e in in_order
        ],
    )


@action
def appoint_person(
    *, by: Actor, at: datetime, line: Seating, token: str | None = None, order: Order | None = None
) -> Tenure:
    """Seat one person in one post and return the tenure.

    Args:
        token: `seat_token` of the post when the form was shown; a seat changed since is refused (CONFLICT).
        order: the unsaved document, if there is one.
    """
    take_turns()
    check_unchanged(line.post_id, token)
    if order is not None:
        order.save()
    ids = _seat(by, at, [line], order)
    tenure = Tenure.objects.get(pk=ids.start)
    record_act(
        by=by,
        at=at,
        verb="people.appoint_person",
        subject=f"people.tenure:{tenure.pk}",
        place_key=key_of_post(line.post_id),
        touches_from=line.start_on,
        after=as_recorded(tenure),
    )
    return tenure


def _seat(by: Actor, at: datetime, lines: Sequence[Seating], order: Order | None) -> range:
    _hold_persons({line.person_id for line in lines})
    return lay_tenures(at, lines, check_seatings(by, date_of(at), lines), order)


@action
def end_tenure(
    *, by: Actor, at: datetime, tenure_id: int, end_on: date, reason: str, token: str | None = None
) -> Tenure:
    """Let a tenure end on a date (the first day no longer in post), today, later, or earlier than was set."""
    take_turns()
    tenure = get_open_tenure(tenure_id, date_of(at), end_on)
    check_unchanged(tenure.post_id, token)
    key = key_of_post(tenure.post_id)
    check_reach(by, tenure.type, key)
    if reason not in EndReason.values or reason == EndReason.VOID:
        raise Refused(_("Say why the tenure ends."), field="reason")
    if end_on <= tenure.start_on:
        raise Refused(_("A tenure must end after it starts."), field="end_on")
    if end_on > tenure.end_on:
        check_longer(by, date_of(at), tenure, end_on)
    before = as_recorded(tenure)
    changed_from = min(end_on, tenure.end_on)
    revise_tenures(at, [Revision(tenure.pk, tenure.start_on, end_on, tenure.how, reason)])
    tenure.refresh_from_db(fields=["end_on", "end_reason", "ended_by", "known_at"])
    record_act(
        by=by,
        at=at,
        verb="people.end_tenure",
        subject=f"people.tenure:{tenure.pk}",
        place_key=key,
        touches_from=changed_from,
        before=before,
        after=as_recorded(tenure),
    )
    return tenure


@action
def transfer_person(
    *,
    by: Actor,
    at: datetime,
    tenure_id: int,
    post_id: int,
    on: date,
    how: str = How.APPOINTED,
    token: str | None = None,
) -> Tenure:
    """Move a person: the old tenure ends on a date and one in the other post begins. Returns the new tenure."""
    left = end_tenure(by=by, at=at, tenure_id=tenure_id, end_on=on, reason=EndReason.TRANSFERRED.value, token=token)
    return appoint_person(by=by, at=at, line=Seating(post_id, left.person_id, on, FOREVER, how))


@action
def open_batch(
    *, by: Actor, at: datetime, code: str, type_id: int, name_zh: str, name_en: str, start_on: date
) -> Batch:
    """Name a batch of people to be sent or recruited together."""
    if Batch.objects.filter(code=code).exists():
        raise Refused(_("There is a batch with this code already."), Because.CONFLICT, field="code")
    batch = Batch.objects.create(code=code, type_id=type_id, name_zh=name_zh, name_en=name_en, start_on=start_on)
    record_act(
        by=by,
        at=at,
        verb="people.open_batch",
        subject=f"people.batch:{batch.pk}",
        touches_from=FOREVER,
        after={"code": code},
    )
    return batch


def get_open_tenure(tenure_id: int, today: date, end_on: date) -> Tenure:
    """The tenure, locked, if it may still be ended or moved; one that has ended is history and stays."""
    rows = Tenure.objects.select_related("type", "person", "post")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    tenure = rows.filter(pk=tenure_id).first()
    if tenure is None:
        raise Refused(_("There is no such tenure."), Because.NOT_FOUND)
    if tenure.end_on <= today:
        when = {"person": tenure.person.name, "day": tenure.end_on.isoformat()}
        raise Refused(
            _("%(person)s left this post on %(day)s; an ended tenure is not changed.") % when, Because.CONFLICT
        )
    if tenure.start_on >= end_on and end_on <= today:
        raise Refused(_("The tenure has not begun by that date."), Because.INVALID, field="end_on")
    return tenure


def check_longer(by: Actor, today: date, tenure: Tenure, end_on: date) -> None:
    """What a tenure gains by a later end must be free as it would have to be for a new one."""
    if end_on == FOREVER:
        raise Refused(_("Say the day on which the tenure ends."), field="end_on")
    check_seatings(by, today, [Seating(tenure.post_id, tenure.person_id, tenure.end_on, end_on)])


def _hold_persons(person_ids: set[int]) -> None:
    """Where rows can be locked, let nobody seat the same people at the same time."""
    if connection.features.has_select_for_update:
        list(Person.objects.select_for_update().filter(pk__in=person_ids).order_by("pk").values_list("pk"))


def check_unchanged(post_id: int, token: str | None) -> None:
    """Refuse when the seat is no longer as the officer saw it. Locks the post's row where rows can be locked."""
    if connection.features.has_select_for_update:
        Post.objects.select_for_update().filter(pk=post_id).first()
    if token is not None and token != seat_token(post_id):
        raise Refused(
            _("Somebody else has changed this seat since you opened it. Look at it again before you act."),
            Because.CONFLICT,
        )


def as_recorded(tenure: Tenure) -> dict[str, object]:
    """A tenure as the trail keeps it."""
    return {
        "post": tenure.post_id,
        "person": tenure.person_id,
        "start_on": tenure.start_on.isoformat(),
        "end_on": tenure.end_on.isoformat(),
        "how": tenure.how,
        "end_reason": tenure.end_reason,
    }
