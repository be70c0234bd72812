"""One's own channels: the list, adding one, its page with the code, what it takes, pausing and removing it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.notices.actions import channels as acts
from headgoose.notices.forms import AddressForm, ChannelForm, CodeForm, WantsForm
from headgoose.notices.models import Channel, Service, State, Wants
from headgoose.notices.queries import Shown, open_channels, own_channel, show_channels
from headgoose.notices.rules import read_address
from headgoose.notices.wording import error_words, state_words


@signed_in
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Your channels, and what can be added."""
    context = {
        "channels": [(shown, error_words(shown.channel.last_error)) for shown in _shown(request)],
        "services": [one for one in Service if one.value in settings.NOTICE_SERVICES],
        "section": "notices",
    }
    return render(request, "notices/channels.html", context)


@signed_in
@sensitive_post_parameters("address", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, service: Service) -> HttpResponse:
    """Add a channel; its code is on its way before the page of the channel opens."""
    if service.value not in settings.NOTICE_SERVICES:
        raise Refused(_("The operator of this server has not switched this service on."), Because.NOT_FOUND)
    form = AddressForm(service, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            address = read_address(service, form.cleaned_data["address"], form.cleaned_data.get("secret", ""))
            language = get_language() or settings.LANGUAGE_CODE
            made = acts.choose_channel(
                by=get_actor(request), at=now(), service=service, address=address, language=language
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("notice-channel", made.pk)
    context = {"form": form, "service": service, "robot": service is not Service.MAIL, "section": "notices"}
    return render(request, "notices/add.html", context, status=form.status if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A channel: its code first, then what goes there."""
    own = own_channel(get_actor(request).person_id, channel_id)
    form: ChannelForm = _form(own, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            _carry_out(request, own, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("notice-channels")
    (shown,) = show_channels([own])
    return _page(request, shown, form)


def _form(own: Channel, sent: Any) -> ChannelForm:
    return WantsForm(own, sent) if own.confirmed_at else CodeForm(sent)


def _carry_out(request: HttpRequest, own: Channel, form: ChannelForm) -> None:
    by, at, said = get_actor(request), now(), form.cleaned_data
    if own.confirmed_at is None:
        acts.try_code(by=by, at=at, channel_id=own.pk, code=said["code"])
        messages.success(request, _("Confirmed: notices go there from now on."))
        return
    wants, kinds = Wants(said["wants"]), said.get("kinds", [])
    acts.change_channel(by=by, at=at, channel_id=own.pk, wants=wants, kinds=kinds, language=said["language"])
    messages.success(request, _("Changed."))


def _page(request: HttpRequest, shown: Shown, form: ChannelForm) -> HttpResponse:
    code = None if shown.channel.confirmed_at else shown.code
    context = {
        "shown": shown,
        "form": form,
        "error": error_words(shown.channel.last_error),
        "code_state": state_words(code.state) if code else "",
        "code_sent": code is not None and code.state == State.SENT,
        "code_error": error_words(code.last_error) if code else "",
        "section": "notices",
    }
    return render(request, "notices/channel.html", context, status=form.status if form.errors else 200)


@signed_in
@require_POST
def send_code(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Have another code sent."""
    acts.renew_code(by=get_actor(request), at=now(), channel_id=channel_id)
    messages.success(request, _("Another code is on its way."))
    return redirect("notice-channel", channel_id)


@signed_in
@require_POST
def pause(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Have nothing go there for a while."""
    acts.pause_channel(by=get_actor(request), at=now(), channel_id=channel_id)
    messages.success(request, _("Paused."))
    return redirect("notice-channels")


@signed_in
@require_POST
def resume(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Use it again, or try a failing one at once."""
    acts.resume_channel(by=get_actor(request), at=now(), channel_id=channel_id)
    messages.success(request, _("In use again."))
    return redirect("notice-channels")


@signed_in
@require_POST
def remove(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Remove it with its address."""
    acts.remove_channel(by=get_actor(request), at=now(), channel_id=channel_id)
    messages.success(request, _("Removed: its address is gone."))
    return redirect("notice-channels")


def _shown(request: HttpRequest) -> list[Shown]:
    return show_channels(open_channels(get_actor(request).person_id))
