"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Body, Calendar, Election, Term, TermLimit
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import FieldWords, Named, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of

VERBS = {
    "elections.open_term": _("A term of village committees was put on record"),
    "elections.set_term_limit": _("A limit of terms was set"),
    "elections.plan_county": _("The elections of a county were planned"),
    "elections.change_calendar": _("The day of the elections of a county was changed"),
    "elections.publish_lists": _("The lists of an election were published"),
    "elections.hold_election": _("An election was held"),
    "elections.postpone_election": _("An election was postponed"),
    "elections.set_election_day": _("Another day was set for an election"),
    "elections.annul_election": _("An election was declared void"),
    "elections.call_by_election": _("A by-election was called"),
    "elections.confirm_village": _("An election was confirmed"),
    "elections.take_back_confirmation": _("The confirmation of an election was taken back"),
    "elections.record_past_elections": _("Elections of former years were put on record"),
}
FIELDS = {
    "body": FieldWords(_("Body"), words=dict(Body.choices)),
    "planned_on": FieldWords(_("Planned for")),
    "listed_on": FieldWords(_("Lists published on")),
    "held_on": FieldWords(_("Held on")),
    "standing": FieldWords(_("Candidates")),
    "electors": FieldWords(_("Could vote")),
    "ballots": FieldWords(_("Voted")),
    "ended": FieldWords(_("Tenures ended")),
    "follows": FieldWords(_("Follows"), noun="elections.election"),
    "terms": FieldWords(_("Terms in a row")),
    "years": FieldWords(_("Years in a row")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("elections.election", _("Election"), name_elections, areas_of_elections))
    name_subject(SubjectKind("elections.calendar", _("Calendar of elections"), name_calendars, areas_of_calendars))
    name_subject(SubjectKind("elections.term", _("Term of village committees"), name_terms))
    name_subject(SubjectKind("elections.term_limit", _("Limit of terms"), name_limits))


def _known(actor: Actor) -> list[Area]:
    return [*actor.scope(Right.READ), *actor.scope(Right.READ_TRAIL)]


def name_elections(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Which body, where and when."""
    elections = Election.objects.filter(pk__in=ids).select_related("term")
    spans = last_spans_of({one.place_id for one in elections})
    known = _known(actor)
    return {
        one.pk: Named(
            f"{spans[one.place_id].said} · {one.get_body_display()} · {one.term.name}",
            reverse("election", args=[one.pk]),
        )
        for one in elections
        if one.place_id in spans and is_inside(spans[one.place_id].key, known)
    }


def name_calendars(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Which county, body and term."""
    calendars = Calendar.objects.filter(pk__in=ids).select_related("term")
    spans = last_spans_of({one.county_id for one in calendars})
    known = _known(actor)
    return {
        one.pk: Named(f"{spans[one.county_id].said} · {one.get_body_display()} · {one.term.name}")
        for one in calendars
        if one.county_id in spans and is_inside(spans[one.county_id].key, known)
    }


def name_terms(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Terms by name: they are no secret."""
    return {term.pk: Named(term.name) for term in Term.objects.filter(pk__in=ids)}


def name_limits(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """The kind of post: rules are no secret."""
    return {limit.pk: Named(limit.type.name) for limit in TermLimit.objects.filter(pk__in=ids).select_related("type")}


def areas_of_elections(ids: Sequence[int]) -> Mapping[int, Area]:
    """The places of elections."""
    return _areas(dict(Election.objects.filter(pk__in=ids).values_list("pk", "place_id")))


def areas_of_calendars(ids: Sequence[int]) -> Mapping[int, Area]:
    """The counties of calendars."""
    return _areas(dict(Calendar.objects.filter(pk__in=ids).values_list("pk", "county_id")))


def _areas(places: Mapping[int, int]) -> dict[int, Area]:
    spans = last_spans_of(set(places.values()))
    return {pk: spans[place].area for pk, place in places.items() if place in spans}
