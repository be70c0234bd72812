"""How tenures and posts are shown as the records behind a figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.registries import Hit
from headgoose.look.wording import day_text
from headgoose.people.models import Post, Tenure
from headgoose.places.wording import dated


def present_tenures(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Who, in which post, since when, and the person's page."""
    rows = Tenure.objects.filter(pk__in=ids).select_related("person", "type")
    return {
        row.pk: Hit(
            row.person.name,
            _("%(post)s since %(day)s") % {"post": row.type.name, "day": day_text(row.start_on)},
            dated(reverse("person", args=[row.person_id]), on),
        )
        for row in rows
    }


def present_posts(ids: Sequence[int], on: date) -> Mapping[int, Hit]:
    """Which seat, and its page."""
    rows = Post.objects.filter(pk__in=ids).select_related("type")
    return {
        row.pk: Hit(row.type.name, _("seat %(seat)s") % {"seat": row.seat}, dated(reverse("post", args=[row.pk]), on))
        for row in rows
    }
