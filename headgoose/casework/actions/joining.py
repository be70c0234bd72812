"""Other desks join a request: one leads, the others help."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from headgoose.casework.actions.steps import NOTHING, Said, take_step
from headgoose.casework.desks import chain_of_key, get_type
from headgoose.casework.log import lock_request
from headgoose.casework.models import Joiner, Request
from headgoose.casework.telling import tell_desk
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.writing import action


@action
def join_desk(*, by: Actor, at: datetime, request_id: int, desk: tuple[str, str], said: Said = NOTHING) -> Request:
    """Bring in another desk, (code of the place, code of the type of post), of the request's own place or above it."""
    request = lock_request(request_id)
    place, type_code = desk
    spans = chain_of_key(request.key, date_of(at)).spans.values()
    span = next((span for span in spans if span.code == place), None)
    type_ = get_type(type_code)
    if span is None or int(span.kind) not in type_.kinds:
        raise Refused(_("There is no such post at this place."), field="desk")
    if (span.place_id, type_.pk) == (request.desk_place_id, request.desk_type_id):
        raise Refused(_("That desk leads already."), Because.CONFLICT, field="desk")
    if Joiner.objects.filter(request=request, place_id=span.place_id, type=type_).exists():
        raise Refused(_("That desk has joined already."), Because.CONFLICT, field="desk")
    outcome = {"place": span.place_id, "type": type_.pk}
    done = take_step(by, at, request_id, "join", said, outcome=outcome)
    Joiner.objects.create(request=request, place_id=span.place_id, type=type_, joined_at=at)
    tell_desk(done, (span.place_id, type_.pk), "request_joined", at)
    return done
