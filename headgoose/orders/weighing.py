"""What an order would do if it were issued now: seats filled, passed on and left empty, people with several, faults."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.bulk import among
from headgoose.kernel.refusal import Because, Refused
from headgoose.look.wording import labelled
from headgoose.orders.models import OrderPaper, Verb
from headgoose.orders.namesakes import find_namesakes
from headgoose.orders.plan import LineFacts, Plan, lines_of, plan_of
from headgoose.orders.rules import area_of_place, digest_of
from headgoose.people.checks import check_order
from headgoose.people.endings import Standing, find_standing
from headgoose.people.rules import Fault, births_within, check_birth, check_name

POSTS = (
    "SELECT p.id, p.type_id, s.key FROM people_post p JOIN places_span s ON s.place_id = p.place_id "
    "WHERE s.end_on = (SELECT max(x.end_on) FROM places_span x WHERE x.place_id = p.place_id) AND {among}"
)
BY_POST = (
    "SELECT t.id, t.post_id, t.start_on, t.end_on FROM people_tenure t "
    "WHERE {among} AND t.start_on < t.end_on AND t.end_on >= %s"
)
BY_PERSON = (
    "SELECT t.id, t.person_id, t.post_id, t.type_id, t.start_on, t.end_on, s.key FROM people_tenure t "
    "JOIN places_span s ON s.place_id = t.place_id WHERE {among} AND t.start_on < t.end_on AND t.end_on >= %s "
    "AND s.end_on = (SELECT max(x.end_on) FROM places_span x WHERE x.place_id = t.place_id)"
)
SHOWN_NUMBERS = 10


class Held(NamedTuple):
    """A stretch of time in a post, now or after the order."""

    tenure_id: int
    post_id: int
    type_id: int
    start_on: date
    end_on: date


class Doubled(NamedTuple):
    """A line after which its person holds other posts at the same time; `like` when one is of the same type."""

    number: int
    posts: tuple[int, ...]
    like: bool


@dataclass
class Outcome:
    """What an order does, by the numbers of its lines.

    Args:
        ends: until when the tenures that it ends were to last.
        where: the type and the key of each line's post.
    """

    vacated: list[int] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    passed_on: list[int] = field(default_factory=list)
    doubled: list[Doubled] = field(default_factory=list)
    ends: dict[int, str] = field(default_factory=dict)
    faults: dict[int, Fault] = field(default_factory=dict)
    newcomers: list[int] = field(default_factory=list)
    where: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """What must stay the same from approval to issue, as plain values."""
        return {
            "vacated": self.vacated,
            "filled": self.filled,
            "passed_on": self.passed_on,
            "doubled": [[one.number, sorted(one.posts)] for one in self.doubled],
            "ends": sorted([number, day] for number, day in self.ends.items()),
        }

    @property
    def digest(self) -> str:
        """A fingerprint of the facts and of the lines with a fault."""
        return digest_of([self.facts, sorted(self.faults)])

    def token_on(self, paper: OrderPaper) -> str:
        """What identifies the paper and its outcome as a page shows them."""
        return f"{paper.version}.{self.digest[:24]}"

    def packed(self) -> bytes:
        """The facts as they are kept with an approved paper."""
        return zlib.compress(json.dumps(self.facts, separators=(",", ":")).encode())


def weigh_paper(by: Actor, today: date, paper: OrderPaper) -> Outcome:
    """What a paper would do."""
    return weigh_lines(by, today, lines_of(paper), area_of_place(paper.place_id))


def weigh_lines(by: Actor, today: date, lines: Sequence[LineFacts], area: Area) -> Outcome:
    """What lines would do, if the place with this area issued them."""
    outcome, plan = Outcome(), plan_of(lines)
    if not lines:
        return outcome
    standing = find_standing([ending.tenure_id for ending in plan.endings])
    posts = _posts_of({line.post_id for line in lines})
    outcome.where = {line.number: posts[line.post_id] for line in lines}
    outcome.newcomers = [line.number for line in lines if line.newcomer]
    outcome.ends = {
        lines[place].number: standing[ending.tenure_id].end_on.isoformat()
        for ending, place in zip(plan.endings, plan.ended, strict=True)
    }
    for fault in _all_faults(by, today, lines, plan, area, standing, outcome):
        number = lines[fault.line].number
        outcome.faults.setdefault(number, fault._replace(line=number))
    outcome.faults = dict(sorted(outcome.faults.items()))
    _weigh_seats(outcome, lines, plan, standing)
    _weigh_persons(outcome, lines, plan, area, posts)
    return outcome


def _rows(query: str, column: str, ids: Iterable[int], *more: Any) -> list[tuple[Any, ...]]:
    text, value = among(column, ids)
    with connection.cursor() as cursor:
        cursor.execute(query.format(among=text), [value, *more])
        return list(cursor.fetchall())


def posts_of(paper: OrderPaper) -> Iterable[tuple[int, int]]:
    """The type and the key of each post that the paper names."""
    return _posts_of(set(paper.lines.values_list("post_id", flat=True))).values()


def _posts_of(ids: set[int]) -> dict[int, tuple[int, int]]:
    return {post_id: (type_id, key) for post_id, type_id, key in _rows(POSTS, "p.id", ids)}


# --- Faults ---


def _all_faults(
    by: Actor,
    today: date,
    lines: Sequence[LineFacts],
    plan: Plan,
    area: Area,
    standing: Mapping[int, Standing],
    outcome: Outcome,
) -> list[Fault]:
    """Every fault, its line counted from 0 within the paper."""
    return [
        *_outside(lines, area, standing, outcome),
        *_unfit_newcomers(today, lines, area),
        *_broken_rules(by, today, plan),
    ]


def _broken_rules(by: Actor, today: date, plan: Plan) -> list[Fault]:
    births = {-1 - place: newcomer.born_on for newcomer, place in plan.newcomers.items()}
    try:
        check_order(by, today, plan.seatings, plan.endings, births)
    except Refused as refused:
        found = refused.details.get("faults")
        if found is None:
            return [Fault(0, refused.reason, refused.field or "", refused.because)]
        return [fault._replace(line=plan.line_of(fault.line)) for fault in found]
    return []


def _outside(lines: Sequence[LineFacts], area: Area, standing: Mapping[int, Standing], outcome: Outcome) -> list[Fault]:
    """Lines on seats that do not lie in the place that issues the order."""
    reason = _("This seat does not lie in the area of the place that issues the order.")
    faults = []
    for place, line in enumerate(lines):
        keys = [outcome.where[line.number][1]]
        if line.tenure_id is not None:
            keys.append(standing[line.tenure_id].key)
        if any(not area.low <= key < area.high for key in keys):
            faults.append(Fault(place, reason, "post", Because.FORBIDDEN))
    return faults


def _unfit_newcomers(today: date, lines: Sequence[LineFacts], area: Area) -> list[Fault]:
    """Newcomers who cannot be registered, or who seem to be there already."""
    new = [(place, line, line.newcomer) for place, line in enumerate(lines) if line.newcomer]
    if not new:
        return []
    known = find_namesakes([(line.name, line.born_on) for _place, line, _newcomer in new], [area])
    within, faults = births_within(today), []
    alike = _(
        "Somebody of this name and date of birth is registered already. Choose that person, or say it is another."
    )
    for place, line, newcomer in new:
        try:
            check_name(newcomer.name)
            check_birth(newcomer.born_on, newcomer.sex, within)
        except Refused as refused:
            faults.append(Fault(place, refused.reason, refused.field or "name", refused.because))
            continue
        if not line.alike and any(one.sex == line.sex for one in known.get(line.name, ())):
            faults.append(Fault(place, alike, "name", Because.CONFLICT))
    return faults


# --- Seats and people ---


def _weigh_seats(outcome: Outcome, lines: Sequence[LineFacts], plan: Plan, standing: Mapping[int, Standing]) -> None:
    """Which seats are filled anew, passed on, or left empty."""
    left = {standing[ending.tenure_id].post_id for ending in plan.endings}
    first = min(line.left_on if line.verb == Verb.END else line.start_on or line.end_on for line in lines)
    before: dict[int, list[Held]] = defaultdict(list)
    for tenure_id, post_id, start_on, end_on in _rows(
        BY_POST, "t.post_id", left | {s.post_id for s in plan.seatings}, first
    ):
        before[post_id].append(Held(tenure_id, post_id, 0, start_on, end_on))
    ends = {ending.tenure_id: ending.end_on for ending in plan.endings}
    after: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for post_id, holders in before.items():
        after[post_id] = [(held.start_on, ends.get(held.tenure_id, held.end_on)) for held in holders]
    for seating in plan.seatings:
        after[seating.post_id].append((seating.start_on, seating.end_on))
    for seating, place in zip(plan.seatings, plan.seated, strict=True):
        held = any(h.start_on <= seating.start_on < h.end_on for h in before[seating.post_id])
        (outcome.passed_on if held else outcome.filled).append(lines[place].number)
    for ending, place in zip(plan.endings, plan.ended, strict=True):
        spans = after[standing[ending.tenure_id].post_id]
        if not any(start <= ending.end_on < end for start, end in spans):
            outcome.vacated.append(lines[place].number)


def _weigh_persons(
    outcome: Outcome, lines: Sequence[LineFacts], plan: Plan, area: Area, posts: Mapping[int, tuple[int, int]]
) -> None:
    """Who holds several posts afterwards, as far as they lie in the area of the order."""
    if not plan.seatings:
        return
    ends = {ending.tenure_id: ending.end_on for ending in plan.endings}
    held: dict[int, list[Held]] = defaultdict(list)
    first = min(seating.start_on for seating in plan.seatings)
    persons = {seating.person_id for seating in plan.seatings if seating.person_id > 0}
    for tenure_id, person_id, post_id, type_id, start_on, end_on, key in _rows(
        BY_PERSON, "t.person_id", persons, first
    ):
        if area.low <= key < area.high:
            held[person_id].append(Held(tenure_id, post_id, type_id, start_on, ends.get(tenure_id, end_on)))
    for n, seating in enumerate(plan.seatings):
        type_id = posts[seating.post_id][0]
        held[seating.person_id].append(Held(-1 - n, seating.post_id, type_id, seating.start_on, seating.end_on))
    for n, (seating, place) in enumerate(zip(plan.seatings, plan.seated, strict=True)):
        others = [
            other
            for other in held[seating.person_id]
            if other.tenure_id != -1 - n and other.start_on < seating.end_on and seating.start_on < other.end_on
        ]
        if others:
            like = any(other.type_id == posts[seating.post_id][0] for other in others)
            posts_held = tuple(sorted({other.post_id for other in others}))
            outcome.doubled.append(Doubled(lines[place].number, posts_held, like))


# --- What changed ---

CHANGES: dict[str, Promise] = {
    "vacated": _("the seat would now be left empty, or no longer"),
    "filled": _("the seat that it fills is now held, or no longer"),
    "passed_on": _("the seat that it passes on is now empty, or no longer"),
    "doubled": _("its person now holds other posts, or no longer"),
    "ends": _("the tenure that it ends was changed"),
}


def what_changed(approved: bytes, outcome: Outcome) -> list[str]:
    """In words, how an outcome differs from the one approved; nothing when it does not."""
    old, new = json.loads(zlib.decompress(approved)), json.loads(json.dumps(outcome.facts))
    said = []
    for name, words in CHANGES.items():
        was, is_now = ({json.dumps(entry) for entry in facts[name]} for facts in (old, new))
        numbers = sorted({_number_in(entry) for entry in was ^ is_now})
        if numbers:
            said.append(labelled(said_numbers(numbers), words))
    return said


def _number_in(entry: str) -> int:
    value = json.loads(entry)
    return int(value[0] if isinstance(value, list) else value)


def said_numbers(numbers: Sequence[int]) -> str:
    """Lines by their numbers, the first ten and how many more."""
    shown = ", ".join(str(number) for number in numbers[:SHOWN_NUMBERS])
    if len(numbers) > SHOWN_NUMBERS:
        shown += " …"
    return ngettext("line %(shown)s", "lines %(shown)s", len(numbers)) % {"shown": shown}
