"""How elections and their seats are shown as the records behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.elections.models import Contest, Election
from headgoose.kernel.registries import Hit
from headgoose.look.wording import day_text
from headgoose.places.queries import last_spans_of


def present_elections(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Where and of which body, with its state, and its page."""
    found = list(Election.objects.filter(pk__in=ids))
    spans = last_spans_of(one.place_id for one in found)
    return {
        one.pk: Hit(
            f"{spans[one.place_id].said} · {one.get_body_display()}",
            f"{one.get_state_display()} · {day_text(one.held_on or one.planned_on)}",
            reverse("election", args=[one.pk]),
        )
        for one in found
    }


def present_contests(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Which seat and how many stood, and the page of the election."""
    found = list(Contest.objects.filter(pk__in=ids).select_related("post__type"))
    spans = last_spans_of(one.post.place_id for one in found)
    return {
        one.pk: Hit(
            f"{spans[one.post.place_id].said} · {one.post.type.name}",
            _("candidates: %(count)s") % {"count": one.standing},
            reverse("election", args=[one.election_id]),
        )
        for one in found
    }
