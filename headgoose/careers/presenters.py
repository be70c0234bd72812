"""How chains and handovers are shown as the records behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.careers.links import chains_of
from headgoose.careers.models import Handover
from headgoose.kernel.registries import Hit
from headgoose.look.wording import day_text, listed
from headgoose.people.models import Tenure
from headgoose.places.wording import dated


def present_chains(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Who, and which links are missing. Whoever may see more finds it on the person's page."""
    chains = chains_of(ids, on)
    return {
        row.pk: Hit(
            row.person.name,
            _("not yet: %(links)s") % {"links": listed(link.label for link in chains[row.pk].missing)}
            if chains[row.pk].missing
            else _("all four links"),
            dated(reverse("person", args=[row.person_id]), on),
        )
        for row in Tenure.objects.filter(pk__in=ids).select_related("person")
    }


def present_handovers(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Which post, since when it is due, and its page."""
    return {
        row.pk: Hit(
            row.left.type.name,
            _("was due on %(day)s") % {"day": day_text(row.due_on)},
            reverse("handover", args=[row.pk]),
        )
        for row in Handover.objects.filter(pk__in=ids).select_related("left__type")
    }
