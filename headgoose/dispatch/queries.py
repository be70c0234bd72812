"""Reads of runs, each within what the actor may see."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from headgoose.dispatch.models import Run, RunFile, RunState
from headgoose.dispatch.rules import can_see
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span

RELATED = ("maker", "changer", "approver", "proposer", "reverser", "order", "type", "batch")


def runs_seen(actor: Actor) -> QuerySet[Run]:
    """The runs of places in whose whole area the actor may appoint, newest first."""
    newest = Span.objects.filter(place_id=OuterRef("place_id")).order_by("-end_on")
    inside = Q(pk__in=[])
    for area in actor.scope(Right.APPOINT):
        inside |= Q(place_key__gte=area.low, place_key__lt=area.high, place_kind__gte=10 * _level_of(area))
    runs = Run.objects.annotate(
        place_key=Subquery(newest.values("key")[:1]), place_kind=Subquery(newest.values("kind")[:1])
    )
    return runs.filter(inside).order_by("-pk")


def _level_of(area: Area) -> int:
    return next((level for level in Level if level.divisor == area.high - area.low), 0)


def list_runs(actor: Actor, state: str = "") -> QuerySet[Run]:
    """The runs seen, with the size of their pools; all states but discarded unless one is asked."""
    runs = runs_seen(actor).defer("explanation", "parts").select_related("maker", "approver", "type")
    runs = runs.filter(state=state) if state else runs.exclude(state=RunState.DISCARDED)
    return runs.annotate(pool_count=Count("candidates"))


def get_run(actor: Actor, run_id: int) -> Run:
    """A run that the actor may see. Raises Refused (NOT_FOUND), whether or not there is one elsewhere."""
    run = Run.objects.select_related(*RELATED).filter(pk=run_id).first()
    if run is None or not can_see(actor, run):
        raise Refused(_("There is no such run in your area."), Because.NOT_FOUND)
    return run


def find_same_file(run: Run, sha256: str) -> RunFile | None:
    """A file with this fingerprint that the run has taken in already."""
    return run.files.filter(sha256=sha256).first()


def runs_waiting(actor: Actor) -> QuerySet[Run]:
    """Runs that wait for somebody other than who made and changed them: to be approved, or to be taken back."""
    mine = Q(maker_id=actor.person_id) | Q(changer_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    asked = Q(proposer_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    proposed = Q(state=RunState.ISSUED, proposer__isnull=False)
    return runs_seen(actor).filter((Q(state=RunState.PLANNED) & ~mine) | (proposed & ~asked))
