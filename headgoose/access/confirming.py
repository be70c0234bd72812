"""The password once more, before what a session left open should not be able to do."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from headgoose.access.actions.passages import refuse_sign_in
from headgoose.access.entering import knock_at, nobody_at_door
from headgoose.access.locks import find_lock
from headgoose.access.models import User
from headgoose.access.queries import get_user
from headgoose.access.views.wording import too_many
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused


def confirm_password(request: HttpRequest, typed: str, field: str = "password") -> User:
    """The account, once its password was typed again. Failures count as they do at the door."""
    user, at = get_user(get_actor(request).user_id or 0), now()
    knock = knock_at(request, user.username)
    if until := find_lock(knock, at):
        raise Refused(too_many(until), Because.CONFLICT, field=field)
    if not user.check_password(typed):
        refuse_sign_in(by=nobody_at_door(request), at=at, knock=knock, user=user, what="password again")
        raise Refused(_("This is not your password."), field=field)
    return user
