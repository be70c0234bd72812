"""What stands against seating who was elected: limits of terms and posts that exclude each other, by name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.elections.models import Contest, ElectionState, Term, TermLimit
from headgoose.elections.rules import in_post_since, terms_in_row
from headgoose.people.models import ExcludedPair, Kinship, PostType, Tenure
from headgoose.places.queries import last_spans_of


@dataclass(frozen=True)
class Elected:
    """Who was elected to which post, as far as rules about persons look at it."""

    person_id: int
    name: str
    type: PostType
    place_id: int


@dataclass
class Record:
    """What is on record of those who were elected, and of their kin."""

    limits: Mapping[int, TermLimit]
    served: Mapping[tuple[int, int], set[int]] = field(default_factory=dict)
    tenures: Mapping[int, Sequence[Tenure]] = field(default_factory=dict)
    kin: Mapping[int, Sequence[int]] = field(default_factory=dict)


def find_obstacles(elected: Sequence[Elected], term: Term, starts_on: date, ends: Sequence[int]) -> list[Promise | str]:
    """Every rule that one of those elected breaks, each naming the person, the post and the rule.

    Args:
        ends: the ids of tenures that end as these begin.
    """
    if not elected:
        return []
    record = _read(elected)
    earlier = list(Term.objects.filter(start_on__lt=term.start_on).values_list("pk", flat=True))
    found: list[Promise | str] = []
    for one in elected:
        found += _beyond_limit(one, record, earlier, term, starts_on)
    found += _excluded(elected, record, starts_on, set(ends))
    return found


def _read(elected: Sequence[Elected]) -> Record:
    persons = {one.person_id for one in elected}
    types = {one.type.pk for one in elected}
    record = Record({limit.type_id: limit for limit in TermLimit.objects.filter(type__in=types)})
    record.kin = _kin(persons)
    others = persons | {other for some in record.kin.values() for other in some}
    record.tenures = _tenures(others)
    if record.limits:
        record.served = _served(persons)
    return record


def _kin(persons: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for kinship in Kinship.objects.filter(Q(person_a__in=persons) | Q(person_b__in=persons)):
        found[kinship.person_a_id].append(kinship.person_b_id)
        found[kinship.person_b_id].append(kinship.person_a_id)
    return found


def _tenures(persons: set[int]) -> dict[int, list[Tenure]]:
    found: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in Tenure.objects.filter(person__in=persons).select_related("person", "type"):
        found[tenure.person_id].append(tenure)
    return found


def _served(persons: set[int]) -> dict[tuple[int, int], set[int]]:
    """The terms for which each was elected, by person and kind of post."""
    rows = Contest.objects.filter(person__in=persons, election__state=ElectionState.CONFIRMED)
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for person_id, type_id, term_id in rows.values_list("person_id", "post__type_id", "election__term_id"):
        found[person_id, type_id].add(term_id)
    return found


def _beyond_limit(
    one: Elected, record: Record, earlier: Sequence[int], term: Term, starts_on: date
) -> Iterator[Promise | str]:
    limit = record.limits.get(one.type.pk)
    if limit is None:
        return
    served = record.served.get((one.person_id, one.type.pk), set())
    words: dict[str, object] = {"person": one.name, "post": one.type.name, "source": limit.source}
    # Elected again within the same term, in a by-election, somebody begins no further term.
    terms = terms_in_row(served, earlier)
    if limit.terms_in_row is not None and terms >= limit.terms_in_row and term.pk not in served:
        words |= {"count": terms, "limit": limit.terms_in_row}
        yield (
            _(
                "%(person)s was elected “%(post)s” for %(count)s terms in a row already, and may be for %(limit)s "
                "at most (%(source)s)."
            )
            % words
        )
    spans = [(t.start_on, t.end_on) for t in record.tenures.get(one.person_id, ()) if t.type_id == one.type.pk]
    since = in_post_since(spans, starts_on)
    years = limit.years_in_row
    if years is not None and since is not None and (starts_on - since).days >= 365.25 * years:
        words |= {"since": since, "years": years}
        yield (
            _(
                "%(person)s has been “%(post)s” since %(since)s without a break, and may be for %(years)s years at "
                "most (%(source)s)."
            )
            % words
        )


def _excluded(elected: Sequence[Elected], record: Record, starts_on: date, ends: set[int]) -> Iterator[Promise | str]:
    """Pairs of posts that one person, or near relatives, must not hold: with what they hold, and with each other."""
    pairs = list(ExcludedPair.objects.select_related("type_a", "type_b"))
    for one in elected:
        for pair in pairs:
            if one.type not in (pair.type_a, pair.type_b):
                continue
            other = pair.type_b if one.type == pair.type_a else pair.type_a
            yield from _met(one, other, pair, elected, record, starts_on, ends)


def _met(
    one: Elected,
    other: PostType,
    pair: ExcludedPair,
    elected: Sequence[Elected],
    record: Record,
    starts_on: date,
    ends: set[int],
) -> Iterator[Promise | str]:
    persons = [one.person_id, *(record.kin.get(one.person_id, ()) if pair.kin else ())]
    held = {
        (tenure.person_id, tenure.person.name, tenure.place_id)
        for person in persons
        for tenure in record.tenures.get(person, ())
        if tenure.type_id == other.pk and tenure.end_on > starts_on and tenure.pk not in ends
    }
    held |= {(e.person_id, e.name, e.place_id) for e in elected if e.type == other and e.person_id in persons}
    for person_id, name, place_id in sorted(held):
        if not pair.anywhere and place_id != one.place_id:
            continue
        words = {
            "person": one.name,
            "post": one.type.name,
            "held": other.name,
            "place": last_spans_of([place_id])[place_id].said,
            "source": pair.source,
            "relative": name,
        }
        if person_id == one.person_id:
            yield _("%(person)s cannot be “%(post)s” and “%(held)s” (%(place)s) at the same time (%(source)s).") % words
        else:
            yield (
                _(
                    "%(person)s cannot be “%(post)s” while a near relative, %(relative)s, is “%(held)s” (%(place)s) "
                    "(%(source)s)."
                )
                % words
            )
