"""What this room's acts upon requests and their settings are called in the trail. What was said never stands there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from headgoose.casework.history import about_of
from headgoose.casework.models import Category, ClientKey, DeadlineRule, Request, RequestState, RouteRule, Urgency
from headgoose.casework.models.tables import Dated
from headgoose.casework.queries import find_seen
from headgoose.casework.rules import point_of
from headgoose.casework.tables import NamesInForce, tables
from headgoose.casework.wording import LEVELS, number_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import FieldWords, Named, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.places.queries import last_spans_of

VERBS = {
    "casework.receive_request": _("A request came in"),
    "casework.repeat_request": _("A request was sent once more; it had come in already"),
    "casework.repeat_step": _("A step of a request was sent once more; it had been taken already"),
    "casework.accept_request": _("A request was accepted"),
    "casework.start_request": _("Work on a request began"),
    "casework.pause_request": _("A request was paused"),
    "casework.resume_request": _("A paused request went on"),
    "casework.answer_request": _("A request was answered"),
    "casework.note_request": _("A note was written on a request"),
    "casework.add_request": _("Who asked added to a request"),
    "casework.reject_request": _("A request was rejected"),
    "casework.hand_over_request": _("A request was passed to an office outside"),
    "casework.close_request": _("A request was closed"),
    "casework.close_silent": _("A request was closed after silence"),
    "casework.return_request": _("A request was given back"),
    "casework.transfer_request": _("A request was sent to another desk"),
    "casework.designate_request": _("The county designated the desk of a request"),
    "casework.reopen_request": _("A request was opened again"),
    "casework.merge_request": _("A request was merged into another"),
    "casework.join_request": _("Another desk joined a request"),
    "casework.escalate_request": _("A late request was passed to the level above"),
    "casework.move_request": _("A request followed a change of the map"),
    "casework.follow_map": _("Requests followed a change of the map"),
    "casework.call_back_request": _("Who asked was called and not reached"),
    "casework.reply_request": _("Who asked replied to an answer"),
    "casework.exclude_request": _("A request was left out of the rates"),
    "casework.erase_request": _("What was said in a request was erased"),
    "casework.reveal_petitioner": _("Who asked was shown"),
    "casework.clear_petitioners": _("Who asked was cleared after the period for keeping it"),
    "casework.clear_words": _("What was said in requests was cleared after the period for keeping it"),
    "casework.carry_over_requests": _("Requests of former years were carried over"),
    "casework.make_client_key": _("A key for programmes that send requests was made"),
    "casework.end_client_key": _("A key for programmes that send requests was ended"),
    "casework.set_category": _("A category of requests was set"),
    "casework.end_category": _("A category of requests set here was ended"),
    "casework.set_deadline": _("A deadline of requests was set"),
    "casework.end_deadline": _("A deadline of requests set here was ended"),
    "casework.set_route": _("A route of requests was set"),
    "casework.end_route": _("A route of requests set here was ended"),
}
FIELDS = {
    "event": FieldWords(_("Line of its log")),
    "urgency": FieldWords(_("How soon"), words=dict(Urgency.choices)),
    "accept_minutes": FieldWords(_("Minutes until it is accepted")),
    "answer_minutes": FieldWords(_("Minutes until it is answered")),
    "escalated_minutes": FieldWords(_("Minutes for each level above")),
    "working": FieldWords(_("On working days only")),
    "private": FieldWords(_("Never in public lists")),
    "moved": FieldWords(_("Requests that follow")),
    "ended_by": FieldWords(_("Ended by")),
}
NOUNS: dict[str, tuple[type[Dated], Any]] = {
    "casework.category": (Category, pgettext_lazy("of requests", "Category")),
    "casework.deadline": (DeadlineRule, pgettext_lazy("of requests", "Deadline")),
    "casework.route": (RouteRule, pgettext_lazy("of requests", "Route")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields({**FIELDS, **_shared_fields()})
    name_subject(SubjectKind("casework.request", _("Request"), name_requests, areas_of_requests))
    for noun, (model, label) in NOUNS.items():
        name_subject(SubjectKind(noun, label, _namer(model), _locator(model)))
    kind = _("Key for programmes that send requests")
    name_subject(SubjectKind("casework.client_key", kind, name_client_keys))


def _shared_fields() -> dict[str, FieldWords]:
    """Fields that other rooms name too: they are named here only where nobody did."""
    from headgoose.kernel.trail_words import fields

    mine = {
        "state": FieldWords(_("State"), words=dict(RequestState.choices)),
        "level": FieldWords(_("Level"), words={str(int(level)): label for level, label in LEVELS.items()}),
        "purpose": FieldWords(_("What for")),
        "category": FieldWords(_("Category"), words=NamesInForce(lambda: tables().categories)),
        "source": FieldWords(_("Source")),
        "count": FieldWords(_("Count")),
    }
    return {name: words for name, words in mine.items() if name not in fields}


def name_requests(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Requests by their numbers, where the actor may see them."""
    seen = find_seen(actor, on, ids)
    return {number: Named(number_of(number), reverse("request", args=[number])) for number in seen}


def areas_of_requests(ids: Sequence[int]) -> Mapping[int, Area]:
    """Where requests lie."""
    return {number: point_of(key) for number, key in Request.objects.filter(pk__in=ids).values_list("pk", "key")}


def name_client_keys(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Keys by the programmes that use them, for those who could make them there."""
    keys = {key.pk: key for key in ClientKey.objects.filter(pk__in=ids)}
    spans = last_spans_of(key.place_id for key in keys.values())
    return {
        pk: Named(key.name)
        for pk, key in keys.items()
        if key.place_id in spans and actor.may(Right.SET_CASEWORK, spans[key.place_id].area)
    }


def _namer(model: type[Dated]) -> Any:
    def name(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
        """What a row is about: everybody may know it."""
        return {row.pk: Named(about_of(row)) for row in model._default_manager.filter(pk__in=ids)}

    return name


def _locator(model: type[Dated]) -> Any:
    def areas(ids: Sequence[int]) -> Mapping[int, Area]:
        """The places that set rows."""
        places = dict(model._default_manager.filter(pk__in=ids, place__isnull=False).values_list("pk", "place_id"))
        spans = last_spans_of(places.values())
        return {pk: spans[place].area for pk, place in places.items() if place in spans}

    return areas
