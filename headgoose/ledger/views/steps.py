"""The steps of a voucher, each a button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.posting import post_voucher, return_voucher, review_voucher
from headgoose.ledger.actions.vouchers import discard_voucher, reverse_voucher
from headgoose.ledger.forms import ReversalForm, WhyForm
from headgoose.ledger.listing import get_readable, next_waiting
from headgoose.ledger.models import Voucher
from headgoose.ledger.views.around import address
from headgoose.ledger.views.entering import read_version
from headgoose.ledger.views.vouchers import show_voucher
from headgoose.ledger.wording import name_of
from headgoose.places.models import Span

HIDDEN = {Because.NOT_FOUND, Because.FORBIDDEN}


def _take(
    request: HttpRequest, voucher_id: int, act: Callable[..., Voucher], words: dict[str, Any] | None = None
) -> Voucher | HttpResponse:
    """Take a step; the page of the voucher with the reason where it is refused."""
    seen = _version_seen(request)
    try:
        return act(by=get_actor(request), at=now(), voucher_id=voucher_id, version=seen, **(words or {}))
    except Refused as refused:
        if refused.because in HIDDEN:
            raise
        return show_voucher(request, voucher_id, refused=refused)


def _version_seen(request: HttpRequest) -> int | None:
    text = request.POST.get("version")
    return None if text is None else read_version(text)


@signed_in
@require_POST
def review(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Say that it is right; it is posted later."""
    taken = _take(request, voucher_id, review_voucher)
    if isinstance(taken, HttpResponse):
        return taken
    messages.success(request, _("Reviewed; it can be posted now."))
    return redirect("voucher", voucher_id)


@signed_in
@require_POST
def post(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Post, a draft reviewed in the same step; `next` goes on to what waits next."""
    taken = _take(request, voucher_id, post_voucher)
    if isinstance(taken, HttpResponse):
        return taken
    said = {"voucher": name_of(taken)}
    if "next" not in request.POST:
        messages.success(request, _("Posted: %(voucher)s.") % said)
        return redirect("voucher", voucher_id)
    return _go_on(request, voucher_id, _("Posted: %(voucher)s.") % said)


def _go_on(request: HttpRequest, voucher_id: int, said: str) -> HttpResponse:
    """On to what the actor reviews next; to the desk where nothing waits any more."""
    actor = get_actor(request)
    done, span = get_readable(actor, voucher_id)
    following = next_waiting(actor, done, today())
    if following is None:
        messages.success(request, f"{said} {_('Nothing more waits for your review.')}")
        return redirect(_desk(span))
    if following.book_id != done.book_id:
        _next, there = get_readable(actor, following.pk)
        said = f"{said} {_('Next village: %(village)s.') % {'village': there.said}}"
    messages.success(request, said)
    return redirect("voucher", following.pk)


@signed_in
@require_safe
def skip(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Leave it waiting and look at what waits after it."""
    actor = get_actor(request)
    left, span = get_readable(actor, voucher_id)
    following = next_waiting(actor, left, today(), past=True)
    return redirect("voucher", following.pk) if following else redirect(_desk(span))


def _desk(span: Span) -> str:
    """Where one goes when nothing more waits."""
    return address("books") or reverse("vouchers", args=[span.code])


@signed_in
@require_POST
def give_back(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Give it back to its maker, with a reason."""
    form = WhyForm(request.POST, auto_id="return_%s")
    if form.is_valid():
        try:
            why, seen = form.cleaned_data["why"], _version_seen(request)
            return_voucher(by=get_actor(request), at=now(), voucher_id=voucher_id, why=why, version=seen)
        except Refused as refused:
            if refused.because in HIDDEN:
                raise
            form.refuse(refused)
        else:
            return _go_on(request, voucher_id, _("It was given back to its maker."))
    return show_voucher(request, voucher_id, form=form)


@signed_in
@require_POST
def discard(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Put a draft aside."""
    taken = _take(request, voucher_id, discard_voucher)
    if isinstance(taken, HttpResponse):
        return taken
    messages.success(request, _("The draft was put aside."))
    return redirect("voucher", voucher_id)


@signed_in
@require_POST
def turn(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Draft the dated red-letter reversal of a posted voucher."""
    form = ReversalForm(request.POST, auto_id="reverse_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            drafted = reverse_voucher(
                by=get_actor(request), at=now(), voucher_id=voucher_id, on=said["on"], why=said["why"]
            )
        except Refused as refused:
            if refused.because in HIDDEN:
                raise
            form.refuse(refused)
        else:
            messages.success(request, _("The reversal was drafted; it waits for review like any voucher."))
            return redirect("voucher", drafted.pk)
    return show_voucher(request, voucher_id, form=form)
