"""How long it is kept who asked and what was said: found here, cleared by `actions/protecting.py`."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet

from headgoose.casework.models import Petitioner, Request, RequestState
from headgoose.kernel.actor import Actor

BATCH = 200
# A daily run clears so many batches; what is left waits for the next.
BATCHES_MOST = 50
ENDED = [RequestState.CLOSED, RequestState.REJECTED, RequestState.TRANSFERRED]
PETITIONERS, WORDS = "petitioners", "resident_words"


def ended_requests(before: datetime) -> QuerySet[Request]:
    """Requests that ended by an instant; a merged one when the one that it was merged into did."""
    own = Q(state__in=ENDED, closed_at__lt=before)
    other = Q(state=RequestState.MERGED, merged_into__state__in=ENDED, merged_into__closed_at__lt=before)
    return Request.objects.filter(own | other)


def known_petitioners(before: datetime) -> QuerySet[Petitioner]:
    """Who asked, of those."""
    return Petitioner.objects.filter(request__in=ended_requests(before)).order_by("pk")


def kept_words(before: datetime) -> QuerySet[Request]:
    """Those of which words are still kept."""
    return ended_requests(before).filter(erased_at=None).order_by("pk")


def in_batches(clear: Callable[..., int]) -> Callable[[datetime, datetime, Actor], int]:
    """An action that clears a batch, as the registry of retentions calls it: until nothing is left."""

    def run(before: datetime, at: datetime, by: Actor) -> int:
        total = 0
        for _turn in range(BATCHES_MOST):
            cleared = clear(by=by, at=at, before=before)
            total += cleared
            if cleared < BATCH:
                break
        return total

    return run
