"""Posts that exclude each other, for one person or for near relatives, applied to lines and what is on record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from headgoose.kernel.bulk import among
from headgoose.people.models import ExcludedPair, Kinship, Tenure

HELD = "SELECT person_id, type_id, place_id, start_on, end_on, id FROM people_tenure WHERE {persons}"

Held = tuple[int, int, int, date, date]


class Rival(NamedTuple):
    """A type of post that excludes another one."""

    type_id: int
    anywhere: bool
    kin: bool


class Relative(NamedTuple):
    """A near relative of a person, during [start_on, end_on)."""

    person_id: int
    start_on: date
    end_on: date


@dataclass
class Rivalry:
    """What people hold, line by line of an order; a line is (person, type, place, start, end)."""

    lines: Sequence[Held]
    rivals: Mapping[int, Sequence[Rival]]
    kin: Mapping[int, Sequence[Relative]]
    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))

    def meets(self, line: int) -> bool:
        """Whether the person of a line, or a near relative, holds what excludes the line's post at that time."""
        return any(self._meets(self.lines[line], rival) for rival in self.rivals.get(self.lines[line][1], ()))

    def _meets(self, line: Held, rival: Rival) -> bool:
        person, _type, _place, start_on, end_on = line
        others = [person]
        if rival.kin:
            others += [k.person_id for k in self.kin.get(person, ()) if k.start_on < end_on and start_on < k.end_on]
        return any(_clash(line, held, rival) for other in others for held in self.held.get(other, ()))

    def take(self, line: int) -> None:
        """A line was taken: its person holds it from now on."""
        self.held[self.lines[line][0]].append(self.lines[line])


def _clash(line: Held, held: Held, rival: Rival) -> bool:
    alike = held[1] == rival.type_id and (rival.anywhere or held[2] == line[2])
    return alike and held[3] < line[4] and line[3] < held[4]


def find_rivals(lines: Sequence[Held], as_if: Mapping[int, tuple[date, date]]) -> Rivalry | None:
    """What stands against some lines; None when none of their posts excludes another. At most three queries."""
    rivals = _rivals()
    persons = {line[0] for line in lines if line[1] in rivals}
    if not persons:
        return None
    kin = _kin(persons)
    others = persons | {relative.person_id for relatives in kin.values() for relative in relatives}
    held: dict[int, list[Held]] = defaultdict(list)
    for person_id, type_id, place_id, start_on, end_on, tenure_id in _held(others):
        since, until = as_if.get(tenure_id, (start_on, end_on))
        if since < until:
            held[person_id].append((person_id, type_id, place_id, since, until))
    return Rivalry(lines, rivals, kin, held)


def count_against(pair: ExcludedPair, on: date) -> int:
    """How many persons, from a date on, hold posts that a pair would forbid."""
    tenures = Tenure.objects.filter(type_id__in=(pair.type_a_id, pair.type_b_id), end_on__gt=on)
    lines: list[Held] = list(tenures.values_list("person_id", "type_id", "place_id", "start_on", "end_on"))
    held: dict[int, list[Held]] = defaultdict(list)
    for line in lines:
        held[line[0]].append(line)
    rivals = {
        pair.type_a_id: [Rival(pair.type_b_id, pair.anywhere, pair.kin)],
        pair.type_b_id: [Rival(pair.type_a_id, pair.anywhere, pair.kin)],
    }
    rivalry = Rivalry(lines, rivals, _kin(set(held)) if pair.kin else {}, held)
    return len({line[0] for number, line in enumerate(lines) if rivalry.meets(number)})


def _rivals() -> dict[int, list[Rival]]:
    found: dict[int, list[Rival]] = defaultdict(list)
    for pair in ExcludedPair.objects.all():
        found[pair.type_a_id].append(Rival(pair.type_b_id, pair.anywhere, pair.kin))
        found[pair.type_b_id].append(Rival(pair.type_a_id, pair.anywhere, pair.kin))
    return found


def _kin(persons: set[int]) -> dict[int, list[Relative]]:
    if not Kinship.objects.exists():
        return {}
    found: dict[int, list[Relative]] = defaultdict(list)
    for chunk in _chunks(sorted(persons)):
        for kinship in Kinship.objects.filter(Q(person_a__in=chunk) | Q(person_b__in=chunk)):
            for one, other in ((kinship.person_a_id, kinship.person_b_id), (kinship.person_b_id, kinship.person_a_id)):
                if one in persons:
                    found[one].append(Relative(other, kinship.start_on, kinship.end_on))
    return found


def _chunks(ids: Sequence[int], size: int = 400) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _held(persons: set[int]) -> list[tuple[int, int, int, date, date, int]]:
    text, value = among("person_id", persons)
    with connection.cursor() as cursor:
        cursor.execute(HELD.format(persons=text), [value])
        return list(cursor.fetchall())
