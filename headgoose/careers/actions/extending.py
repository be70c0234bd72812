"""Letting somebody stay on beyond the end that was set, within the rule for the kind of post."""

from datetime import date, datetime

from headgoose.careers.actions.reviews import NO_TENURE
from headgoose.careers.actions.trailing import hold_row, note
from headgoose.careers.models import Extension
from headgoose.careers.queries import tenures_known
from headgoose.careers.rules import (
    DOCUMENT_MOST,
    area_of_tenure,
    check_extended_end,
    check_line,
    check_reason,
)
from headgoose.careers.staying import get_leeway
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.writing import action
from headgoose.people.actions.tenures import end_tenure
from headgoose.people.checks import key_of_post
from headgoose.people.models import EndReason
from headgoose.people.rules import check_reach


@action
def extend_tenure(
    *, by: Actor, at: datetime, tenure_id: int, to_on: date, why: str, document: str, token: str | None = None
) -> Extension:
    """Give a tenure a later end, through the action of the room `people` that sets ends.

    Args:
        to_on: the first day no longer in post.
        document: the number of the decision.
        token: `people.checks.seat_token` of the post when the form was shown.
    """
    tenure = hold_row(tenures_known(), tenure_id, NO_TENURE)
    check_reach(by, tenure.type, key_of_post(tenure.post_id))
    leeway = get_leeway(tenure, date_of(at))
    check_extended_end(to_on, tenure.end_on, leeway.limit_on)
    why, document = check_reason(why), check_line(document, DOCUMENT_MOST, "document")
    end_tenure(by=by, at=at, tenure_id=tenure_id, end_on=to_on, reason=EndReason.TERM_OVER.value, token=token)
    extension = Extension.objects.create(
        tenure_id=tenure_id,
        base_on=leeway.base_on,
        from_on=tenure.end_on,
        to_on=to_on,
        limit_on=leeway.limit_on,
        why=why,
        document=document,
        made_at=at,
    )
    after = {"tenure": tenure_id, "end_on": to_on.isoformat(), "why": why, "document": document}
    note(by, at, "extend_tenure", extension, area_of_tenure(tenure), after=after)
    return extension
