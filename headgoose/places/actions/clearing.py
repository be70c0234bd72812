"""Files that never took effect lose their content after a time; what they would have changed stays on record."""

from datetime import datetime

from django.db.models import QuerySet

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.models import ImportState, TreeImport
from headgoose.places.states import TREE_IMPORT
from headgoose.records.actions import record_act


def count_idle_contents(before: datetime) -> int:
    """How many files that never took effect were previewed before an instant and still have their content."""
    return _idle(before).count()


@action
def clear_idle_contents(*, by: Actor, at: datetime, before: datetime) -> int:
    """Empty them, and discard those that still waited; how many there were."""
    by.require(Right.OPERATE, EVERYWHERE)
    ids = list(_idle(before).values_list("pk", flat=True))
    record_act(
        by=by,
        at=at,
        verb="places.clear_idle_contents",
        subject="places.tree_import:",
        touches_from=FOREVER,
        after={"imports": ids, "previewed_before": before.isoformat()},
    )
    waiting = TreeImport.objects.filter(pk__in=ids, state=ImportState.PREVIEWED)
    waiting.update(state=TREE_IMPORT.allowed(ImportState.PREVIEWED, "discard"))
    TreeImport.objects.filter(pk__in=ids).update(content=b"")
    return len(ids)


def clear_contents(before: datetime, at: datetime, by: Actor) -> int:
    """`clear_idle_contents` as the registry of retentions calls it."""
    return clear_idle_contents(by=by, at=at, before=before)


def _idle(before: datetime) -> QuerySet[TreeImport]:
    return TreeImport.objects.filter(made_at__lt=before).exclude(state=ImportState.APPLIED).exclude(content=b"")
