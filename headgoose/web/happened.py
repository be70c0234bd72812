"""What happened lately in the reader's area, from the trail."""

from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of
from headgoose.kernel.registries import Waiting
from headgoose.kernel.rights import Right
from headgoose.look.wording import day_text
from headgoose.places.models import Span
from headgoose.records.queries import acts_within

LINES = 8
IN_WORDS: dict[str, Promise] = {
    "people.appoint_person": gettext_lazy("Somebody was appointed"),
    "people.end_tenure": gettext_lazy("A tenure was ended"),
    "people.establish_posts": gettext_lazy("A post was set up"),
    "people.abolish_post": gettext_lazy("A post was abolished"),
    "places.make_grids": gettext_lazy("Grids were made"),
    "places.redraw_grids": gettext_lazy("Grids were redrawn"),
    "places.rename_grid": gettext_lazy("A grid was renamed"),
    "places.close_grid": gettext_lazy("A grid was closed"),
    "places.apply_tree_import": gettext_lazy("The tree of places was imported"),
    "places.set_mark": gettext_lazy("A place was marked"),
}


def happened(actor: Actor, on: date) -> list[Waiting]:
    """The newest acts of people at places the actor may read, with who did them and when; not those of the system."""
    acts = list(acts_within(actor.scope(Right.READ)).filter(verb__in=IN_WORDS, user_id__isnull=False)[:LINES])
    spans = {span.key: span for span in Span.objects.on(on).filter(key__in={act.place_key for act in acts})}
    return [
        Waiting(
            text=f"{IN_WORDS[act.verb]} · {spans[act.place_key].said}",
            url=reverse("place", args=[spans[act.place_key].code]),
            detail=_("%(who)s, %(day)s") % {"who": act.actor_label, "day": day_text(date_of(act.at))},
        )
        for act in acts
        if act.place_key in spans
    ]
