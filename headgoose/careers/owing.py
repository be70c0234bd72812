"""What is missing of a chain, and who has to act next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.careers.links import Chain, Link, chains_of
from headgoose.careers.models import Review, ReviewState
from headgoose.careers.rules import WRITTEN_FROM_MONTH, last_year_due, years_open
from headgoose.kernel.area import Level
from headgoose.people.models import Tenure
from headgoose.people.queries import places_above
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

IDS_A_QUERY = 900
Offices = Mapping[tuple[int, Level], str]


@dataclass(frozen=True)
class Owed:
    """What is missing of one link, who owes it, and the page on which it is done; "" where there is none."""

    link: Link
    what: str
    who: str
    url: str = ""


@dataclass(frozen=True)
class ChainRow:
    """Somebody in post with the links of the chain."""

    tenure: Tenure
    place: Span
    above: str
    chain: Chain
    owed: Sequence[Owed] = field(default_factory=list)

    @property
    def links(self) -> list[tuple[Link, bool]]:
        """Each link, and whether it is there."""
        return [(link, link in self.chain.present) for link in Link]


def rows_of(tenures: Sequence[Tenure], on: date) -> list[ChainRow]:
    """The chains of some tenures with what is owed; a handful of queries for any number."""
    chains = chains_of([tenure.pk for tenure in tenures], on)
    spans = last_spans_of(tenure.place_id for tenure in tenures)
    above = places_above(list(spans.values()), on)
    offices = offices_above(spans.values(), on)
    reviews = _reviews_due(tenures, on)
    return [
        ChainRow(
            tenure,
            spans[tenure.place_id],
            above.get(tenure.place_id, ""),
            chains[tenure.pk],
            owed_of(tenure, spans[tenure.place_id], chains[tenure.pk], reviews.get(tenure.pk), offices, on),
        )
        for tenure in tenures
    ]


def owed_of(tenure: Tenure, span: Span, chain: Chain, review: Review | None, offices: Offices, on: date) -> list[Owed]:
    """What is missing, link by link, and who owes it.

    Args:
        review: of the last year that is due, if there is one.
    """
    found = []
    for link in chain.missing:
        if link is Link.SELECT:
            level = Level(tenure.type.appointer_level)
            found.append(Owed(link, _("the document of the appointment"), _office(span, level, offices)))
        elif link is Link.TRAIN:
            found.append(Owed(link, _("a place in a class"), _office(span, Level.TOWNSHIP, offices)))
        elif link is Link.MANAGE:
            found.append(_owed_review(tenure, span, review, offices, on))
        else:
            url = reverse("award-new", args=[tenure.pk])
            found.append(Owed(link, _("an award, where one is due"), _office(span, Level.TOWNSHIP, offices), url))
    return found


def _owed_review(tenure: Tenure, span: Span, review: Review | None, offices: Offices, on: date) -> Owed:
    """The next step of the review of the last year due."""
    if review is not None and review.state == ReviewState.REVIEWED:
        url = reverse("review", args=[review.pk])
        return Owed(Link.MANAGE, _("the confirmation of the review"), _office(span, Level.COUNTY, offices), url)
    if review is not None and review.state == ReviewState.WRITTEN:
        url = reverse("review", args=[review.pk])
        return Owed(Link.MANAGE, _("the review of the year"), _office(span, Level.TOWNSHIP, offices), url)
    year = last_year_due(on)
    if review is not None or year not in years_open(tenure, on):
        words = {"year": year + 1, "month": WRITTEN_FROM_MONTH}
        return Owed(Link.MANAGE, _("the next review, from %(year)s-%(month)s on") % words, _("nobody yet"))
    url = reverse("own-word", args=[tenure.pk, year])
    return Owed(Link.MANAGE, _("the own word on %(year)s") % {"year": year}, tenure.person.name, url)


def _office(span: Span, level: Level, offices: Offices) -> str:
    name = offices.get((span.place_id, level), "")
    return _("office of %(place)s") % {"place": name} if name else _("the office above")


def offices_above(spans: Iterable[Span], on: date) -> dict[tuple[int, Level], str]:
    """The names of the township, county and prefecture above some places; one query."""
    levels = (Level.TOWNSHIP, Level.COUNTY, Level.PREFECTURE)
    wanted = {(span.place_id, level): span.key - span.key % level.divisor for span in spans for level in levels}
    keys = sorted(set(wanted.values()))
    names: dict[tuple[int, int], str] = {}
    for start in range(0, len(keys), IDS_A_QUERY):
        rows = Span.objects.on(on).filter(key__in=keys[start : start + IDS_A_QUERY], kind__gte=20, kind__lt=50)
        names.update(((row.key, row.kind // 10), row.said) for row in rows)
    return {at: names[key, int(at[1])] for at, key in wanted.items() if (key, int(at[1])) in names}


def _reviews_due(tenures: Sequence[Tenure], on: date) -> dict[int, Review]:
    """The reviews of the last year due, by tenure."""
    rows = Review.objects.filter(tenure__in=[tenure.pk for tenure in tenures], year=last_year_due(on))
    return {review.tenure_id: review for review in rows}
