"""Posts are established and abolished; they exist whether or not anybody holds them."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import among, insert_rows, reserve_ids
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.people.actions.tenures import check_unchanged
from headgoose.people.checks import place_token
from headgoose.people.models import Post, PostType, Tenure
from headgoose.people.rules import Days, outside, reach
from headgoose.places.models import Mark, Place, Span
from headgoose.places.rules import check_date
from headgoose.records.actions import record_act

STANDING = "SELECT place_id, key, kind FROM places_span WHERE start_on <= %s AND end_on > %s"
COLUMNS = ("id", "type_id", "place_id", "seat", "start_on", "end_on")


@action
def establish_post(
    *, by: Actor, at: datetime, type_: PostType, place_id: int, start_on: date, token: str | None = None
) -> Post:
    """Set up the next free seat of a type at a place and return it. Refused when all seats are there.

    Args:
        token: `place_token` of the place when the form was shown; a form sent twice sets up one seat.
    """
    if connection.features.has_select_for_update:
        Place.objects.select_for_update().filter(pk=place_id).first()
    if token is not None and token != place_token(place_id):
        reason = _("The posts of this place have changed since you opened the form. Look at them again before you act.")
        raise Refused(reason, Because.CONFLICT)
    seats = Post.objects.filter(type=type_, place_id=place_id)
    standing = seats.filter(end_on__gt=start_on).count()
    if standing >= type_.seats_max:
        raise Refused(
            _("This place has all the seats that “%(post)s” allows.") % {"post": type_.name}, Because.CONFLICT
        )
    seat = max(seats.values_list("seat", flat=True), default=0) + 1
    ids = establish_posts(by=by, at=at, type_=type_, seats=[(place_id, seat)], start_on=start_on)
    return Post.objects.get(pk=ids.start)


@action
def establish_posts(
    *, by: Actor, at: datetime, type_: PostType, seats: Sequence[tuple[int, int]], start_on: date
) -> range:
    """Set up seats of one type from one date, as (place id, seat number), in one act; return their ids in order."""
    place_ids = [place_id for place_id, _seat in seats]
    check_date(start_on, date_of(at), "start_on")
    keys = _check_places(type_, place_ids, start_on)
    _check_may(by, type_, keys, _("Your posts do not let you set up posts there."))
    ids = reserve_ids(Post, len(seats))
    start, end = start_on.isoformat(), FOREVER.isoformat()
    insert_rows(
        Post,
        COLUMNS,
        ((pk, type_.pk, place_id, seat, start, end) for pk, (place_id, seat) in zip(ids, seats, strict=True)),
    )
    record_act(
        by=by,
        at=at,
        verb="people.establish_posts",
        subject=f"people.post:{ids.start}" if len(ids) == 1 else "people.post:",
        place_key=int(keys[0]) if len(set(place_ids)) == 1 else None,
        touches_from=start_on,
        after={"type": type_.code, "first_id": ids.start, "count": len(ids), "start_on": start},
    )
    return ids


def _check_may(by: Actor, type_: PostType, keys: Days, reason: Promise) -> None:
    """Whoever sets up or abolishes a post must also be high enough to fill it."""
    if outside(by.scope(Right.ESTABLISH_POSTS), keys).any() or outside(reach(by, type_), keys).any():
        raise Refused(reason, Because.FORBIDDEN)


def _check_places(type_: PostType, place_ids: list[int], on: date) -> Days:
    """The key of each place on a date; refuses a place that is not there or cannot have this post."""
    condition, ids = among("place_id", set(place_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"{STANDING} AND {condition}", [on, on, ids])
        found = {place_id: (key, kind) for place_id, key, kind in cursor.fetchall()}
    if any(place_id not in found for place_id in place_ids):
        raise Refused(_("The place did not exist yet on that date, or no longer."), field="start_on")
    if any(found[place_id][1] not in type_.kinds for place_id in place_ids):
        raise Refused(_("A place of this kind does not have the post “%(post)s”.") % {"post": type_.name})
    keys = np.array([found[place_id][0] for place_id in place_ids], dtype=np.int64)
    if type_.mark:
        _check_marked(type_, keys, on)
    return keys


def _check_marked(type_: PostType, keys: Days, on: date) -> None:
    """Refuse when a place does not lie in an area that carries the type's mark."""
    marked = Mark.objects.filter(kind=type_.mark, start_on__lte=on, end_on__gt=on).values("place_id")
    areas = [span.area for span in Span.objects.on(on).filter(place_id__in=marked)]
    if outside(areas, keys).any():
        raise Refused(_("“%(post)s” exists only at places on the border.") % {"post": type_.name})


@action
def abolish_post(*, by: Actor, at: datetime, post_id: int, end_on: date, token: str | None = None) -> Post:
    """End a post on a date and return it. Refused while somebody sits there on that date or later.

    Args:
        token: `seat_token` of the post when the form was shown.
    """
    check_unchanged(post_id, token)
    post = Post.objects.select_related("type").get(pk=post_id)
    keys = _check_places(post.type, [post.place_id], post.start_on)
    _check_may(by, post.type, keys, _("Your posts do not let you abolish this post."))
    check_date(end_on, date_of(at), "end_on")
    if post.end_on != FOREVER:
        words = {"day": post.end_on.isoformat()}
        raise Refused(_("This post is abolished already, on %(day)s.") % words, Because.CONFLICT)
    if end_on <= post.start_on:
        raise Refused(_("A post must end after it starts."), field="end_on")
    if Tenure.objects.filter(post=post, end_on__gt=end_on).exists():
        raise Refused(_("Somebody sits in this post on that date or later. End that tenure first."), Because.CONFLICT)
    before = post.end_on
    post.end_on = end_on
    post.save(update_fields=["end_on"])
    record_act(
        by=by,
        at=at,
        verb="people.abolish_post",
        subject=f"people.post:{post.pk}",
        place_key=int(keys[0]),
        touches_from=end_on,
        before={"end_on": before.isoformat()},
        after={"end_on": end_on.isoformat()},
    )
    return post
