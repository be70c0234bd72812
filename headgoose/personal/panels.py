"""What the room hangs into pages of other rooms: the page of a person."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import today
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.personal.queries import Subject, doubles_of, find_subject, masked_fields


def person_panel(person_id: int, actor: Actor, on: date) -> str:
    """The masked values, for whoever may see or correct them; for others nothing. They are as of today, always."""
    try:
        subject = find_subject(person_id, actor, today())
    except Refused:
        return ""
    return render_to_string("personal/panel.html", panel_context(subject, actor)) if subject.sees else ""


def panel_context(subject: Subject, actor: Actor) -> dict[str, Any]:
    """What the panel needs; persons with the same identity number only where the reader may see both numbers."""
    fields = masked_fields(subject.person.pk)
    areas = actor.scope(Right.REVEAL_PERSONAL)
    printed = next((shown.fingerprint for shown in fields if shown.fingerprint), "")
    return {
        "person": subject.person,
        "values": [{"shown": shown, "may_record": subject.may_record(shown.kind)} for shown in fields],
        "own": subject.own,
        "may_reveal": subject.own or subject.may_reveal,
        "may_record": any(subject.may_record(shown.kind) for shown in fields),
        "none_held": not any(shown.held for shown in fields),
        "doubles": doubles_of(printed, subject.person.pk, areas),
    }
