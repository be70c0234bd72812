"""Rows of a file matched with the records: places, seats, people and tenures, all of a file in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_noop, override

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, key_of, level_of
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.orders.models import Verb
from headgoose.orders.namesakes import Namesake, find_namesakes
from headgoose.orders.resolving import DraftLine
from headgoose.orders.spreadsheet import Row
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Batch, EndReason, How, Post, PostType, Tenure
from headgoose.people.queries import is_inside
from headgoose.people.rules import births_within, check_birth, check_name, reach
from headgoose.places.models import Span
from headgoose.places.names import official_forms, official_text
from headgoose.places.queries import last_spans_of
from headgoose.places.sheets import Remark

IDS_A_QUERY = 900
OTHER_NAMES = {
    "村书记": "secretary",
    "村支书": "secretary",
    "村党支部书记": "secretary",
    "村主任": "committee_director",
    "第一书记": "first_secretary",
    "工作队队员": "work_team_member",
    "社区书记": "community_secretary",
    "社区主任": "community_director",
    "大学生": "graduate",
}


class Holder(NamedTuple):
    """An open tenure."""

    tenure_id: int
    post_id: int
    type_id: int
    place_id: int
    person_id: int
    name: str
    born_on: date


class Unmatched(Exception):
    """A row that names what is not there, or what may be several."""

    def __init__(self, message: str, **words: object) -> None:
        super().__init__(message)
        self.message, self.words = message, {name: str(word) for name, word in words.items()}


@dataclass
class Ground:
    """What the records hold of all that some rows name; nobody in it lies outside what the actor reads."""

    by: Actor
    area: Area
    on: date
    today: date
    types: dict[str, PostType] = field(default_factory=dict)
    reaches: dict[int, Sequence[Area]] = field(default_factory=dict)
    by_code: dict[str, Span] = field(default_factory=dict)
    by_name: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[tuple[int, int], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    people: Mapping[str, list[Namesake]] = field(default_factory=dict)
    at_post: dict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    of_person: dict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    batches: dict[str, Batch] = field(default_factory=dict)


def match_rows(
    by: Actor, area: Area, on: date, today: date, rows: Sequence[Row]
) -> tuple[list[DraftLine], dict[int, list[Remark]]]:
    """The lines that the rows ask for, and what is wrong with those that ask for none, by row number."""
    ground = _load(Ground(by, area, on, today), rows)
    lines: list[DraftLine] = []
    remarks: dict[int, list[Remark]] = {}
    first: dict[object, int] = {}
    for row in rows:
        try:
            line = _match(row, ground)
            same = first.setdefault(line._replace(row=None), row.number)
            if same != row.number:
                raise Unmatched(gettext_noop("The same as row %(row)s."), row=same)
            lines.append(line)
        except Unmatched as unmatched:
            remarks[row.number] = [Remark(row.number, unmatched.message, unmatched.words)]
        except Refused as refused:
            with override("en"):
                remarks[row.number] = [Remark(row.number, str(refused))]
    return lines, remarks


# --- Loading ---


def _some(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), IDS_A_QUERY):
        yield ordered[start : start + IDS_A_QUERY]


def _load(ground: Ground, rows: Sequence[Row]) -> Ground:
    for type_ in PostType.objects.all():
        ground.reaches[type_.pk] = reach(ground.by, type_)
        ground.types |= {name.lower(): type_ for name in (type_.code, type_.name_zh, type_.name_en)}
    ground.types |= {other: ground.types[code] for other, code in OTHER_NAMES.items() if code in ground.types}
    ground.batches = {name: b for b in Batch.objects.all() for name in (b.code, b.name_zh, b.name_en)}
    _load_places(ground, rows)
    places = {span.place_id for span in ground.by_code.values()}
    places |= {span.place_id for some in ground.by_name.values() for span in some}
    for some in _some(places):
        posts = Post.objects.filter(place_id__in=some, end_on__gt=ground.on)
        for pk, place_id, type_id, seat in posts.values_list("pk", "place_id", "type_id", "seat"):
            ground.posts[place_id, type_id][seat] = pk
    wanted = ((row.name, row.born_on) for row in rows if row.name and row.verb != Verb.END)
    ground.people = find_namesakes(wanted, ground.by.scope(Right.READ))
    _load_holders(ground, rows)
    return ground


def _load_places(ground: Ground, rows: Sequence[Row]) -> None:
    keys: dict[int, set[str]] = defaultdict(set)
    for code in {code for row in rows for code in (row.code, row.from_code) if code}:
        try:
            keys[key_of(code)].add(code)
        except ValueError:
            continue
    for some in _some(keys):
        for span in Span.objects.on(ground.on).filter(key__in=some):
            ground.by_code.update({code: span for code in keys[span.key] if level_of(code) is span.level})
    names = {
        form: row.place
        for row in rows
        if row.place and not row.code
        for form in official_forms(official_text(row.place))
    }
    wanted = sorted(names)
    for start in range(0, len(wanted), IDS_A_QUERY):
        there = Span.objects.on(ground.on).within([ground.area]).filter(name__in=wanted[start : start + IDS_A_QUERY])
        for span in there:
            ground.by_name[names[span.name]].append(span)


def _load_holders(ground: Ground, rows: Sequence[Row]) -> None:
    """Who holds the posts that rows end, and what the people hold whom rows move."""
    verbs = {row.verb for row in rows}
    facts = ("pk", "post_id", "type_id", "place_id", "person_id", "person__name", "person__born_on")
    open_tenures = Tenure.objects.filter(end_on__gt=ground.today)
    if Verb.END in verbs:
        for some in _some(pk for seats in ground.posts.values() for pk in seats.values()):
            for facts_of in open_tenures.filter(post_id__in=some).values_list(*facts):
                ground.at_post[facts_of[1]].append(Holder(*facts_of))
    if Verb.TRANSFER in verbs:
        movers = {row.name for row in rows if row.verb == Verb.TRANSFER}
        persons = {one.person_id for name in movers for one in ground.people.get(name, ())}
        for some in _some(persons):
            held = [Holder(*facts_of) for facts_of in open_tenures.filter(person_id__in=some).values_list(*facts)]
            keys = {place_id: span.key for place_id, span in last_spans_of(one.place_id for one in held).items()}
            for one in held:
                if is_inside(keys.get(one.place_id, -1), [ground.area]):
                    ground.of_person[one.person_id].append(one)


# --- One row ---


def _match(row: Row, ground: Ground) -> DraftLine:
    if not row.name:
        raise Unmatched(gettext_noop("The name is missing."))
    span, type_ = _place(row, ground), _type(row.post, ground)
    if not is_inside(span.key, [ground.area]):
        raise Unmatched(
            gettext_noop("%(place)s does not lie in the area of the place that issues the order."), place=span.name
        )
    if not is_inside(span.key, ground.reaches[type_.pk]):
        raise Unmatched(gettext_noop("Your posts do not let you fill or end “%(post)s” there."), post=row.post)
    if row.verb == Verb.END:
        return _end(row, span, type_, ground)
    post_id = _post(row, span, type_, ground)
    if row.verb == Verb.TRANSFER:
        return _transfer(row, post_id, type_, ground)
    return _appoint(row, post_id, type_, ground)


def _place(row: Row, ground: Ground) -> Span:
    if not row.code:
        found = ground.by_name.get(row.place, [])
        if len(found) > 1:
            raise Unmatched(
                gettext_noop("There are %(count)s places called %(place)s: give the code."),
                count=len(found),
                place=row.place,
            )
        if not found:
            raise Unmatched(gettext_noop("No place is called “%(place)s” in the area: give the code."), place=row.place)
        return found[0]
    span = ground.by_code.get(row.code)
    if span is None:
        raise Unmatched(gettext_noop("No place has the code %(code)s on the day of effect."), code=row.code)
    said = official_text(row.place)
    if said and not any(name.endswith(said) or said.endswith(name) for name in (span.name, span.short)):
        raise Unmatched(
            gettext_noop("The code %(code)s is that of %(place)s, not of %(said)s."),
            code=row.code,
            place=span.name,
            said=row.place,
        )
    return span


def _type(said: str, ground: Ground) -> PostType:
    type_ = ground.types.get(said.lower())
    if type_ is None:
        raise Unmatched(gettext_noop("There is no kind of post “%(post)s”."), post=said)
    return type_


def _post(row: Row, span: Span, type_: PostType, ground: Ground) -> int:
    seats = ground.posts.get((span.place_id, type_.pk), {})
    if not seats:
        raise Unmatched(
            gettext_noop("%(place)s has no post “%(post)s”: set it up first."), place=span.name, post=row.post
        )
    if row.seat is None and len(seats) > 1:
        numbers = ", ".join(map(str, sorted(seats)))
        raise Unmatched(gettext_noop("Say which seat: there are %(seats)s."), seats=numbers)
    seat = row.seat if row.seat is not None else next(iter(seats))
    if seat not in seats:
        numbers = ", ".join(map(str, sorted(seats)))
        raise Unmatched(gettext_noop("There is no seat %(seat)s: there are %(seats)s."), seat=seat, seats=numbers)
    return seats[seat]


def _batch(row: Row, type_: PostType, ground: Ground) -> int | None:
    if not row.batch:
        return None
    batch = ground.batches.get(row.batch)
    if batch is None or batch.type_id != type_.pk:
        raise Unmatched(gettext_noop("There is no batch “%(batch)s” of this kind of post."), batch=row.batch)
    return batch.pk


def _appoint(row: Row, post_id: int, type_: PostType, ground: Ground) -> DraftLine:
    line = DraftLine(
        verb=Verb.APPOINT.value,
        post_id=post_id,
        start_on=row.start_on,
        end_on=row.end_on,
        how=row.how or How.APPOINTED.value,
        batch_id=_batch(row, type_, ground),
        row=row.number,
    )
    person_id = _person(row, ground)
    if person_id is not None:
        return line._replace(person_id=person_id)
    if row.born_on is None or not row.sex:
        raise Unmatched(
            gettext_noop("Nobody in your area is called %(name)s; to register somebody new say sex and date of birth."),
            name=row.name,
        )
    check_name(row.name)
    check_birth(row.born_on, row.sex, births_within(ground.today))
    return line._replace(newcomer=NewPerson(row.name, row.sex, row.born_on))


def _person(row: Row, ground: Ground) -> int | None:
    """Who is meant; the date of birth tells namesakes apart."""
    found = [one for one in ground.people.get(row.name, ()) if row.born_on in (None, one.born_on)]
    if len(found) > 1 and row.sex:
        found = [one for one in found if one.sex == row.sex] or found
    if len(found) > 1:
        raise Unmatched(
            gettext_noop(
                "%(count)s people in your area are called %(name)s: say the date of birth, or choose by hand."
            ),
            count=len(found),
            name=row.name,
        )
    if found and row.sex and found[0].sex != row.sex:
        raise Unmatched(gettext_noop("%(name)s, born on that day, is in the records with another sex."), name=row.name)
    return found[0].person_id if found else None


def _end(row: Row, span: Span, type_: PostType, ground: Ground) -> DraftLine:
    seats = ground.posts.get((span.place_id, type_.pk), {})
    posts = [pk for seat, pk in seats.items() if row.seat in (None, seat)]
    held = [
        one
        for pk in posts
        for one in ground.at_post.get(pk, ())
        if one.name == row.name and row.born_on in (None, one.born_on)
    ]
    if not held:
        raise Unmatched(gettext_noop("%(name)s does not hold this post at %(place)s."), name=row.name, place=span.name)
    if len(held) > 1:
        raise Unmatched(
            gettext_noop("%(count)s people called %(name)s hold this post there: say the seat or the date of birth."),
            count=len(held),
            name=row.name,
        )
    if not row.reason:
        raise Unmatched(gettext_noop("Say why the tenure ends."))
    return DraftLine(Verb.END.value, tenure_id=held[0].tenure_id, end_on=row.end_on, reason=row.reason, row=row.number)


def _transfer(row: Row, post_id: int, type_: PostType, ground: Ground) -> DraftLine:
    person_id = _person(row, ground)
    held = ground.of_person.get(person_id or 0, [])
    if row.from_code:
        place = ground.by_code.get(row.from_code)
        held = [one for one in held if place is not None and one.place_id == place.place_id]
    if row.from_post:
        held = [one for one in held if one.type_id == _type(row.from_post, ground).pk]
    if not held:
        raise Unmatched(gettext_noop("%(name)s holds no post in the area from which to move."), name=row.name)
    if len(held) > 1:
        raise Unmatched(
            gettext_noop("%(name)s holds %(count)s posts: name the one that is left in 原单位代码 and 原职务."),
            name=row.name,
            count=len(held),
        )
    return DraftLine(
        verb=Verb.TRANSFER.value,
        post_id=post_id,
        tenure_id=held[0].tenure_id,
        start_on=row.start_on,
        end_on=row.end_on,
        how=row.how or How.APPOINTED.value,
        batch_id=_batch(row, type_, ground),
        reason=EndReason.TRANSFERRED.value,
        row=row.number,
    )
