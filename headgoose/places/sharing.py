"""How the parts of a place share it."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from headgoose.kernel.refusal import Refused
from headgoose.places.lineage import to_millionths
from headgoose.places.models import WHOLE_PPM


def shares_of_parts(said: Sequence[int | None], counts: Sequence[int]) -> list[int]:
    """The share of each part in parts per million: as said, else by the places below, else alike.

    Args:
        counts: how many places below go to each part.
    """
    if any(share is not None for share in said):
        given = [share or 0 for share in said]
        if sum(given) != WHOLE_PPM or min(given) < 1:
            raise Refused(_("The shares of the parts must each be more than nothing and sum to 100 %."), field="share")
        return given
    if not any(counts):
        counts = [1] * len(counts)
    if not all(counts):
        raise Refused(_("No place goes to one of the parts: say the shares."), field="share")
    whole = sum(counts)
    shares = to_millionths({order: Fraction(count, whole) for order, count in enumerate(counts)})
    return [shares[order] for order in range(len(counts))]
