"""Whether a plan, as it stands after rulings, withdrawals and changes by hand, keeps to what the run says."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headgoose.dispatch.models import Bound, Demand, Placement, Ruling, RulingKind, Run
from headgoose.kernel.area import Level, area_of


def find_plan_faults(run: Run) -> list[str]:
    """In words, what stands against approving the plan as it is; nothing when it may be approved."""
    placed = list(Placement.objects.filter(run=run).values_list("candidate_id", "key"))
    counts = Counter(key for _pk, key in placed)
    return [*_seat_faults(run, counts), *_bound_faults(run, counts), *_ruling_faults(run, set(placed))]


def _seat_faults(run: Run, counts: "Counter[int]") -> list[str]:
    demand = list(Demand.objects.filter(run=run).values_list("key", "lower", "upper"))
    few = sum(counts[key] < lower for key, lower, _upper in demand)
    many = sum(counts[key] > upper for key, _lower, upper in demand)
    faults = []
    if few:
        said = ngettext(
            "%(count)s place has fewer people than it must.", "%(count)s places have fewer people than they must.", few
        )
        faults.append(said % {"count": few})
    if many:
        said = ngettext(
            "%(count)s place has more people than it may.", "%(count)s places have more people than they may.", many
        )
        faults.append(said % {"count": many})
    return faults


def _bound_faults(run: Run, counts: "Counter[int]") -> list[str]:
    broken = 0
    for bound in Bound.objects.filter(run=run):
        area = area_of(bound.key, Level(bound.level))
        there = sum(count for key, count in counts.items() if area.low <= key < area.high)
        broken += not bound.lower <= there <= bound.upper
    said = ngettext(
        "%(count)s township, county or prefecture has more or fewer people than it may.",
        "%(count)s townships, counties or prefectures have more or fewer people than they may.",
        broken,
    )
    return [said % {"count": broken}] if broken else []


def _ruling_faults(run: Run, placed: set[tuple[int, int]]) -> list[str]:
    rulings = list(Ruling.objects.filter(run=run).values_list("candidate_id", "key", "kind"))
    against = sum(((pk, key) in placed) == (kind == RulingKind.FORBID) for pk, key, kind in rulings)
    withdrawn = Placement.objects.filter(run=run, candidate__withdrawn=True).count()
    faults = []
    if against or withdrawn:
        faults.append(_("Pins, forbids or withdrawals came after the plan: solve it again."))
    if not run.may_stay_out and run.candidates.filter(withdrawn=False).count() > len(placed):
        faults.append(_("Somebody is left without a place, which the rule does not let."))
    return faults
