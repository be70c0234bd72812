"""Dated facts of places, such as lying on the national border."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import Mark, MarkKind
from headgoose.places.queries import get_span
from headgoose.places.rules import check_date, check_source
from headgoose.records.actions import record_act


@action
def set_mark(*, by: Actor, at: datetime, code: str, kind: MarkKind, start_on: date, source: str) -> Mark:
    """State a fact of a place and all below it, from a date on, naming the source."""
    check_date(start_on, date_of(at))
    span = get_span(code, start_on)
    by.require(Right.IMPORT_PLACES, span.area)
    plain = check_source(source)
    if Mark.objects.filter(place_id=span.place_id, kind=kind, end_on__gt=start_on).exists():
        raise Refused(_("%(name)s has this mark already.") % {"name": span.said}, Because.CONFLICT)
    mark = Mark.objects.create(place_id=span.place_id, kind=kind, start_on=start_on, source=plain)
    record_act(
        by=by,
        at=at,
        verb="places.set_mark",
        subject=f"places.place:{span.place_id}",
        place_key=span.key,
        touches_from=start_on,
        after={"kind": kind.value, "source": plain},
    )
    return mark


@action
def end_mark(*, by: Actor, at: datetime, code: str, kind: MarkKind, on: date) -> None:
    """End a fact of a place at a date."""
    check_date(on, date_of(at))
    span = get_span(code, on)
    by.require(Right.IMPORT_PLACES, span.area)
    mark = Mark.objects.filter(place_id=span.place_id, kind=kind, start_on__lt=on, end_on__gt=on).first()
    if mark is None:
        raise Refused(_("%(name)s does not have this mark on that date.") % {"name": span.said}, Because.NOT_FOUND)
    mark.end_on = on
    mark.save(update_fields=["end_on"])
    record_act(
        by=by,
        at=at,
        verb="places.end_mark",
        subject=f"places.place:{span.place_id}",
        place_key=span.key,
        touches_from=on,
        before={"kind": kind.value},
    )
