"""What may be done with a run, and by whom."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from headgoose.dispatch.models import HomeRule, Mode, Run
from headgoose.dispatch.weighing import check_weights
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.orders.rules import area_of_place, check_another
from headgoose.people.models import Batch, How, PostType, Tenure
from headgoose.people.rules import outside, reach
from headgoose.places.models import Kind
from headgoose.places.rules import check_date

POOL_MAX, CHOICES_MAX, EDGES_MOST, YEARS_MOST = 20_000, 10, 60, 10
KM_MOST = 2_000
SEED = re.compile(r"[\w.·-]{1,60}")
SENT_WAYS = [How.SENT, How.RECRUITED, How.APPOINTED, How.HIRED]


@dataclass(frozen=True)
class Rule:
    """The rule of a run as it is published: all of it stands on one page.

    Args:
        weights: see `weighing.py`.
        radius_km: how far from home people may be sent beyond their choices; None: only where they chose.
    """

    start_on: date
    end_on: date
    weights: Any
    seed: str
    mode: str = Mode.LEAST_COST.value
    how: str = How.SENT.value
    batch_id: int | None = None
    radius_km: int | None = 60
    edges_max: int = 30
    home_rule: int = HomeRule.TOWNSHIP.value
    home_strict: bool = True
    may_stay_out: bool = True


def check_rule(rule: Rule, type_: PostType, today: date) -> None:
    """Refuse a rule that cannot be followed, with the field at fault."""
    check_date(rule.start_on, today, "start_on")
    if rule.start_on <= today:
        raise Refused(_("A run sends people from a day to come."), field="start_on")
    if rule.end_on <= rule.start_on:
        raise Refused(_("A tenure must end after it starts."), field="end_on")
    if rule.end_on == FOREVER or rule.end_on.year - rule.start_on.year > YEARS_MOST:
        raise Refused(_("Say when the term ends, within ten years."), field="end_on")
    if rule.mode not in Mode.values or rule.how not in SENT_WAYS or rule.home_rule not in HomeRule.values:
        raise Refused(_("This rule is not one of those that there are."), field="mode")
    if not SEED.fullmatch(rule.seed):
        raise Refused(_("The seed has 1 to 60 letters, digits, hyphens or dots."), field="seed")
    if rule.radius_km is not None and not 0 <= rule.radius_km <= KM_MOST:
        raise Refused(_("The radius is 0 to %(limit)s km.") % {"limit": KM_MOST}, field="radius_km")
    if not 1 <= rule.edges_max <= EDGES_MOST:
        raise Refused(_("The number of places is 1 to %(limit)s.") % {"limit": EDGES_MOST}, field="edges_max")
    if rule.batch_id is not None and not Batch.objects.filter(pk=rule.batch_id, type=type_).exists():
        raise Refused(_("This batch is not one of this kind of post."), field="batch")
    check_weights(rule.weights)


def rule_of(run: Run) -> Rule:
    """The rule of a run."""
    return Rule(**{name: getattr(run, name) for name in Rule.__dataclass_fields__})


def types_to_send(actor: Actor) -> QuerySet[PostType]:
    """The kinds of post that a run can fill: see `can_be_sent`; within the actor's reach."""
    near = [type_.pk for type_ in PostType.objects.all() if can_be_sent(type_) and reach(actor, type_)]
    return PostType.objects.filter(pk__in=near)


def can_be_sent(type_: PostType) -> bool:
    """Whether a run can fill a kind of post: one with a term, at villages or townships, filled by a county or above."""
    levels = {Kind(kind).level for kind in type_.kinds}
    sent = type_.term_years is not None and type_.appointer_level <= Level.COUNTY
    return sent and levels <= {Level.TOWNSHIP, Level.VILLAGE}


def check_sends(by: Actor, area: Area, type_: PostType) -> None:
    """Refuse unless the actor may fill every post of the kind in the whole area."""
    by.require(Right.APPOINT, area)
    if not any(own.covers(area) for own in reach(by, type_)):
        reason = _("Your posts do not let you fill or end “%(post)s” here.") % {"post": type_.name}
        raise Refused(reason, Because.FORBIDDEN)


def check_inside(by: Actor, type_: PostType, keys: "np.typing.NDArray[np.int64]") -> None:
    """Refuse when some places lie beyond what the actor may fill."""
    if outside(reach(by, type_), keys).any():
        reason = _("Your posts do not let you fill or end “%(post)s” here.") % {"post": type_.name}
        raise Refused(reason, Because.FORBIDDEN)


def can_see(actor: Actor, run: Run) -> bool:
    """Runs are seen by those who may appoint in the whole area of the place that sends."""
    return actor.may(Right.APPOINT, area_of_place(run.place_id))


def check_version(run: Run, version: int | None) -> None:
    """Refuse when the run is no longer as the page showed it."""
    if version is not None and version != run.version:
        reason = _("Somebody else has changed this run since you opened the page. Look at it again before you act.")
        raise Refused(reason, Because.CONFLICT)


def is_maker_gone(run: Run, today: date) -> bool:
    """Whether who drew the run up holds no post any more."""
    if run.maker_id is None:
        return True
    held = Tenure.objects.filter(person_id=run.maker_id, start_on__lte=today, end_on__gt=today)
    return not held.exists()


def check_may_approve(by: Actor, run: Run) -> None:
    """Refuse who drew the run up, and who changed it last."""
    reason = _("Who drew the run up, or changed it last, does not approve it: a second person must.")
    check_another(by, run.maker_user_id, run.maker, reason)
    if run.changer_id is not None:
        check_another(by, run.changer_user_id, run.changer, reason)
