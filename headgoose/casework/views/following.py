"""Whoever holds a tracking code sees how their request stands, adds to it, rates the answer, opens it again, erases it.

The code is the right: no account, and no other page leads here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.casework.actions.calling_back import check_not_replied, current_call_back, reply_to_answer
from headgoose.casework.actions.protecting import erase_request
from headgoose.casework.actions.steps import add_to_request, reopen_request
from headgoose.casework.forms_public import AddForm, CodeForm, PublicForm, ReopenForm, ReplyForm
from headgoose.casework.limiting import Wait, check_adding, check_looking_up, mark_browser, note_wrong_code
from headgoose.casework.models import Photo, Request, RequestState
from headgoose.casework.progress import photos_of, progress_of
from headgoose.casework.rules import CODE_SIGNS, REOPEN_WITHIN, can_reopen, ended_at, main_of, plain_tracking_code
from headgoose.casework.states import REQUEST
from headgoose.casework.views.asking import RESIDENT, retry_after, secret
from headgoose.kernel.clock import now
from headgoose.kernel.gate import public
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.queries import last_spans_of
from headgoose.records.attachments import small_picture
from headgoose.records.pictures import JPEG

View = Callable[..., HttpResponse]


def find_followed(request: HttpRequest, code: str) -> Request | None:
    """The request of a code, or None. Raises Wait where too many wrong codes came from."""
    check_looking_up(request)
    plain = plain_tracking_code(code)
    # What no code can be made of is looked for as nothing: a database does not take every sign.
    plain = plain if set(plain) <= set(CODE_SIGNS) else ""
    one = Request.objects.filter(code=plain).select_related("category", "merged_into").first()
    if one is None:
        note_wrong_code(request)
    return one


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    if request.method != "POST":
        return secret(render(request, "casework/follow.html", {"form": CodeForm()}))
    try:
        found = find_followed(request, request.POST.get("code", ""))
    except Wait as wait:
        return _wait(request, wait)
    return secret(redirect("followed", found.code)) if found else _unknown(request)


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same page whatever was wrong with a code; it does not repeat it."""
    form = CodeForm(data={"code": ""})
    form.errors.clear()
    said = _("There is no request with this code. Look at each sign: it has ten letters and digits.")
    form.add_error("code", said)
    return secret(render(request, "casework/follow.html", {"form": form}, status=404))


def _wait(request: HttpRequest, wait: Wait) -> HttpResponse:
    context = {"form": CodeForm(), "wait": _("Too many codes that do not exist came from here. Wait a moment.")}
    return retry_after(secret(render(request, "casework/follow.html", context, status=wait.status)), wait)


def with_request(view: View) -> View:
    """Hand a view the request of the code in its address; a code that is none leads to the same plain page."""

    @wraps(view)
    def find(request: HttpRequest, tracking: str, **more: Any) -> HttpResponse:
        try:
            found = find_followed(request, tracking)
        except Wait as wait:
            return _wait(request, wait)
        if found is None:
            return _unknown(request)
        answer = secret(view(request, found, **more))
        mark_browser(request, answer, proven=True)
        return answer

    return find


@public
@require_safe
@with_request
def followed(request: HttpRequest, found: Request) -> HttpResponse:
    """How it stands."""
    return _show(request, found, {})


@public
@require_safe
@with_request
def sent(request: HttpRequest, found: Request) -> HttpResponse:
    """It has come in: the code in large type, and what happens next until when."""
    context = {"found": found, "progress": progress_of(found), "place": _place_of(found)}
    return render(request, "casework/ask_sent.html", context)


def _show(request: HttpRequest, found: Request, faulty: dict[str, PublicForm], status: int = 200) -> HttpResponse:
    at = now()
    offered = _offered(found)
    forms: dict[str, PublicForm] = {"add": AddForm(), "reply": ReplyForm(), "reopen": ReopenForm()}
    ended = ended_at(found)
    context = {
        "found": found,
        "progress": progress_of(found),
        "place": _place_of(found),
        "forms": {name: faulty.get(name, form) for name, form in forms.items() if name in offered or name in faulty},
        "faulty": set(faulty),
        "reopen_until": ended + REOPEN_WITHIN if ended and can_reopen(found, at) else None,
    }
    return render(request, "casework/followed.html", context, status=status)


