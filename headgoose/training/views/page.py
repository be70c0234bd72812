"""What the page of a class shows, to those who organise it, fill its seats, or are in it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import children, last_spans_of
from headgoose.training.evaluations import summary_of
from headgoose.training.forms import FileForm, SlotForm, WhyForm
from headgoose.training.models import ClassState, Enrolment, Quota, Session, TrainingClass
from headgoose.training.queries import (
    enrolments_seen,
    find_own_enrolment,
    free_seats,
    get_class,
    length_of,
    organises,
    present_at,
)
from headgoose.training.states import TRAINING_CLASS
from headgoose.training.wording import time_text

LISTS_SHOWN = 3


@dataclass(frozen=True)
class QuotaRow:
    """A quota on the page: its place, how many of its seats are free, and what the reader may do with it."""

    quota: Quota
    span: Span
    free: int
    parts: int
    taken: int
    may_fill: bool
    may_change: bool


@dataclass(frozen=True)
class SessionRow:
    """A session on the page, and how many of those seen were there."""

    session: Session
    when: str
    present: int


@dataclass(frozen=True)
class PersonRow:
    """Somebody in the class, with where they are in post and the sessions that they were at."""

    enrolment: Enrolment
    span: Span
    came: int
    may_withdraw: bool


def show_class(request: HttpRequest, class_id: int, *, slot_form: Any = None, file_form: Any = None) -> HttpResponse:
    """The page; with a form that was refused its faults, and 4xx."""
    actor = get_actor(request)
    found = get_class(actor, class_id)
    form = slot_form or file_form
    status = form.status if form and form.errors else 200
    context = {
        **around(actor, found),
        **_people(actor, found),
        "slot_form": slot_form or SlotForm(initial={"on": found.start_on}),
        "file_form": file_form or FileForm(),
        "why_form": WhyForm(),
        "evaluation": summary_of(found),
        "materials": found.materials.filter(removed_at=None),
        "lists": found.lists.all()[:LISTS_SHOWN],
        "length": length_of(found),
    }
    return render(request, "training/class.html", context, status=status)


def around(actor: Actor, found: TrainingClass) -> dict[str, Any]:
    """What every page of a class shows: its heading, and what the reader may do."""
    organised, verbs = organises(actor, found), set(TRAINING_CLASS.verbs(found.state))
    ended = [session.end_at <= now() for session in found.sessions.all()]
    own = find_own_enrolment(actor, found)
    over = bool(ended) and all(ended)
    may = {f"may_{verb}": organised and verb in verbs for verb in ("change", "announce", "mark", "cancel", "correct")}
    return {
        "one": found,
        "span": last_spans_of([found.place_id])[found.place_id],
        "organised": organised,
        "own": own,
        "certificate": getattr(own, "certificate", None) if own else None,
        "may_begin": organised and "begin" in verbs and found.start_on <= today(),
        "may_approve": organised and "approve" in verbs and over,
        "may_evaluate": own is not None and not own.answered and "evaluate" in verbs and over,
        "may_add": organised and found.state != ClassState.CANCELLED,
        **may,
        "crumbs": [(_("Training"), reverse("training")), (found.title, "")],
        "section": "training",
    }


def _people(actor: Actor, found: TrainingClass) -> dict[str, Any]:
    quotas = quota_rows(actor, found)
    rows = enrolments_seen(actor, found)
    present = present_at(found)
    came: dict[int, int] = {}
    at: dict[int, int] = {}
    seen = {row.pk for row in rows}
    for session, enrolment in present:
        if enrolment in seen:
            came[enrolment] = came.get(enrolment, 0) + 1
            at[session] = at.get(session, 0) + 1
    spans = last_spans_of(row.tenure.place_id for row in rows)
    fills = {row.quota.pk for row in quotas if row.may_fill}
    withdraws = "withdraw" in TRAINING_CLASS.verbs(found.state)
    people = [
        PersonRow(row, spans[row.tenure.place_id], came.get(row.pk, 0), withdraws and row.quota_id in fills)
        for row in rows
    ]
    below = places_below(quotas) if "hand_out" in TRAINING_CLASS.verbs(found.state) else []
    return {
        "quotas": quotas,
        "below": below,
        "may_hand_out": bool(below),
        "may_name": any(row.may_fill and row.free for row in quotas) and "name" in TRAINING_CLASS.verbs(found.state),
        "people": [row for row in people if row.enrolment.withdrawn_at is None],
        "withdrawn": [row for row in people if row.enrolment.withdrawn_at is not None],
        "sessions": [
            SessionRow(one, time_text(one.start_at, one.end_at), at.get(one.pk, 0)) for one in found.sessions.all()
        ],
    }


def places_below(quotas: list[QuotaRow]) -> list[Span]:
    """Where the reader can hand out seats that has none yet."""
    given = {row.quota.place_id for row in quotas}
    found = {
        place.place_id: place
        for row in quotas
        if row.may_fill and row.free and row.span.level < Level.TOWNSHIP
        for place in children(row.span, today())
    }
    return [place for pk, place in found.items() if pk not in given]


def quota_rows(actor: Actor, found: TrainingClass) -> list[QuotaRow]:
    """The quotas of a class from the top, and what the reader may do with each."""
    quotas = list(found.quotas.all())
    spans = last_spans_of(quota.place_id for quota in quotas)
    free = free_seats(quotas)
    parts: dict[int, int] = {}
    for quota in quotas:
        if quota.parent_id:
            parts[quota.parent_id] = parts.get(quota.parent_id, 0) + quota.seats
    open_ = "hand_out" in TRAINING_CLASS.verbs(found.state)
    fills = {quota.pk: actor.may(Right.TRAIN, spans[quota.place_id].area) for quota in quotas}
    rows = [
        QuotaRow(
            quota=quota,
            span=spans[quota.place_id],
            free=free[quota.pk],
            parts=parts.get(quota.pk, 0),
            taken=quota.seats - parts.get(quota.pk, 0) - free[quota.pk],
            may_fill=fills[quota.pk],
            may_change=open_ and quota.parent_id is not None and fills.get(quota.parent_id, False),
        )
        for quota in quotas
    ]
    return sorted(rows, key=lambda row: (row.span.key, row.span.kind))
