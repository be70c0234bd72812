"""An approved order takes effect as a whole, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action
from headgoose.look.wording import chained
from headgoose.orders.actions.drafting import lock_paper, note
from headgoose.orders.actions.steps import check_sound
from headgoose.orders.models import OrderPaper, Verb
from headgoose.orders.plan import LineFacts, Plan, lines_of, plan_of
from headgoose.orders.rules import area_of_place, check_token
from headgoose.orders.states import ORDER_PAPER
from headgoose.orders.weighing import Outcome, weigh_lines, what_changed
from headgoose.people.actions.persons import register_persons
from headgoose.people.actions.tenures import issue_order
from headgoose.people.endings import Standing, find_standing
from headgoose.people.models import Order
from headgoose.people.rules import Seating
from headgoose.records.actions import Entry, record_acts

TELL = "UPDATE orders_orderline SET made_id = %s, person_id = %s WHERE paper_id = %s AND number = %s"


@action
def issue_paper(*, by: Actor, at: datetime, paper_id: int, token: str | None = None) -> OrderPaper:
    """Issue an approved order: one document, its tenures, and an act for each line; all of it or nothing.

    Raises:
        Refused: when it would no longer do what was approved, with what changed in words in `details["changed"]`.
    """
    paper = lock_paper(by, paper_id)
    state = ORDER_PAPER.allowed(paper.state, "issue")
    lines = lines_of(paper)
    outcome = weigh_lines(by, date_of(at), lines, area_of_place(paper.place_id))
    check_token(paper, token, outcome.token_on(paper))
    check_sound(by, outcome)
    _check_same(paper, outcome)
    plan = plan_of(lines)
    standing = find_standing([ending.tenure_id for ending in plan.endings])
    registered: Sequence[int] = ()
    if plan.newcomers:
        registered = register_persons(by=by, at=at, persons=list(plan.newcomers))
    seatings = plan.with_registered(registered)
    order = Order(number=paper.number, title=paper.title, place_id=paper.place_id, issued_on=date_of(at))
    ids = issue_order(by=by, at=at, order=order, lines=seatings, endings=plan.endings)
    made = dict(zip(plan.seated, ids, strict=True))
    _tell_lines(paper, lines, plan, seatings, made)
    record_acts(
        by=by, at=at, verb="orders.issue_line", entries=_entries(lines, plan, seatings, made, standing, outcome)
    )
    paper.state, paper.order, paper.issued_at = state, order, at
    paper.save(update_fields=["state", "order", "issued_at"])
    note(by, at, "issue_paper", paper, after={"order": order.pk, "seated": len(seatings), "ended": len(plan.endings)})
    return paper


def _check_same(paper: OrderPaper, outcome: Outcome) -> None:
    """Refuse when the records have changed so that the order would do something else than was approved."""
    changed = what_changed(bytes(paper.outcome or b""), outcome)
    if changed:
        reason = _(
            "The records have changed since the order was approved: %(what)s. Return it and have it approved anew."
        )
        raise Refused(reason % {"what": chained(changed)}, Because.CONFLICT, changed=changed)


def _tell_lines(
    paper: OrderPaper, lines: Sequence[LineFacts], plan: Plan, seatings: Sequence[Seating], made: Mapping[int, int]
) -> None:
    """Write into each line the tenure that it made, or ended, and whom it seated."""
    persons = {place: seating.person_id for place, seating in zip(plan.seated, seatings, strict=True)}
    rows = [
        (made.get(place, line.tenure_id), persons.get(place, line.person_id), paper.pk, line.number)
        for place, line in enumerate(lines)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(TELL, rows)


def _entries(
    lines: Sequence[LineFacts],
    plan: Plan,
    seatings: Sequence[Seating],
    made: Mapping[int, int],
    standing: Mapping[int, Standing],
    outcome: Outcome,
) -> list[Entry]:
    """One act for each line: what was, and what is now."""
    of_line = dict(zip(plan.seated, seatings, strict=True))
    entries = []
    for place, line in enumerate(lines):
        tenure = standing.get(line.tenure_id or 0)
        before = {"tenure": tenure.tenure_id, "end_on": tenure.end_on.isoformat()} if tenure else None
        after: dict[str, object] = {"line": line.number, "verb": line.verb, "post": line.post_id}
        seating = of_line.get(place)
        if seating:
            after |= {"person": seating.person_id, "start_on": seating.start_on.isoformat(), "how": seating.how}
            after |= {"end_on": seating.end_on.isoformat()}
        if tenure:
            after |= {"left": tenure.tenure_id, "left_on": line.left_on.isoformat(), "reason": line.reason}
        days = [day for day in (line.start_on, line.left_on if line.verb != Verb.APPOINT else None) if day]
        entries.append(
            Entry(
                subject=f"people.tenure:{made.get(place, line.tenure_id)}",
                place_key=outcome.where[line.number][1],
                touches_from=min(days),
                before=before,
                after=after,
            )
        )
    return entries
