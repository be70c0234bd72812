"""What is kept no longer: old notices with their deliveries, and addresses that were never confirmed."""

from datetime import datetime

from django.db.models import QuerySet

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.notices.actions.channels import end_channels
from headgoose.notices.models import Channel, Delivery, Notice, State
from headgoose.records.actions import record_act


@action
def clear_notices(*, by: Actor, at: datetime, before: datetime) -> int:
    """Clear the notices made before an instant; how many there were."""
    by.require(Right.OPERATE, EVERYWHERE)
    old = old_notices(before)
    count = old.count()
    after = {"made_before": before.isoformat(), "count": count}
    record_act(by=by, at=at, verb="notices.clear_notices", subject="notices.notice:", touches_from=FOREVER, after=after)
    waiting = Delivery.objects.filter(notice__made_at__lt=before, state=State.WAITING)
    waiting.update(state=State.GIVEN_UP, last_error="expired", claimed_at=None, claimed_by="")
    Delivery.objects.filter(notice__made_at__lt=before).delete()
    old.delete()
    return count


@action
def clear_unconfirmed(*, by: Actor, at: datetime, before: datetime) -> int:
    """Remove the addresses of channels that were added before an instant and never confirmed; how many."""
    by.require(Right.OPERATE, EVERYWHERE)
    channels = list(unconfirmed(before))
    after = {"made_before": before.isoformat(), "count": len(channels)}
    record_act(
        by=by, at=at, verb="notices.clear_unconfirmed", subject="notices.channel:", touches_from=FOREVER, after=after
    )
    end_channels(channels, at)
    return len(channels)


def old_notices(before: datetime) -> QuerySet[Notice]:
    """Notices made before an instant."""
    return Notice.objects.filter(made_at__lt=before)


def unconfirmed(before: datetime) -> QuerySet[Channel]:
    """Channels with an address that nobody confirmed."""
    return Channel.objects.filter(made_at__lt=before, confirmed_at__isnull=True, ended_at__isnull=True)
