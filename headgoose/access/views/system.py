"""How the system runs, for the system administrator: what it is, not what is in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.access.running import look
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right


@signed_in
@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Version, database, migrations, last backup, duties."""
    if not get_actor(request).scope(Right.OPERATE):
        raise Refused(_("Your posts do not let you see how the system runs."), Because.FORBIDDEN)
    return render(request, "access/system.html", {"running": look(), "section": "system"})
