"""The rules of `rules.py` applied to what the records hold, which is loaded in a few queries, whatever the size."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from django.db import connection
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.bulk import among
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.endings import Ending, find_ending_faults, find_standing, gained
from headgoose.people.exclusions import find_rivals
from headgoose.people.models import Post, PostType, Tenure
from headgoose.people.rules import (
    Claim,
    Days,
    Fault,
    Lines,
    Seating,
    find_faults,
    integers,
    ordinals,
    outside,
    reach,
    refuse_in_turn,
)

POSTS = """
SELECT p.id, p.type_id, p.place_id, p.start_on, p.end_on, s.key
FROM people_post p JOIN places_span s ON s.place_id = p.place_id
WHERE s.end_on = (SELECT max(last.end_on) FROM places_span last WHERE last.place_id = p.place_id) AND {posts}
"""
BIRTHS = "SELECT id, born_on FROM people_person WHERE {persons}"
TAKEN = "SELECT post_id, id, start_on, end_on FROM people_tenure WHERE {posts}"
HELD = "SELECT person_id, place_id, type_id, id, start_on, end_on FROM people_tenure WHERE {persons}"

PostFacts = tuple[int, int, date, date, int]
# Tenures as they will be when the order is issued: (start, end) by tenure id.
AsIf = Mapping[int, tuple[date, date]]
# Dates of birth of people who are about to be registered, by number.
Newcomers = Mapping[int, date]


def check_order(
    by: Actor,
    today: date,
    lines: Sequence[Seating],
    endings: Sequence[Ending] = (),
    newcomers: Newcomers = MappingProxyType({}),
) -> dict[int, tuple[int, int]]:
    """Refuse unless an order may be issued as a whole; return each post's (type id, place id).

    Args:
        newcomers: who is to be registered before the order is issued, under numbers that no person has.

    Raises:
        Refused: all broken rules in `details["faults"]`; a Fault's line counts the lines first, then the endings.
    """
    if not lines and not endings:
        raise Refused(_("An order has at least one line."))
    standing = find_standing([ending.tenure_id for ending in endings])
    faults = [f._replace(line=len(lines) + f.line) for f in find_ending_faults(by, today, endings, standing)]
    wrong = {fault.line - len(lines) for fault in faults}
    sound = [(n, ending) for n, ending in enumerate(endings) if n not in wrong]
    as_if = {e.tenure_id: (standing[e.tenure_id].start_on, e.end_on) for _n, e in sound}
    longer = gained([ending for _n, ending in sound], standing)
    posts: dict[int, tuple[int, int]] = {}
    try:
        if lines or longer:
            posts = check_seatings(by, today, [*lines, *(seating for _n, seating in longer)], as_if, newcomers)
    except Refused as refusal:
        for fault in refusal.details.get("faults", ()):
            beyond = fault.line - len(lines)
            faults.append(fault if beyond < 0 else fault._replace(line=len(lines) + sound[longer[beyond][0]][0]))
        if "faults" not in refusal.details:
            raise
    refuse_all(faults)
    return posts


def refuse_all(faults: list[Fault]) -> None:
    """Refuse with the first fault in words and all of them in the details; nothing happens where there is none."""
    if faults:
        first = min(faults, key=lambda fault: fault.line)
        raise Refused(first.reason, first.because, first.field, faults=sorted(faults, key=lambda f: f.line))


def check_seatings(
    by: Actor,
    today: date,
    lines: Sequence[Seating],
    as_if: AsIf = MappingProxyType({}),
    newcomers: Newcomers = MappingProxyType({}),
) -> dict[int, tuple[int, int]]:
    """Refuse unless every line may be written; return each post's (type id, place id).

    Args:
        as_if: dates of tenures that the same order changes, to be taken for what is on record.
        newcomers: as for `check_order`.

    Raises:
        Refused: with the first broken rule in words and all of them, by line, in `details["faults"]`.
    """
    if not lines:
        raise Refused(_("An order has at least one line."))
    posts = _posts({line.post_id for line in lines})
    births = {**_births({line.person_id for line in lines}), **newcomers}
    _check_known(lines, posts, births)
    faults = find_faults(_columns(lines, posts, births), today)
    faults += _find_beyond_reach(by, lines, posts)
    faults += _find_clashes(lines, posts, {fault.line for fault in faults}, as_if)
    refuse_all(faults)
    return {post_id: facts[:2] for post_id, facts in posts.items()}


def _rows(query: str, **conditions: tuple[str, Any]) -> list[tuple[Any, ...]]:
    texts = {name: text for name, (text, _value) in conditions.items()}
    with connection.cursor() as cursor:
        cursor.execute(query.format(**texts), [value for _text, value in conditions.values()])
        return list(cursor.fetchall())


def _posts(ids: set[int]) -> dict[int, PostFacts]:
    rows = _rows(POSTS, posts=among("p.id", ids))
    return {row[0]: row[1:] for row in rows}


def _births(ids: set[int]) -> dict[int, date]:
    return dict(_rows(BIRTHS, persons=among("id", ids)))


def _check_known(lines: Sequence[Seating], posts: dict[int, PostFacts], births: dict[int, date]) -> None:
    if any(line.post_id not in posts for line in lines):
        raise Refused(_("There is no such post."), Because.NOT_FOUND, field="post")
    if any(line.person_id not in births for line in lines):
        raise Refused(_("There is no such person."), Because.NOT_FOUND, field="person")


def _columns(lines: Sequence[Seating], posts: dict[int, PostFacts], births: dict[int, date]) -> Lines:
    of_line = [posts[line.post_id] for line in lines]
    return Lines(
        start=ordinals([line.start_on for line in lines]),
        end=ordinals([line.end_on for line in lines]),
        born=ordinals([births[line.person_id] for line in lines]),
        post_start=ordinals([facts[2] for facts in of_line]),
        post_end=ordinals([facts[3] for facts in of_line]),
        key=integers([facts[4] for facts in of_line]),
    )


def _find_beyond_reach(by: Actor, lines: Sequence[Seating], posts: dict[int, PostFacts]) -> list[Fault]:
    type_of = integers([posts[line.post_id][0] for line in lines])
    keys = integers([posts[line.post_id][4] for line in lines])
    faults = []
    for type_ in PostType.objects.filter(pk__in=set(type_of.tolist())):
        beyond = (type_of == type_.pk) & outside(reach(by, type_), keys)
        reason = _("Your posts do not let you fill or end “%(post)s” here.") % {"post": type_.name}
        faults += [Fault(line, reason, "post", Because.FORBIDDEN) for line in np.flatnonzero(beyond).tolist()]
    return faults


def _find_clashes(lines: Sequence[Seating], posts: dict[int, PostFacts], beside: set[int], as_if: AsIf) -> list[Fault]:
    """Lines that meet, in the records or in an earlier line, somebody in the seat or a like seat of the person's."""
    meanings = [
        (_("Somebody holds this seat at that time."), "post"),
        (_("This person holds a seat of the same kind here at that time."), "person"),
        (_("This person, or a near relative, holds a post at that time that excludes this one."), "person"),
    ]
    claims = [_claim_to_seat(lines, as_if), _claim_to_kind(lines, posts, as_if)]
    rivals = find_rivals([(li.person_id, *posts[li.post_id][:2], li.start_on, li.end_on) for li in lines], as_if)
    return [
        Fault(line, *meanings[claim], because=Because.CONFLICT)
        for line, claim in refuse_in_turn(len(lines), claims, beside, rivals)
    ]


