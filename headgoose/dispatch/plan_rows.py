"""The plan as pages show it: by person and by place, filtered, each line with its reasons."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from headgoose.dispatch.models import Candidate, Demand, Placement, Run
from headgoose.dispatch.naming import NamedPlace, name_places
from headgoose.dispatch.rules import CHOICES_MAX
from headgoose.kernel.area import LEVEL_OF_DIGITS, area_of, key_of
from headgoose.look.wording import chained
from headgoose.places.models import Span
from headgoose.places.names import official_forms, official_text

SHOWN: tuple[str, ...] = ("all", "placed", "first", "unchosen", "out", "by_hand", "withdrawn")


@dataclass(frozen=True)
class PersonRow:
    """Somebody in the pool with where they go, if anywhere."""

    candidate: Candidate
    placement: Placement | None
    place: NamedPlace | None

    @property
    def choice(self) -> str:
        """Which choice the place was, in words."""
        return said_choice(self.placement.rank) if self.placement else ""

    @property
    def why(self) -> str:
        """The reasons of the line, in one sentence."""
        return said_reasons(self.placement, len(self.candidate.choices)) if self.placement else _("no place")


def said_choice(rank: int) -> str:
    """A choice in words."""
    if rank >= CHOICES_MAX:
        return _("not chosen")
    return _("choice %(number)s") % {"number": rank + 1}


def said_reasons(line: Placement, choices: int) -> str:
    """Why somebody goes where they go, as the rule sees it."""
    said = []
    if line.by_hand:
        said.append(_("put there by an officer"))
    if line.rank == 0:
        said.append(_("the first choice"))
    elif line.rank < CHOICES_MAX:
        words = {"number": line.rank + 1, "count": choices}
        said.append(_("choice %(number)s of %(count)s; the earlier ones cost others more") % words)
    elif choices:
        said.append(_("none of the choices could be met under the rule"))
    else:
        said.append(_("named no choice"))
    if line.km:
        said.append(_("%(km)s km from home") % {"km": line.km})
    if line.skill:
        said.append(_("%(count)s wanted skills are lacking") % {"count": line.skill})
    if line.home:
        said.append(_("near to home against the rule"))
    return chained(said)


def people_of(run: Run, show: str, words: str, place: str) -> QuerySet[Candidate]:
    """The pool, filtered: what to show, part of a name, and a place by code or name with all below."""
    lines = Placement.objects.filter(run=run, candidate_id=OuterRef("pk"))
    found = Candidate.objects.filter(run=run).order_by("number")
    filters = {
        "placed": Q(Exists(lines)),
        "first": Q(Exists(lines.filter(rank=0))),
        "unchosen": Q(Exists(lines.filter(rank__gte=CHOICES_MAX))),
        "out": ~Q(Exists(lines)) & Q(withdrawn=False),
        "by_hand": Q(Exists(lines.filter(by_hand=True))),
        "withdrawn": Q(withdrawn=True),
    }
    if show in filters:
        found = found.filter(filters[show])
    if words:
        found = found.filter(name__contains=words)
    if place:
        found = found.filter(Exists(lines.filter(_inside(run, place))))
    return found


def _inside(run: Run, said: str) -> Q:
    """Lines at places that a code or a name means, with all below."""
    areas = []
    if said.isascii() and said.isdigit() and len(said) in LEVEL_OF_DIGITS:
        areas = [area_of(key_of(said), LEVEL_OF_DIGITS[len(said)])]
    elif not said.isascii():
        forms = official_forms(official_text(said))
        areas = [span.area for span in Span.objects.on(run.start_on).filter(name__in=forms)[:50]]
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(key__gte=area.low, key__lt=area.high)
    return inside


def rows_of(run: Run, people: Iterable[Candidate]) -> list[PersonRow]:
    """People as rows; a few queries for all of a page."""
    people = list(people)
    lines = lines_by_candidate(run, people)
    named = name_places(run, (line.key for line in lines.values()))
    return [
        PersonRow(one, line, named.get(line.key) if line else None) for one in people for line in [lines.get(one.pk)]
    ]


def lines_by_candidate(run: Run, people: Sequence[Candidate]) -> dict[int, Placement]:
    """The lines of some people."""
    found: dict[int, Placement] = {}
    for start in range(0, len(people), 900):
        some = [one.pk for one in people[start : start + 900]]
        found.update((line.candidate_id, line) for line in Placement.objects.filter(run=run, candidate_id__in=some))
    return found


@dataclass(frozen=True)
class PlaceRow:
    """A place of the demand with who goes there."""

    demand: Demand
    place: NamedPlace
    people: Sequence[Candidate]

    @property
    def short(self) -> bool:
        """Whether it has fewer people than it must."""
        return len(self.people) < self.demand.lower


def place_rows_of(run: Run, demand: Iterable[Demand]) -> list[PlaceRow]:
    """Places as rows."""
    demand = list(demand)
    named = name_places(run, (one.key for one in demand))
    lines = Placement.objects.filter(run=run, key__in=[one.key for one in demand]).select_related("candidate")
    people: dict[int, list[Candidate]] = {}
    for line in lines.order_by("candidate__number"):
        people.setdefault(line.key, []).append(line.candidate)
    return [PlaceRow(one, named[one.key], people.get(one.key, [])) for one in demand]


def counts_above(run: Run, divisor: int) -> Counter[int]:
    """How many people go to each area of a size, by the area's key."""
    counts: Counter[int] = Counter()
    for key in Placement.objects.filter(run=run).values_list("key", flat=True):
        counts[key - key % divisor] += 1
    return counts
