"""Who may stay on, and for how long: the rule of the post against what somebody has served already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from headgoose.careers.models import Extension, SuccessionRule
from headgoose.careers.rules import months_after
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.people.models import Tenure


@dataclass(frozen=True)
class Leeway:
    """How much longer somebody may stay.

    Args:
        terms: which term in this kind of post at this place it is, from 1.
        terms_most: how many there may be; None for any number.
        base_on: the end before any extension.
        limit_on: the last end that the rule allows.
        end_on: the end as it is set.
        has_rule: whether there is a rule for the kind of post at all.
    """

    terms: int
    terms_most: int | None
    base_on: date
    limit_on: date
    end_on: date
    has_rule: bool

    @property
    def may_extend(self) -> bool:
        """Whether an extension is left."""
        return self.end_on < self.limit_on

    @property
    def may_serve_again(self) -> bool:
        """Whether the person may have another term in the same place."""
        return self.has_rule and (self.terms_most is None or self.terms < self.terms_most)


def leeway_of(tenures: Sequence[Tenure]) -> dict[int, Leeway]:
    """By tenure, how much longer its holder may stay; three queries for any number."""
    rules = {rule.type_id: rule for rule in SuccessionRule.objects.all()}
    bases = _bases(tenure.pk for tenure in tenures)
    served = _terms(tenures)
    return {tenure.pk: _leeway(tenure, rules.get(tenure.type_id), bases, served) for tenure in tenures}


def _bases(tenure_ids: Iterable[int]) -> dict[int, date]:
    """The ends that were set before the first extensions."""
    return dict(Extension.objects.filter(tenure_id__in=list(tenure_ids)).values_list("tenure_id", "base_on"))


def _terms(tenures: Sequence[Tenure]) -> Mapping[tuple[int, int, int], int]:
    """How often each person has served in a kind of post at a place."""
    persons = {tenure.person_id for tenure in tenures}
    rows = Tenure.objects.filter(person_id__in=persons).values_list("person_id", "type_id", "place_id")
    return {(person, type_, place): count for person, type_, place, count in rows.annotate(count=Count("pk"))}


def _leeway(
    tenure: Tenure,
    rule: SuccessionRule | None,
    bases: Mapping[int, date],
    served: Mapping[tuple[int, int, int], int],
) -> Leeway:
    base = bases.get(tenure.pk, tenure.end_on)
    limit = months_after(base, rule.months_most) if rule is not None and base != FOREVER else base
    terms = served.get((tenure.person_id, tenure.type_id, tenure.place_id), 1)
    return Leeway(terms, rule.terms_most if rule else None, base, limit, tenure.end_on, rule is not None)


def get_leeway(tenure: Tenure, today: date) -> Leeway:
    """The leeway of one tenure that can be extended. Raises Refused when it cannot."""
    if tenure.end_on == FOREVER:
        raise Refused(_("No end is set for this tenure: there is nothing to extend."), Because.CONFLICT)
    if tenure.end_on <= today:
        raise Refused(_("This tenure has ended already."), Because.CONFLICT)
    leeway = leeway_of([tenure])[tenure.pk]
    if not leeway.may_extend:
        words = {"day": leeway.limit_on.isoformat()}
        raise Refused(_("The rule for this post allows no extension beyond %(day)s.") % words, Because.CONFLICT)
    return leeway
