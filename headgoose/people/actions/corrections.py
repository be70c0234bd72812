"""Putting right what is on record: what was believed stays on record too, and an order can be taken back whole."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.people.actions.tenures import as_recorded, check_unchanged
from headgoose.people.checks import check_seatings, key_of_post, refuse_all
from headgoose.people.endings import Standing, find_standing
from headgoose.people.models import EndReason, How, Order, PostType, Tenure, TenurePast
from headgoose.people.rules import Fault, Seating, check_reach, integers, outside, reach
from headgoose.people.writing import Revision, revise_tenures, take_turns
from headgoose.records.actions import record_act

WHY_AT_LEAST = 4
IDS_A_QUERY = 900


@action
def correct_tenure(
    *,
    by: Actor,
    at: datetime,
    tenure_id: int,
    start_on: date,
    end_on: date,
    how: str,
    end_reason: str,
    why: str,
    document: str = "",
    token: str | None = None,
) -> Tenure:
    """Put right a tenure that was recorded wrongly, also one that has ended.

    Args:
        why: what was wrong, in words; `document` names the paper that proves it.
        token: `seat_token` of the post when the form was shown.
    """
    tenure = _get_to_correct(by, tenure_id, token, why)
    if how not in How.values:
        raise Refused(_("Say how the person came to the post."), field="how")
    if end_reason and (end_reason not in EndReason.values or end_reason == EndReason.VOID):
        raise Refused(_("Say why the tenure ends."), field="end_reason")
    before = as_recorded(tenure)
    line = Seating(tenure.post_id, tenure.person_id, start_on, end_on, how)
    check_seatings(by, date_of(at), [line], {tenure.pk: (tenure.start_on, tenure.start_on)})
    changed_from = min(start_on, tenure.start_on) if start_on != tenure.start_on else min(end_on, tenure.end_on)
    revise_tenures(at, [Revision(tenure.pk, start_on, end_on, how, end_reason, tenure.ended_by_id)])
    return _record("people.correct_tenure", by, at, tenure, before, changed_from, why, document)


@action
def void_tenure(
    *, by: Actor, at: datetime, tenure_id: int, why: str, document: str = "", token: str | None = None
) -> Tenure:
    """Say that a tenure never was: it was recorded by mistake. It stays on record as what was believed."""
    tenure = _get_to_correct(by, tenure_id, token, why)
    before = as_recorded(tenure)
    revise_tenures(at, [_voided(tenure.pk, tenure.start_on, tenure.how, tenure.ended_by_id)])
    return _record("people.void_tenure", by, at, tenure, before, tenure.start_on, why, document)


def _voided(tenure_id: int, start_on: date, how: str, ended_by_id: int | None) -> Revision:
    return Revision(tenure_id, start_on, start_on, how, EndReason.VOID.value, ended_by_id)


def _get_to_correct(by: Actor, tenure_id: int, token: str | None, why: str) -> Tenure:
    take_turns()
    rows = Tenure.objects.select_related("type", "person", "post")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    tenure = rows.filter(pk=tenure_id).first()
    if tenure is None:
        raise Refused(_("There is no such tenure."), Because.NOT_FOUND)
    check_unchanged(tenure.post_id, token)
    check_reach(by, tenure.type, key_of_post(tenure.post_id))
    check_why(why)
    return tenure


def check_why(why: str) -> None:
    """A correction says in words what was wrong."""
    if not WHY_AT_LEAST <= len(why.strip()) <= 200:
        raise Refused(_("Say in 4 to 200 characters what was wrong."), field="why")


def _record(
    verb: str,
    by: Actor,
    at: datetime,
    tenure: Tenure,
    before: dict[str, object],
    changed_from: date,
    why: str,
    document: str,
) -> Tenure:
    tenure = Tenure.with_voided.select_related("type", "person", "post").get(pk=tenure.pk)
    record_act(
        by=by,
        at=at,
        verb=verb,
        subject=f"people.tenure:{tenure.pk}",
        place_key=key_of_post(tenure.post_id),
        touches_from=changed_from,
        before=before,
        after={**as_recorded(tenure), "why": why.strip(), "document": document.strip()[:120]},
    )
    return tenure


@action
def withdraw_order(*, by: Actor, at: datetime, order_id: int, why: str) -> tuple[list[int], list[int]]:
    """Take an issued order back: the tenures it began never were, those it ended are as before.

    Returns:
        The ids of the tenures voided and of those restored.

    Raises:
        Refused: with `details["faults"]`; a Fault's line counts the order's new tenures by id, then its endings by id.
    """
    check_why(why)
    take_turns()
    orders = Order.objects.select_for_update() if connection.features.has_select_for_update else Order.objects
    order = orders.filter(pk=order_id).first()
    if order is None:
        raise Refused(_("There is no such order."), Because.NOT_FOUND)
    begun = sorted(Tenure.objects.filter(order_id=order_id).values_list("pk", flat=True))
    ended = sorted(Tenure.objects.filter(ended_by_id=order_id).values_list("pk", flat=True))
    if not begun and not ended:
        raise Refused(_("This order seats and ends nobody any more."), Because.CONFLICT)
    standing = find_standing([*begun, *ended])
    restored = _restored(order_id, begun, ended)
    _check_may_withdraw(by, [standing[pk] for pk in [*begun, *ended]])
    _check_room(by, date_of(at), begun, [standing[pk] for pk in ended], restored, standing)
    revise_tenures(at, [_voided(pk, standing[pk].start_on, standing[pk].how, None) for pk in begun])
    shorter_first = sorted(restored, key=lambda revision: revision.end_on > standing[revision.tenure_id].end_on)
    revise_tenures(at, shorter_first)
    days = [standing[pk].start_on for pk in begun]
    days += [min(revision.end_on, standing[revision.tenure_id].end_on) for revision in restored]
    record_act(
        by=by,
        at=at,
        verb="people.withdraw_order",
        subject=f"people.order:{order_id}",
        touches_from=min(days),
        before={"number": order.number},
        after={"voided": len(begun), "restored": len(ended), "why": why.strip()},
    )
    return begun, ended


def _restored(order_id: int, begun: Sequence[int], ended: Sequence[int]) -> list[Revision]:
    """What the tenures that an order ended were before. Refused where anything was changed since."""
    changed = set(begun) & _with_past(begun)
    newest: dict[int, TenurePast] = {}
    for start in range(0, len(ended), IDS_A_QUERY):
        past = TenurePast.objects.filter(tenure_id__in=ended[start : start + IDS_A_QUERY]).order_by("pk")
        newest.update((version.tenure_id, version) for version in past)
    changed |= {pk for pk in ended if pk not in newest or newest[pk].ended_by_id == order_id}
    reason = _("This tenure was changed after the order was issued.")
    in_line = [*begun, *ended]
    refuse_all([Fault(n, reason, "tenure", Because.CONFLICT) for n, pk in enumerate(in_line) if pk in changed])
    return [
        Revision(pk, v.start_on, v.end_on, v.how, v.end_reason, v.ended_by_id)
        for pk, v in ((pk, newest[pk]) for pk in ended)
    ]


def _with_past(tenure_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(tenure_ids), IDS_A_QUERY):
        some = tenure_ids[start : start + IDS_A_QUERY]
        found.update(TenurePast.objects.filter(tenure_id__in=some).values_list("tenure_id", flat=True))
    return found


def _check_may_withdraw(by: Actor, tenures: Sequence[Standing]) -> None:
    """The actor reaches every post of the order."""
    types = integers([tenure.type_id for tenure in tenures])
    keys = integers([tenure.key for tenure in tenures])
    for type_ in PostType.objects.filter(pk__in=set(types.tolist())):
        if ((types == type_.pk) & outside(reach(by, type_), keys)).any():
            reason = _("Your posts do not let you fill or end “%(post)s” here.") % {"post": type_.name}
            raise Refused(reason, Because.FORBIDDEN)


def _check_room(
    by: Actor,
    today: date,
    begun: Sequence[int],
    ended: Sequence[Standing],
    restored: Sequence[Revision],
    standing: dict[int, Standing],
) -> None:
    """What the ended tenures get back must still be free, once the new ones are gone."""
    as_if = {pk: (standing[pk].start_on, standing[pk].start_on) for pk in begun}
    lines, number = [], []
    for n, (tenure, before) in enumerate(zip(ended, restored, strict=True)):
        if before.end_on > tenure.end_on:
            lines.append(Seating(tenure.post_id, tenure.person_id, tenure.end_on, before.end_on))
            number.append(len(begun) + n)
    if not lines:
        return
    try:
        check_seatings(by, today, lines, as_if)
    except Refused as refusal:
        refuse_all([fault._replace(line=number[fault.line]) for fault in refusal.details.get("faults", ())])
        raise
