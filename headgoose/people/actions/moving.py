"""Posts and tenures after the map has changed: abolished, ended, set up, seated anew."""

from collections.abc import Mapping
from datetime import datetime

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import insert_rows, reserve_ids
from headgoose.kernel.clock import FOREVER, date_of
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import MapOutcome
from headgoose.kernel.writing import action
from headgoose.people.actions.posts import COLUMNS
from headgoose.people.checks import check_seatings
from headgoose.people.endings import Standing, find_standing
from headgoose.people.models import EndReason, Post, Tenure
from headgoose.people.moving import Following, NewSeat, foresee_following, work_out
from headgoose.people.rules import Seating
from headgoose.people.writing import Revision, lay_tenures, revise_tenures, take_turns
from headgoose.records.actions import Entry, record_act, record_acts


def follow_if_needed(by: Actor, at: datetime, outcome: MapOutcome) -> None:
    """Do what follows from a change of the map that closes or makes places."""
    if outcome.closed or outcome.made:
        follow_map_change(by=by, at=at, outcome=outcome)


@action
def follow_map_change(*, by: Actor, at: datetime, outcome: MapOutcome) -> Following:
    """End posts and tenures of places that are closed and set up those of new ones, as the change of the map says.

    The right to change the map is enough to end what loses its place; seating somebody anew needs the right to appoint.
    """
    take_turns()
    following = work_out(outcome)
    before = find_standing([tenure.pk for tenure in following.ended])
    if following.late:
        line = next(line for line in foresee_following(outcome) if line.hinders)
        raise Refused(line.text, Because.CONFLICT)
    revise_tenures(
        at,
        [
            Revision(tenure.pk, tenure.start_on, outcome.on, tenure.how, EndReason.PLACE_CLOSED.value)
            for tenure in following.ended
        ],
    )
    Post.objects.filter(pk__in=[post.pk for post in following.abolished]).update(end_on=outcome.on)
    posts = _set_up(following)
    seated = _seat_anew(by, at, following, posts)
    record_act(
        by=by,
        at=at,
        verb="people.follow_map_change",
        subject="people.post:",
        place_key=outcome.place_key,
        touches_from=outcome.on,
        after={
            "document": outcome.document,
            "abolished": [post.pk for post in following.abolished],
            "ended": len(following.ended),
            "set_up": list(posts.values()),
            "seated": list(seated),
        },
    )
    _tell_tenures(by, at, outcome, before)
    return following


def _tell_tenures(by: Actor, at: datetime, outcome: MapOutcome, before: Mapping[int, Standing]) -> None:
    """An act for each tenure that ended, so that the trails of the person and of the old place tell it."""
    ended = {"end_on": outcome.on.isoformat(), "end_reason": EndReason.PLACE_CLOSED.value}
    entries = [
        Entry(
            subject=f"people.tenure:{tenure.tenure_id}",
            place_key=tenure.key,
            touches_from=outcome.on,
            before={"end_on": tenure.end_on.isoformat(), "end_reason": tenure.end_reason},
            after={**ended, "document": outcome.document},
        )
        for tenure in before.values()
    ]
    if entries:
        record_acts(by=by, at=at, verb="people.follow_map_change", entries=entries)


def _set_up(following: Following) -> dict[NewSeat, int]:
    """Write the seats of new places and give their ids."""
    if not following.made:
        return {}
    ids = reserve_ids(Post, len(following.made))
    start, end = following.on.isoformat(), FOREVER.isoformat()
    rows = (
        (pk, type_id, place_id, seat, start, end)
        for pk, (place_id, type_id, seat) in zip(ids, following.made, strict=True)
    )
    insert_rows(Post, COLUMNS, rows)
    return dict(zip(following.made, ids, strict=True))


def _seat_anew(by: Actor, at: datetime, following: Following, posts: dict[NewSeat, int]) -> range:
    lines = []
    for tenure in following.ended:
        seat = following.seated.get(tenure.pk)
        if seat is not None:
            post_id = seat.pk if isinstance(seat, Post) else posts[seat]
            lines.append(_seating(tenure, post_id, following))
    if not lines:
        return range(0)
    return lay_tenures(at, lines, check_seatings(by, date_of(at), lines), None)


def _seating(tenure: Tenure, post_id: int, following: Following) -> Seating:
    """The rest of a tenure, in another seat."""
    return Seating(
        post_id,
        tenure.person_id,
        following.on,
        tenure.end_on,
        tenure.how,
        tenure.end_reason,
        tenure.batch_id,
        tenure.sent_by_id,
    )
