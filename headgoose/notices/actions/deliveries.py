"""The course of deliveries: claimed for a sender, kept fresh, settled. None of it is an act of anybody's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce

from headgoose.kernel.writing import writing
from headgoose.notices.models import Channel, Delivery, Service, State
from headgoose.notices.rules import GIVEN_UP_AFTER, LEASE, next_wait
from headgoose.notices.sending import Outcome


@dataclass(frozen=True)
class Settled:
    """What came of a delivery that a sender had claimed, and a chance between 0 and 1 for the next try."""

    delivery_id: int
    channel_id: int
    outcome: Outcome
    chance: float


def claim_due(*, service: Service, most: int, by: str, at: datetime) -> list[Delivery]:
    """Claim what is due over a service, of each channel the oldest, for one sender, in a short transaction.

    A channel is at one sender at a time, so that its notices keep their order and a dead one holds up none but itself.
    """
    if service.value not in settings.NOTICE_SERVICES or most <= 0:
        return []
    found = list(_due(service, at)[:most])
    if not found:
        return []
    with writing():
        # Of two senders that chose the same one, the second finds it taken: PostgreSQL has it look again at the row.
        free = Delivery.objects.filter(pk__in=found, state=State.WAITING).exclude(held(at))
        free.update(claimed_at=at, claimed_by=by)
        claimed = Delivery.objects.filter(pk__in=found, claimed_by=by, claimed_at=at, state=State.WAITING)
        return list(claimed.select_related("channel", "notice").order_by("pk"))


def held(at: datetime) -> Q:
    """That a claim is fresh. One from the time to come was made before the clock was set back, and holds no longer."""
    return Q(claimed_at__gt=at - LEASE, claimed_at__lte=at + LEASE)


def _due(service: Service, at: datetime) -> Any:
    channels = Q(channel__service=service.value, channel__ended_at__isnull=True, channel__paused_at__isnull=True)
    waiting = Delivery.objects.filter(channels, state=State.WAITING).exclude(channel__quiet_until__gt=at)
    by_channel = waiting.values("channel_id").annotate(
        first=Min("pk", filter=Q(next_try_at__lte=at)), held=Count("pk", filter=held(at))
    )
    return by_channel.filter(first__isnull=False, held=0).order_by("first").values_list("first", flat=True)


def keep_claims(*, delivery_ids: Iterable[int], by: str, at: datetime) -> set[int]:
    """Keep claims fresh whose sending is still under way; those that still are this sender's."""
    with writing():
        own = Delivery.objects.filter(pk__in=list(delivery_ids), claimed_by=by, state=State.WAITING)
        own.update(claimed_at=at)
        return set(own.values_list("pk", flat=True))


def settle(*, settled: Sequence[Settled], by: str, at: datetime) -> int:
    """Note what came of deliveries; how many. What was taken from this sender meanwhile is left to the other."""
    if not settled:
        return 0
    with writing():
        return sum(_settle(one, by, at) for one in settled)


def _settle(one: Settled, by: str, at: datetime) -> bool:
    own = Delivery.objects.filter(pk=one.delivery_id, claimed_by=by, state=State.WAITING)
    channel = Channel.objects.filter(pk=one.channel_id, ended_at__isnull=True)
    free = {"claimed_at": None, "claimed_by": "", "tries": F("tries") + 1}
    error = one.outcome.error
    if not error:
        done = own.update(state=State.SENT, sent_at=at, last_error="", **free)
        if done:
            channel.exclude(failures=0).update(failures=0, failing_since=None, last_error="", quiet_until=None)
        return bool(done)
    tries = own.values_list("tries", flat=True).first()
    if tries is None:
        return False
    wait = None if one.outcome.for_good else next_wait(tries + 1, one.chance)
    if wait is None:
        own.update(state=State.FAILED if one.outcome.for_good else State.GIVEN_UP, last_error=error, **free)
    else:
        own.update(next_try_at=at + wait, last_error=error, **free)
    failures = channel.values_list("failures", flat=True).first() or 0
    quiet = next_wait(min(failures + 1, LAST_STEP), one.chance)
    channel.update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", at),
        last_error=error,
        quiet_until=at + quiet if quiet else None,
    )
    return True


# A channel that goes on failing is asked every four hours.
LAST_STEP = 10


def give_up_old(*, at: datetime) -> int:
    """Give up what has waited too long, behind a channel that is dead, paused or switched off; how many."""
    old = Delivery.objects.filter(state=State.WAITING, made_at__lte=at - GIVEN_UP_AFTER)
    if not old.exclude(held(at)).exists():
        return 0
    with writing():
        return old.exclude(held(at)).update(state=State.GIVEN_UP, last_error="expired", claimed_at=None, claimed_by="")