def _with_dates(rows: list[tuple[Any, ...]], as_if: AsIf) -> list[tuple[Any, ...]]:
    """Rows that end with tenure id, start and end, without the voided, dated as the order will leave them."""
    dated = (
        [(*row[:-3], *as_if.get(row[-3], row[-2:])) for row in rows] if as_if else [(*r[:-3], *r[-2:]) for r in rows]
    )
    return [row for row in dated if row[-2] < row[-1]]


def _claim_to_seat(lines: Sequence[Seating], as_if: AsIf) -> Claim:
    """A seat has one holder at a time."""
    standing = _with_dates(_rows(TAKEN, posts=among("post_id", {line.post_id for line in lines})), as_if)
    owner = np.concatenate([integers([li.post_id for li in lines]), integers([row[0] for row in standing])])
    return Claim(owner, *_dates(lines, standing, 1))


def _claim_to_kind(lines: Sequence[Seating], posts: dict[int, PostFacts], as_if: AsIf) -> Claim:
    """A person has one seat of a kind at a place at a time."""
    held = _with_dates(_rows(HELD, persons=among("person_id", {line.person_id for line in lines})), as_if)
    triples = [(li.person_id, posts[li.post_id][1], posts[li.post_id][0]) for li in lines]
    triples += [row[:3] for row in held]
    numbers: dict[tuple[int, int, int], int] = {}
    owner = integers([numbers.setdefault(triple, len(numbers)) for triple in triples])
    return Claim(owner, *_dates(lines, held, 3))


def _dates(lines: Sequence[Seating], rows: list[tuple[Any, ...]], first: int) -> tuple[Days, Days]:
    start = ordinals([line.start_on for line in lines] + [row[first] for row in rows])
    end = ordinals([line.end_on for line in lines] + [row[first + 1] for row in rows])
    return start, end


def key_of_post(post_id: int) -> int:
    """The key of the place of a post, on the newest map."""
    posts = _posts({post_id})
    if post_id not in posts:
        raise Refused(_("There is no such post."), Because.NOT_FOUND)
    return posts[post_id][4]


def seat_token(post_id: int) -> str:
    """What identifies the present state of a seat: changes with every tenure written, ended or moved there."""
    rows = [*Post.objects.filter(pk=post_id).values_list("id", "end_on")]
    rows += Tenure.with_voided.filter(post_id=post_id).order_by("id").values_list("id", "end_on")
    return "-".join(f"{pk}.{end_on.toordinal()}" for pk, end_on in rows) or "empty"


def place_token(place_id: int) -> str:
    """What identifies the posts of a place: changes with every post set up or abolished there."""
    rows = Post.objects.filter(place_id=place_id).order_by("id").values_list("id", "end_on")
    last = max((pk for pk, _end_on in rows), default=0)
    return f"{last}.{len(rows)}.{sum(end_on.toordinal() for _pk, end_on in rows)}"
