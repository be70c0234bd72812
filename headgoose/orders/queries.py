"""Reads of papers, each within what the actor may see."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, Level
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.orders.models import OrderFile, OrderPaper, PaperState
from headgoose.orders.rules import can_see
from headgoose.places.models import Span


def papers_seen(actor: Actor) -> QuerySet[OrderPaper]:
    """The papers of places in whose whole area the actor may appoint, newest first."""
    newest = Span.objects.filter(place_id=OuterRef("place_id")).order_by("-end_on")
    inside = Q(pk__in=[])
    for area in actor.scope(Right.APPOINT):
        inside |= Q(place_key__gte=area.low, place_key__lt=area.high, place_kind__gte=10 * _level_of(area))
    papers = OrderPaper.objects.annotate(
        place_key=Subquery(newest.values("key")[:1]), place_kind=Subquery(newest.values("kind")[:1])
    )
    return papers.filter(inside).order_by("-pk")


def _level_of(area: Area) -> int:
    return next((level for level in Level if level.divisor == area.high - area.low), 0)


def list_papers(actor: Actor, state: str = "") -> QuerySet[OrderPaper]:
    """The papers seen, with the number of their lines (`lines_count`); all states but discarded unless one is asked."""
    papers = papers_seen(actor).defer("outcome").select_related("maker", "approver")
    papers = papers.filter(state=state) if state else papers.exclude(state=PaperState.DISCARDED)
    return papers.annotate(lines_count=Count("lines"))


def get_paper(actor: Actor, paper_id: int) -> OrderPaper:
    """A paper that the actor may see. Raises Refused (NOT_FOUND), whether or not there is one elsewhere."""
    papers = OrderPaper.objects.select_related("maker", "approver", "proposer", "reverser", "order")
    paper = papers.filter(pk=paper_id).first()
    if paper is None or not can_see(actor, paper):
        raise Refused(_("There is no such order in your area."), Because.NOT_FOUND)
    return paper


def find_same_file(actor: Actor, sha256: str) -> OrderFile | None:
    """A file with this fingerprint in a paper that the actor sees and that was not discarded."""
    files = OrderFile.objects.filter(sha256=sha256).exclude(paper__state=PaperState.DISCARDED).select_related("paper")
    return next((file for file in files if can_see(actor, file.paper)), None)


def papers_waiting(actor: Actor) -> QuerySet[OrderPaper]:
    """Papers that wait for somebody other than the actor: to be approved, or to be taken back."""
    mine = Q(maker_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    asked = Q(proposer_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    waiting = (Q(state=PaperState.SUBMITTED) & ~mine) | (Q(state=PaperState.REVERSING) & ~asked)
    return papers_seen(actor).filter(waiting)
