"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.models import Candidate, Run
from headgoose.dispatch.queries import runs_seen
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.trail_words import (
    FieldWords,
    Named,
    SubjectKind,
    about_person,
    name_fields,
    name_subject,
    name_verbs,
)
from headgoose.places.queries import last_spans_of

VERBS = {
    "dispatch.draft_run": _("A dispatch run was drawn up"),
    "dispatch.change_rule": _("The rule of a dispatch run was changed"),
    "dispatch.demand_empty_seats": _("A dispatch run took the empty seats as its demand"),
    "dispatch.set_bound": _("A bound was set in a dispatch run"),
    "dispatch.drop_bound": _("A bound was taken out of a dispatch run"),
    "dispatch.reopen_run": _("A dispatch run was made a draft again"),
    "dispatch.take_pool_file": _("A file of people was brought into a dispatch run"),
    "dispatch.take_demand_file": _("A file of places was brought into a dispatch run"),
    "dispatch.leave_out_rows": _("Faulty rows were left out of a dispatch run"),
    "dispatch.empty_pool": _("The pool of a dispatch run was emptied"),
    "dispatch.start_solving": _("A plan was asked for"),
    "dispatch.begin_solving": _("The server began to solve a dispatch run"),
    "dispatch.give_up_solving": _("The server gave a dispatch run up"),
    "dispatch.store_plan": _("A plan was found"),
    "dispatch.store_explanation": _("It was found why there is no plan"),
    "dispatch.fail_solving": _("A dispatch run could not be solved as it stood"),
    "dispatch.stop_solving": _("Solving was stopped"),
    "dispatch.relax_run": _("A dispatch run was relaxed"),
    "dispatch.rule_candidate": _("It was ruled where somebody must or must not go"),
    "dispatch.withdraw_candidate": _("Somebody withdrew from a dispatch run, or came back"),
    "dispatch.move_candidate": _("A plan was changed by hand"),
    "dispatch.approve_run": _("A plan was approved"),
    "dispatch.return_run": _("An approved plan was returned"),
    "dispatch.discard_run": _("A dispatch run was put aside"),
    "dispatch.record_past_run": _("A dispatch run of former years was put on record"),
    "dispatch.settle_past_run": _("The plan of a dispatch run of former years was put on record"),
    "dispatch.issue_run": _("A dispatch run was issued"),
    "dispatch.issue_line": _("Somebody was sent"),
    "dispatch.propose_reversal": _("It was proposed to take a dispatch run back"),
    "dispatch.decline_reversal": _("A dispatch run was let stand"),
    "dispatch.reverse_run": _("A dispatch run was taken back"),
    "dispatch.reverse_line": _("Somebody's sending was taken back"),
}
FIELDS = {
    "run": FieldWords(_("Dispatch run"), noun="dispatch.run"),
    "fingerprint": FieldWords(_("Fingerprint of the input")),
    "objective": FieldWords(_("Cost of the plan")),
    "placed": FieldWords(_("People placed")),
    "seed": FieldWords(_("Seed")),
    "candidate": FieldWords(_("Number in the pool")),
    "withdrawn": FieldWords(_("Withdrawn")),
    "pairs": FieldWords(_("Pairs of person and place")),
    "attempts": FieldWords(_("Attempts")),
    "moves": FieldWords(_("Changes")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("dispatch.run", _("Dispatch run"), name_runs, areas_of_runs))
    about_person.append(subjects_about)


def subjects_about(person_id: int) -> list[str]:
    """The runs in whose pools somebody is."""
    runs = Candidate.objects.filter(person_id=person_id).values_list("run_id", flat=True)
    return [f"dispatch.run:{pk}" for pk in runs]


def name_runs(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Number and title."""
    runs = runs_seen(actor).filter(pk__in=ids)
    return {run.pk: Named(f"{run.number} {run.title}", reverse("dispatch-run", args=[run.pk])) for run in runs}


def areas_of_runs(ids: Sequence[int]) -> Mapping[int, Area]:
    """The area of the place that sends."""
    places = dict(Run.objects.filter(pk__in=ids).values_list("pk", "place_id"))
    spans = last_spans_of(places.values())
    return {pk: spans[place_id].area for pk, place_id in places.items() if place_id in spans}
