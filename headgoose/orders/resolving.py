"""Lines as somebody asks for them, completed from the records and refused where they name what is not there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.bulk import among
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.orders.models import Verb
from headgoose.orders.namesakes import find_seen
from headgoose.people.actions.persons import NewPerson
from headgoose.people.checks import refuse_all
from headgoose.people.endings import Standing, find_standing
from headgoose.people.models import Batch, EndReason, How
from headgoose.people.rules import Fault, check_name

POSTS = (
    "SELECT p.id, p.type_id, s.key FROM people_post p JOIN places_span s ON s.place_id = p.place_id "
    "WHERE s.end_on = (SELECT max(x.end_on) FROM places_span x WHERE x.place_id = p.place_id) AND {posts}"
)


class DraftLine(NamedTuple):
    """A line as it is asked for.

    To appoint: `post_id`, and `person_id` or `newcomer`. To end: `tenure_id`, `end_on`, `reason`. To transfer:
    `tenure_id`, and `post_id` for where to. Days that are not said are the order's own.

    Args:
        alike: somebody in the records has the newcomer's name and date of birth, and this is another person.
        row: where it stood in a file.
    """

    verb: str
    post_id: int | None = None
    tenure_id: int | None = None
    person_id: int | None = None
    newcomer: NewPerson | None = None
    start_on: date | None = None
    end_on: date | None = None
    how: str = How.APPOINTED.value
    batch_id: int | None = None
    reason: str = ""
    alike: bool = False
    row: int | None = None


class Known(NamedTuple):
    """What the records say of all that some lines name."""

    posts: Mapping[int, tuple[int, int]]
    standing: Mapping[int, Standing]
    seen: set[int]
    batches: Mapping[int, int]


NO_POST = _("There is no such post in your area.")
NO_TENURE = _("There is no such tenure in your area.")
NO_PERSON = _("There is no such person in your area.")


def complete_lines(by: Actor, area: Area, on: date, lines: Sequence[DraftLine]) -> list[DraftLine]:
    """The lines with everything said. Refused with all faults by line.

    What lies outside the area cannot be told from what is not there at all.
    """
    known = _known(by, lines)
    faults, sound = [], []
    for place, line in enumerate(lines):
        try:
            sound.append(_complete(line, known, area, on))
        except Refused as refused:
            faults.append(Fault(place, refused.reason, refused.field or "", refused.because))
    refuse_all(faults)
    return sound


def _known(by: Actor, lines: Sequence[DraftLine]) -> Known:
    text, value = among("p.id", {line.post_id for line in lines if line.post_id is not None})
    with connection.cursor() as cursor:
        cursor.execute(POSTS.format(posts=text), [value])
        posts = {post_id: (type_id, key) for post_id, type_id, key in cursor.fetchall()}
    persons = {line.person_id for line in lines if line.person_id is not None}
    batches = {line.batch_id for line in lines if line.batch_id is not None}
    return Known(
        posts=posts,
        standing=find_standing(sorted({line.tenure_id for line in lines if line.tenure_id is not None})),
        seen=find_seen(persons, by.scope(Right.READ)) if persons else set(),
        batches=dict(Batch.objects.filter(pk__in=batches).values_list("pk", "type_id")),
    )


def _complete(line: DraftLine, known: Known, area: Area, on: date) -> DraftLine:
    if line.verb not in Verb.values:
        raise Refused(_("Say what the line does: appoint, end or transfer."), field="verb")
    if line.verb != Verb.END:
        line = _with_seat(line, known, area, on)
    if line.verb == Verb.APPOINT:
        return _with_person(line, known)
    return _with_tenure(line, known, area, on)


def _with_seat(line: DraftLine, known: Known, area: Area, on: date) -> DraftLine:
    """The seat that is taken."""
    type_id, key = known.posts.get(line.post_id or 0, (0, -1))
    if not area.low <= key < area.high:
        raise Refused(NO_POST, Because.NOT_FOUND, "post")
    if line.how not in How.values:
        raise Refused(_("Say how the person came to the post."), field="how")
    if line.batch_id is not None and known.batches.get(line.batch_id) != type_id:
        raise Refused(_("This batch is not one of this kind of post."), field="batch")
    return line._replace(start_on=line.start_on or on, end_on=line.end_on or FOREVER)


def _with_person(line: DraftLine, known: Known) -> DraftLine:
    """Who is appointed: somebody seen, or somebody new."""
    if line.newcomer is not None:
        check_name(line.newcomer.name)
        return line._replace(person_id=None, tenure_id=None, reason="")
    if line.person_id not in known.seen:
        raise Refused(NO_PERSON, Because.NOT_FOUND, "person")
    return line._replace(newcomer=None, tenure_id=None, reason="")


def _with_tenure(line: DraftLine, known: Known, area: Area, on: date) -> DraftLine:
    """The tenure that is left."""
    tenure = known.standing.get(line.tenure_id or 0)
    if tenure is None or not area.low <= tenure.key < area.high or tenure.end_reason == EndReason.VOID:
        raise Refused(NO_TENURE, Because.NOT_FOUND, "tenure")
    line = line._replace(person_id=tenure.person_id, newcomer=None)
    if line.verb == Verb.TRANSFER:
        return line._replace(reason=EndReason.TRANSFERRED.value)
    if line.reason not in EndReason.values or line.reason == EndReason.VOID:
        raise Refused(_("Say why the tenure ends."), field="reason")
    return line._replace(post_id=tenure.post_id, end_on=line.end_on or on, start_on=None, batch_id=None)
