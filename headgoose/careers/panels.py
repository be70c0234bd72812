"""What the room hangs into pages of other rooms: pages of persons and places, the home desk."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.careers.chain_page import tenures_seen
from headgoose.careers.links import Link, tally_within
from headgoose.careers.listing import handovers_within, own_handovers, reviews_within
from headgoose.careers.models import Handover, HandoverState, Review, ReviewState
from headgoose.careers.owing import rows_of
from headgoose.careers.rules import CHAIN_TYPES, CONFIRMED_FROM, last_year_due, may_oversee, years_open
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level, outermost
from headgoose.kernel.clock import today
from headgoose.kernel.registries import PlaceView, Waiting
from headgoose.kernel.rights import Right
from headgoose.look.wording import day_text
from headgoose.people.models import Tenure
from headgoose.places.queries import top_places


def person_panel(person_id: int, actor: Actor, on: date) -> str:
    """The four links, for the person and who appoints at the place; for others nothing. As of today, always."""
    tenures = tenures_seen(actor, person_id, today())
    if not tenures:
        return ""
    row = rows_of(tenures[:1], today())[0]
    context = {"row": row, "url": reverse("person-chain", args=[person_id])}
    return render_to_string("careers/person_panel.html", context)


def place_panel(place: PlaceView, actor: Actor, on: date) -> str:
    """How many secretaries have which link, for who appoints in the whole place; as it is today.

    Above the county only the way there: the figures on the same page tell it, and counting thousands takes too long.
    """
    if on != today() or place.level > Level.VILLAGE or not may_oversee(actor, place.area):
        return ""
    if place.level < Level.COUNTY:
        return render_to_string("careers/place_panel.html", {"place": place})
    tally = tally_within(place.area, on, CHAIN_TYPES[0])
    if not tally.people:
        return ""
    links = [(link, tally.by_link[link], tally.people - tally.by_link[link]) for link in Link]
    return render_to_string("careers/place_panel.html", {"tally": tally, "links": links, "place": place})


def own_matters(actor: Actor, on: date) -> list[Waiting]:
    """What waits for the person behind the actor: the own word on a year, tasks to confirm."""
    if actor.person_id is None or on != today():
        return []
    return [*_words_to_write(actor, on), *(_own_handover(one, actor, on) for one in own_handovers(actor))]


def _words_to_write(actor: Actor, on: date) -> list[Waiting]:
    own = Tenure.objects.filter(
        person_id=actor.person_id or 0, type__code__in=CHAIN_TYPES, end_on__gt=on, start_on__lte=on
    )
    year, lines = last_year_due(on), []
    for tenure in own.select_related("type"):
        review = Review.objects.filter(tenure=tenure, year=year).first()
        returned = review is not None and review.state == ReviewState.WRITTEN and review.remark != ""
        if year in years_open(tenure, on) and (review is None or returned):
            detail = _("was given back: %(why)s") % {"why": review.remark} if review else tenure.type.name
            text = _("Your own word on %(year)s") % {"year": year}
            tone = "bad" if returned else "warn"
            lines.append(Waiting(text, reverse("own-word", args=[tenure.pk, year]), detail=detail, tone=tone))
    return lines


def _own_handover(handover: Handover, actor: Actor, on: date) -> Waiting:
    gives = handover.left.person_id == actor.person_id
    tasks: Any = handover
    to_do = tasks.all_tasks - (tasks.given if gives else tasks.taken)
    late = handover.due_on < on
    return Waiting(
        text=_("Hand over: %(post)s") % {"post": handover.left.type.name}
        if gives
        else _("Take over: %(post)s") % {"post": handover.left.type.name},
        url=reverse("handover", args=[handover.pk]),
        count=to_do,
        detail=_("due on %(day)s") % {"day": day_text(handover.due_on)},
        tone="bad" if late else "warn" if to_do else "",
    )


def waiting_reviews(actor: Actor, on: date) -> list[Waiting]:
    """For who appoints: years to review, and reviews to confirm where the actor may."""
    areas = actor.scope(Right.APPOINT)
    top = next(iter(top_places(areas, on)), None)
    if on != today() or top is None or actor.person_id is None:
        return []
    url = reverse("place-reviews", args=[top.code])
    lines = []
    for state, text, within in (
        (ReviewState.WRITTEN, _("Years to review"), areas),
        (ReviewState.REVIEWED, _("Reviews to confirm"), _confirmed_within(actor)),
    ):
        count = reviews_within(within, on).filter(state=state).exclude(person_id=actor.person_id).count()
        if count:
            lines.append(Waiting(text, f"{url}?state={state.value}", count=count, tone="warn"))
    return lines


def _confirmed_within(actor: Actor) -> tuple[Area, ...]:
    """The areas in which the actor confirms."""
    return outermost(
        grant.area for grant in actor.grants if grant.right is Right.APPOINT and grant.post_level <= CONFIRMED_FROM
    )


def late_handovers(actor: Actor, on: date) -> list[Waiting]:
    """For who appoints: handovers under way in their areas, and those overdue."""
    areas = actor.scope(Right.APPOINT)
    top = next(iter(top_places(areas, on)), None)
    if on != today() or top is None:
        return []
    rows = handovers_within(areas, on).filter(state=HandoverState.OPEN)
    url = reverse("place-handovers", args=[top.code])
    late, under_way = rows.filter(due_on__lt=on).count(), rows.count()
    lines = [Waiting(_("Handovers overdue"), f"{url}?state=late", count=late, tone="bad")] if late else []
    return lines + ([Waiting(_("Handovers under way"), url, count=under_way)] if under_way else [])
