"""The steps that a page offers, each a small form; and what each does when it is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headgoose.casework import forms_office as forms
from headgoose.casework.actions import calling_back, joining, protecting, steps
from headgoose.casework.actions.steps import Said
from headgoose.casework.choices import categories_for, desks_for
from headgoose.casework.models import Request
from headgoose.casework.rules import check_as_seen, check_return, check_transfer
from headgoose.casework.wording import STEPS
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.refusal import Refused
from headgoose.kernel.registries import Words

Form = forms.OfficeForm
Act = Callable[..., Any]
# A step that is nothing but a button.
AT_ONCE = {"accept", "start", "resume", "call_back"}
# What a page puts first.
FIRST = ("accept", "answer", "resume", "reply")
PLAIN_FORMS: dict[str, type[Form]] = {
    "accept": forms.BareForm,
    "start": forms.BareForm,
    "resume": forms.BareForm,
    "call_back": forms.BareForm,
    "close": forms.PlainForm,
    "answer": forms.AnswerForm,
    "pause": forms.WhyForm,
    "return": forms.WhyForm,
    "reject": forms.WhyForm,
    "reopen": forms.WhyForm,
    "hand_over": forms.HandOverForm,
    "merge": forms.MergeForm,
    "note": forms.NoteForm,
    "reply": forms.ReplyForm,
    "exclude": forms.ExcludeForm,
    "erase": forms.EraseForm,
}
SIMPLE: dict[str, Act] = {
    "accept": steps.accept_request,
    "start": steps.start_request,
    "resume": steps.resume_request,
    "close": steps.close_request,
    "answer": steps.answer_request,
    "pause": steps.pause_request,
    "return": steps.return_request,
    "reject": steps.reject_request,
    "reopen": steps.reopen_request,
    "note": steps.note_on_request,
}
WITH_DESK: dict[str, Act] = {
    "transfer": steps.transfer_request,
    "designate": steps.designate_request,
    "join": joining.join_desk,
}


@dataclass(frozen=True)
class Step:
    """A step as the page offers it.

    Args:
        hindrance: why it cannot be taken now, although the state allows it.
        shut: its form is folded away.
    """

    verb: str
    label: Words
    form: Form
    hindrance: str = ""
    at_once: bool = False
    shut: bool = True


def steps_for(
    request: Request, verbs: Sequence[str], at: datetime, tried: str = "", form: Form | None = None
) -> list[Step]:
    """The steps with these verbs; the one that was tried shows what was wrong with it."""
    ordered = sorted(verbs, key=lambda verb: (verb not in FIRST, verb not in AT_ONCE))
    found = []
    for turn, verb in enumerate(ordered):
        own = form if form is not None and verb == tried else form_of(request, verb, at)
        wrong = form is not None and verb == tried and bool(form.errors)
        shut = not wrong and not (turn == 0 and verb in FIRST)
        found.append(Step(verb, STEPS[verb], own, hindrance_of(request, verb, at), verb in AT_ONCE and not wrong, shut))
    return found


def hindrance_of(request: Request, verb: str, at: datetime) -> str:
    """What else stands against a step."""
    try:
        if verb == "return":
            check_return(request, at)
        if verb == "transfer":
            check_transfer(request)
    except Refused as refused:
        return str(refused)
    return ""


def form_of(request: Request, verb: str, at: datetime, sent: Any = None, files: Any = None) -> Form:
    """The form of a step, empty or with what was sent. Raises KeyError for what is no step at a desk."""
    on, named = date_of(at), f"{verb}_%s"
    if verb == "transfer":
        desks = desks_for(request, on, leave_present=True)
        return forms.TransferForm(desks, categories_for(request, on), sent, files, auto_id=named)
    if verb == "designate":
        return forms.DeskForm(desks_for(request, on), sent, files, auto_id=named)
    if verb == "join":
        return forms.JoinForm(desks_for(request, on, leave_present=True), sent, files, auto_id=named)
    return PLAIN_FORMS[verb](sent, files, auto_id=named)


def take(verb: str, form: Any, by: Actor, at: datetime, request: Request, version: int | None) -> None:
    """Take a step as its form says. Raises Refused."""
    told: dict[str, Any] = {"by": by, "at": at, "request_id": request.pk}
    given = form.cleaned_data
    said = Said(given.get("text", ""), given.get("open", True), given.get("photos") or (), version)
    if verb in SIMPLE:
        SIMPLE[verb](**told, said=said)
    elif verb in WITH_DESK:
        more = {"category": given["category"]} if verb == "transfer" else {}
        WITH_DESK[verb](**told, said=said, desk=form.chosen, **more)
    elif verb == "hand_over":
        steps.hand_over_request(**told, said=said, body=given["body"])
    elif verb == "merge":
        steps.merge_request(**told, said=said, into_id=given["into"])
    elif verb == "reply":
        calling_back.reply_to_answer(**told, said=said, **form.said)
    else:
        _take_without_words(verb, given, told, request, version)


def _take_without_words(
    verb: str, given: dict[str, Any], told: dict[str, Any], request: Request, version: int | None
) -> None:
    check_as_seen(request, version)
    if verb == "call_back":
        calling_back.call_back_petitioner(**told)
    elif verb == "exclude":
        calling_back.exclude_call_back(**told, why=given["why"])
    elif verb == "erase":
        protecting.erase_request(**told)
