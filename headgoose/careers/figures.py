"""The figures of the chain: all four links, and each link, over the village party secretaries in post."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from headgoose.careers.links import CONDITIONS, WHOLE, Link, chain_parameters
from headgoose.careers.models import HandoverState
from headgoose.kernel.area import Level
from headgoose.kernel.figures import Direction, Figure, figures
from headgoose.people.figures import holds

READS = frozenset({"people", "places", "training", "careers"})
SHARE_OF_SECRETARIES = _("% of secretaries")


def share_of_chains(condition: str) -> str:
    """A query over the village party secretaries in post: how many fulfil a condition on their tenure `t`."""
    return (
        f"SELECT area.place_id, area.key, CASE WHEN {condition} THEN 1 ELSE 0 END AS numerator, 1 AS denominator, "
        f"t.id AS record_id, NULL AS part FROM area JOIN people_tenure t ON {holds('t', 'secretary')}"
    )


def end_of_day(on: date) -> Mapping[str, object]:
    """The last instant of a date."""
    return {"until": chain_parameters(on)["until"]}


CHAIN = (
    (
        "P2",
        "four-links/1",
        _("Secretaries with all four links"),
        _(
            "Village party secretaries in post on the date of whom all four are on record: the document that put them "
            "in post, and, in the twelve months that ended with the date, approved hours of training, a confirmed "
            "yearly review, and an award that was not revoked. Who came less than a year ago often lacks one still."
        ),
        WHOLE,
    ),
    (
        "P2-chosen",
        "chosen/1",
        _("Secretaries whose choice is documented"),
        _("Village party secretaries in post on the date whose tenure names the document that put them there."),
        CONDITIONS[Link.SELECT],
    ),
    (
        "P2-trained",
        "trained/1",
        _("Secretaries trained"),
        _(
            "Village party secretaries in post on the date with approved hours in a class that ended in the twelve "
            "months that ended with the date."
        ),
        CONDITIONS[Link.TRAIN],
    ),
    (
        "P2-managed",
        "managed/1",
        _("Secretaries reviewed"),
        _(
            "Village party secretaries in post on the date of whom a yearly review was confirmed in the twelve months "
            "that ended with the date. What it says is not asked."
        ),
        CONDITIONS[Link.MANAGE],
    ),
    (
        "P2-rewarded",
        "rewarded/1",
        _("Secretaries awarded"),
        _(
            "Village party secretaries in post on the date who were given an award in the twelve months that ended "
            "with the date; revoked ones are not counted."
        ),
        CONDITIONS[Link.REWARD],
    ),
)
for order, (code, version, name, definition, condition) in enumerate(CHAIN, 100):
    figures.declare(
        Figure(
            code=code,
            version=version,
            name=name,
            unit=SHARE_OF_SECRETARIES,
            definition=definition,
            direction=Direction.MORE,
            level=Level.VILLAGE,
            share=True,
            reads=READS,
            query=share_of_chains(condition),
            record="careers.chain",
            order=order,
            parameters=chain_parameters,
        )
    )
figures.declare(
    Figure(
        code="HND",
        version="handovers-late/1",
        name=_("Handovers overdue"),
        unit=_("handovers"),
        definition=_("Handovers of posts under way on the date whose last day lies before it."),
        direction=Direction.LESS,
        level=Level.VILLAGE,
        share=False,
        any_level=True,
        reads=READS,
        query=(
            "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, h.id AS record_id, NULL AS part "
            "FROM area JOIN people_tenure t ON t.place_id = area.place_id "
            "JOIN careers_handover h ON h.left_id = t.id AND h.due_on < %(on)s AND h.opened_at <= %(until)s "
            f"AND (h.state = '{HandoverState.OPEN}' OR h.closed_at > %(until)s)"
        ),
        record="careers.handover",
        order=106,
        parameters=end_of_day,
    )
)
