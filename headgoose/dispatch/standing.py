"""What people in a pool hold already that stands against sending them: all of a pool in one query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from headgoose.kernel.bulk import among
from headgoose.people.models import ExcludedPair, PostType
from headgoose.places.queries import last_spans_of

HELD = (
    "SELECT person_id, type_id, place_id, end_on FROM people_tenure WHERE {persons} "
    "AND start_on < %s AND end_on > %s AND end_reason <> 'void'"
)


@dataclass
class Standing:
    """By person: why they cannot be sent at all, as (kind of post, until); and keys where they cannot."""

    against: dict[int, tuple[PostType, date]] = field(default_factory=dict)
    barred: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def find_standing_posts(type_: PostType, start_on: date, end_on: date, person_ids: Iterable[int]) -> Standing:
    """What stands against filling a kind of post with some people during a term."""
    found = Standing()
    anywhere, here = _excluding(type_)
    text, value = among("person_id", set(person_ids))
    with connection.cursor() as cursor:
        cursor.execute(HELD.format(persons=text), [value, end_on, start_on])
        rows = list(cursor.fetchall())
    types = PostType.objects.in_bulk()
    spans = last_spans_of({place_id for _person, type_id, place_id, _end in rows if type_id in here})
    for person_id, type_id, place_id, until in rows:
        if type_id in anywhere:
            found.against.setdefault(person_id, (types[type_id], until))
        elif type_id in here and place_id in spans:
            found.barred[person_id].add(spans[place_id].key)
    return found


def _excluding(type_: PostType) -> tuple[set[int], set[int]]:
    """The kinds of post that exclude one wherever they are (the kind itself is one), and those at the same place."""
    anywhere: set[int] = {type_.pk}
    here: set[int] = set()
    for pair in ExcludedPair.objects.all():
        for one, other in ((pair.type_a_id, pair.type_b_id), (pair.type_b_id, pair.type_a_id)):
            if one == type_.pk:
                (anywhere if pair.anywhere else here).add(other)
    return anywhere, here
