"""What happened lately in the reader's area, from the trail; and what an auditor of the trail looks after."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.registries import Waiting
from headgoose.kernel.rights import Right
from headgoose.kernel.trail_words import verbs
from headgoose.look.wording import day_text
from headgoose.places.models import Span
from headgoose.records.queries import acts_within
from headgoose.records.sealing import unsealed_count

LINES = 8
# What is news on a desk; the trail has all of it.
NEWS = (
    "people.appoint_person",
    "people.end_tenure",
    "people.establish_posts",
    "people.abolish_post",
    "places.make_grids",
    "places.redraw_grids",
    "places.rename_grid",
    "places.close_grid",
    "places.apply_tree_import",
    "places.set_mark",
    "places.rename_place",
    "places.recode_place",
    "places.move_place",
    "places.merge_places",
    "places.split_place",
    "places.close_place",
    "people.correct_tenure",
    "people.void_tenure",
    "briefing.freeze_briefing",
    "briefing.amend_briefing",
)
# Of orders only those hear who draw them up and approve them.
NEWS_OF_ORDERS = (
    "orders.submit_order",
    "orders.return_order",
    "orders.approve_order",
    "orders.issue_paper",
    "orders.propose_reversal",
    "orders.reverse_order",
)


def happened(actor: Actor, on: date) -> list[Waiting]:
    """The newest acts of people at places the actor may read, with who did them and when; not those of the system."""
    news = NEWS + NEWS_OF_ORDERS if actor.scope(Right.APPOINT) else NEWS
    acts = list(acts_within(actor.scope(Right.READ)).filter(verb__in=news, user_id__isnull=False)[:LINES])
    spans = {span.key: span for span in Span.objects.on(on).filter(key__in={act.place_key for act in acts})}
    return [
        Waiting(
            text=f"{verbs[act.verb]} · {spans[act.place_key].said}",
            url=reverse("place", args=[spans[act.place_key].code]),
            detail=_("%(who)s, %(day)s") % {"who": act.actor_label, "day": day_text(date_of(act.at))},
        )
        for act in acts
        if act.place_key in spans
    ]


def to_audit(actor: Actor, _on: date) -> list[Waiting]:
    """The trail and its seals, for those who look after them."""
    if not actor.scope(Right.VERIFY_SEALS):
        return []
    waiting = unsealed_count()
    return [
        Waiting(_("Trail of what was done"), reverse("trail")),
        Waiting(_("Acts that no seal covers yet"), reverse("seals"), waiting),
    ]
