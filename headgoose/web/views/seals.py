"""The seals of the trail: which there are, whether the newest hold, their heads to take away."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.records.heads import heads_from, heads_text
from headgoose.records.models import Seal
from headgoose.records.sealing import unsealed_count
from headgoose.records.verifying import verify_seals

ON_PAGE = 30
SEALS_CHECKED = 50
FINDINGS_SHOWN = 200


def _check_may_verify(actor: Actor) -> None:
    # A seal lies over acts of all places; what a check says of them is their numbers.
    if not actor.scope(Right.VERIFY_SEALS):
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)


@signed_in
@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """The seals, newest first; with `?check=yes` the newest are checked with the acts under them."""
    _check_may_verify(get_actor(request))
    before = request.GET.get("before", "")
    rows = Seal.objects.defer("leaves").order_by("-number")
    if before.isascii() and before.isdigit() and len(before) <= 18:
        rows = rows.filter(number__lt=int(before))
    found = list(rows[: ON_PAGE + 1])
    context: dict[str, Any] = {
        "seals": found[:ON_PAGE],
        "next": found[ON_PAGE - 1].number if len(found) > ON_PAGE else None,
        "unsealed": unsealed_count(),
        "checked": SEALS_CHECKED,
        "section": "trail",
    }
    if request.GET.get("check") == "yes":
        verdict = verify_seals(settings.SEAL_FILE, last_seals=SEALS_CHECKED)
        context |= {"verdict": verdict, "findings": verdict.findings[:FINDINGS_SHOWN]}
    return render(request, "web/seals.html", context)


@signed_in
@require_safe
def heads(request: HttpRequest) -> StreamingHttpResponse:
    """The heads of all seals as a file, to keep elsewhere and to check against later."""
    _check_may_verify(get_actor(request))
    answer = StreamingHttpResponse(heads_text(heads_from(0)), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="heads.txt"'
    return answer