def _offered(found: Request) -> set[str]:
    """What who asked can do now. While an answer waits for a reply, "not solved" is how it is opened again."""
    verbs = {verb for verb in ("add", "reply", "reopen") if verb in REQUEST.verbs(found.state)}
    if "reply" in verbs and not _may_reply(found):
        verbs.discard("reply")
    if "reopen" in verbs and ("reply" in verbs or not can_reopen(found, now())):
        verbs.discard("reopen")
    if found.state == RequestState.MERGED and main_of(found).closed_at is not None:
        verbs.discard("add")
    return verbs


def _may_reply(found: Request) -> bool:
    if found.state == RequestState.MERGED:
        try:
            check_not_replied(found)
        except Refused:
            return False
        return True
    kept = current_call_back(found)
    return can_reopen(found, now()) and (kept is None or kept.replied_at is None or found.state == "answered")


def _place_of(found: Request) -> str:
    spans = last_spans_of({found.place_id, found.village_id})
    names = [spans[pk].said for pk in dict.fromkeys([found.village_id, found.place_id]) if pk in spans]
    return " · ".join(names)


def _sending(request: HttpRequest, found: Request, name: str, form: PublicForm, act: Callable[[], Any]) -> HttpResponse:
    """Do what a form asks for and go back to the page; else show it again with what is wrong."""
    if not form.is_valid():
        return _show(request, found, {name: form}, form.status)
    try:
        check_adding(found.pk)
        _twice(act)
    except Wait as wait:
        form.refuse(wait)
        return retry_after(_show(request, found, {name: form}, wait.status), wait)
    except Refused as refused:
        if refused.because is Because.FORBIDDEN:
            raise
        form.refuse(refused)
        return _show(request, Request.objects.get(pk=found.pk), {name: form}, refused.status)
    return redirect("followed", found.code)


def _twice(act: Callable[[], Any]) -> None:
    try:
        act()
    except IntegrityError:
        # A double tap that came at the very same moment: by now the other one is there.
        act()


@public
@sensitive_post_parameters()
@require_POST
@with_request
def add(request: HttpRequest, found: Request) -> HttpResponse:
    """Add words and pictures."""
    form = AddForm(request.POST, request.FILES)
    return _sending(
        request,
        found,
        "add",
        form,
        lambda: add_to_request(by=RESIDENT, at=now(), request_id=found.pk, said=form.said()),
    )


@public
@sensitive_post_parameters()
@require_POST
@with_request
def reply(request: HttpRequest, found: Request) -> HttpResponse:
    """Say whether the answer solves it."""
    form = ReplyForm(request.POST)
    return _sending(
        request,
        found,
        "reply",
        form,
        lambda: reply_to_answer(by=RESIDENT, at=now(), request_id=found.pk, petitioner=True, **form.reply()),
    )


@public
@sensitive_post_parameters()
@require_POST
@with_request
def reopen(request: HttpRequest, found: Request) -> HttpResponse:
    """Open it again."""
    form = ReopenForm(request.POST, request.FILES)
    return _sending(
        request,
        found,
        "reopen",
        form,
        lambda: reopen_request(by=RESIDENT, at=now(), request_id=found.pk, said=form.said(), petitioner=True),
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
@with_request
def erase(request: HttpRequest, found: Request) -> HttpResponse:
    """Erase all that was said and shown, and who asked, after one more question."""
    if request.method != "POST":
        return render(request, "casework/follow_erase.html", {"found": found, "place": _place_of(found)})
    if found.erased_at is None:
        erase_request(by=RESIDENT, at=now(), request_id=found.pk, petitioner=True)
    return redirect("followed", found.code)


@public
@require_safe
@with_request
def photo(request: HttpRequest, found: Request, photo_id: int) -> HttpResponse:
    """A picture of one's own, or of an answer."""
    main = main_of(found)
    if photo_id not in {one for some in photos_of(found, main).values() for one in some}:
        return _unknown(request)
    content = bytes(Photo.objects.get(pk=photo_id).content)
    answer = HttpResponse(small_picture(content), content_type=JPEG)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
