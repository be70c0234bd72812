"""What the criteria weigh: in order for each person, in order for all together, or so many points a unit.

Stored as {"order": "each" | "total" | "weighted", "rank": n, "distance": n, "skill": n, "home": n, "stay": n}; in an
order the numbers only say which criteria count (0 leaves one out).
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused

WEIGHT_MOST = 10**15


class Weighing(models.TextChoices):
    """How the criteria weigh against each other."""

    EACH = "each", _("in order, for each person: staying, choice, distance, skills, home")
    TOTAL = "total", _("in order, for all people together (small pools)")
    WEIGHTED = "weighted", _("points for each unit, added up")


WORDS = {
    "rank": _("choice"),
    "distance": _("distance from home (km)"),
    "skill": _("skills that are lacking"),
    "home": _("nearness to home against the rule"),
    "stay": _("change against the former plan"),
}
CRITERIA = tuple(WORDS)
IN_ORDER: dict[str, Any] = {"order": Weighing.EACH.value, **dict.fromkeys(CRITERIA, 1)}


def check_weights(weights: Any) -> None:
    """Refuse what is neither an order nor a whole number, not negative, for each criterion.

    Whether sums fit into 64 bits depends on the pool: the solver refuses that, with the limit.
    """
    if not isinstance(weights, Mapping) or weights.get("order") not in Weighing.values:
        raise Refused(_("Say how the criteria weigh."), field="weighing")
    for name in CRITERIA:
        value = weights.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Refused(_("A weight is a whole number, not negative."), field=f"weight_{name}")
        if value > WEIGHT_MOST:
            words = {"limit": f"{WEIGHT_MOST:,}"}
            raise Refused(_("A weight is at most %(limit)s, or sums overflow 64 bits.") % words, field=f"weight_{name}")
