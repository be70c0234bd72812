"""What the part `whistles` of the room hangs into other rooms."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from headgoose.casework import whistles_moving
from headgoose.casework.models import Leg, LegState, Whistle, WhistleKind, WhistleState
from headgoose.casework.rules import point_of
from headgoose.casework.tables import NamesInForce, tables
from headgoose.casework.whistleboard import called_to, inside, open_legs_within
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import now
from headgoose.kernel.registries import (
    ClosingCheck,
    DeskCard,
    MapChangeCheck,
    PlaceTab,
    Waiting,
    closing_checks,
    desk_cards,
    map_change_checks,
    place_tabs,
)
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import FieldWords, Named, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.notices.kinds import declare
from headgoose.places.queries import top_places

VERBS = {
    "casework.blow_whistle": _("The whistle was blown"),
    "casework.carry_over_whistles": _("Whistles of former years were carried over"),
    "casework.call_another": _("The whistle called another department"),
    "casework.report_for_duty": _("A department reported for duty"),
    "casework.answer_leg": _("A department answered the whistle"),
    "casework.send_back_leg": _("A department's answer was sent back"),
    "casework.rate_leg": _("A department was rated"),
    "casework.excuse_leg": _("A department was let go"),
    "casework.close_whistle": _("A whistle was closed"),
    "casework.withdraw_whistle": _("A whistle was taken back"),
    "casework.repeat_whistle": _("A step of a whistle was sent again"),
    "casework.move_whistles": _("Whistles followed a change of the map"),
}
DEPARTMENTS = NamesInForce(lambda: tables().departments.values())
FIELDS = {
    "departments": FieldWords(_("Departments"), words=DEPARTMENTS),
    "department": FieldWords(_("Department"), words=DEPARTMENTS),
    "lead": FieldWords(_("Leads"), words=DEPARTMENTS),
    "whistle_kind": FieldWords(_("What the whistle was blown for"), words=dict(WhistleKind.choices)),
    "leg_state": FieldWords(_("The department"), words=dict(LegState.choices)),
    "rating": FieldWords(_("Rating")),
}
NOTICES: dict[str, tuple[Promise, Promise]] = {
    "whistle_blown": (
        _("Whistle from %(place)s"),
        _("%(place)s calls %(department)s: report for duty in time."),
    ),
    "whistle_emergency": (
        _("Emergency: whistle from %(place)s"),
        _("%(place)s calls %(department)s in an emergency: report for duty within 30 minutes."),
    ),
    "whistle_unanswered": (
        _("Nobody in post for a whistle: %(department)s"),
        _("%(place)s calls %(department)s, and nobody holds that post in the county."),
    ),
    "whistle_reported": (_("%(department)s is there"), _("%(department)s reported for duty at %(place)s.")),
    "whistle_answered": (
        _("%(department)s has answered"),
        _("%(department)s answered the whistle of %(place)s: rate it, or send it back."),
    ),
    "whistle_sent_back": (
        _("%(place)s wants more of %(department)s"),
        _("The answer of %(department)s to the whistle of %(place)s was sent back."),
    ),
    "whistle_rated": (
        _("%(place)s has rated %(department)s"),
        _("%(place)s rated what %(department)s did for its whistle."),
    ),
    "whistle_excused": (
        _("%(department)s need not come"),
        _("The county let %(department)s go from the whistle of %(place)s."),
    ),
    "whistle_over": (_("The whistle of %(place)s is over"), _("%(place)s closed its whistle or took it back.")),
}
URGENT = {"whistle_emergency", "whistle_unanswered"}


def register() -> None:
    """Called once, when the room is ready."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("casework.whistle", _("Whistle"), name_whistles, areas_of_whistles))
    for code, (title, body) in NOTICES.items():
        declare(f"casework.{code}", title=title, body=body, url=_address, urgent=code in URGENT)
    above_grids = tuple(level for level in Level if level is not Level.GRID)
    place_tabs.add(PlaceTab(_("Whistles"), "place-whistles", order=52, levels=above_grids))
    desk_cards.add(DeskCard(_("Whistles"), waiting_whistles, "", order=6))
    closing_checks.add(ClosingCheck(whistles_moving.reasons_against_closing, order=22))
    map_change_checks.add(MapChangeCheck(whistles_moving.foresee_nothing, whistles_moving.follow_if_needed, order=22))


def _address(params: Mapping[str, object]) -> str:
    return reverse("whistle", args=[params["whistle"]])


def waiting_whistles(actor: Actor, on: date) -> Sequence[Waiting]:
    """What one's department is called to, what was answered and is to be rated, and for the county what is late."""
    lines = [*_called(actor, on), *_to_rate(actor)]
    county = [
        grant.area
        for grant in actor.grants
        if grant.right is Right.DIRECT_REQUESTS and 0 < grant.post_level <= Level.COUNTY
    ]
    if county:
        late = sum(row.late.running for row in open_legs_within(county, now(), on))
        if late:
            text = ngettext("%(count)d department late", "%(count)d departments late", late) % {"count": late}
            lines.append(Waiting(text, _board(actor, on), late, tone="bad"))
    return lines


def _called(actor: Actor, on: date) -> list[Waiting]:
    rows = [row for row in called_to(actor, now(), on) if row.leg.state != LegState.ANSWERED]
    found = []
    for row in rows[:8]:
        said = _now("report for duty") if row.leg.state == LegState.CALLED else _now("answer")
        place = row.place.said if row.place else ""
        tone = "bad" if row.late.running else "warn"
        url = reverse("whistle", args=[row.leg.whistle_id])
        found.append(Waiting(row.leg.whistle.title, url, None, f"{place} · {said}", tone))
    if len(rows) > len(found):
        found.append(Waiting(_now("All whistles"), reverse("whistles"), len(rows)))
    return found


def _to_rate(actor: Actor) -> list[Waiting]:
    areas = actor.scope(Right.BLOW_WHISTLES)
    if not areas:
        return []
    answered = Leg.objects.filter(state=LegState.ANSWERED, whistle__state=WhistleState.BLOWN)
    count = answered.filter(inside(areas, "whistle__key")).count()
    return [Waiting(_now("Departments to rate"), reverse("whistles"), count, tone="warn")] if count else []


def _board(actor: Actor, on: date) -> str:
    tops = top_places(actor.scope(Right.DIRECT_REQUESTS), on)
    return reverse("place-whistles", args=[tops[0].code]) if tops else reverse("whistles")


def name_whistles(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Whistles by their titles, where the actor may read them."""
    found = Whistle.objects.filter(pk__in=ids)
    return {
        one.pk: Named(one.title, reverse("whistle", args=[one.pk]))
        for one in found
        if actor.may(Right.READ, point_of(one.key))
    }


def areas_of_whistles(ids: Sequence[int]) -> Mapping[int, Area]:
    """Where whistles were blown."""
    return {pk: point_of(key) for pk, key in Whistle.objects.filter(pk__in=ids).values_list("pk", "key")}
