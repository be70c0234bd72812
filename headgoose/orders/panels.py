"""What the room hangs into the home desk."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import Waiting
from headgoose.kernel.rights import Right
from headgoose.orders.models import OrderPaper, PaperState
from headgoose.orders.queries import papers_seen, papers_waiting

LINES = 6


def waiting_orders(actor: Actor, on: date) -> list[Waiting]:
    """Orders that wait for the actor's approval, and the actor's own: returned, drafts, ready to be issued."""
    if not actor.scope(Right.APPOINT):
        return []
    lines = [_line(paper, _("waits for your approval"), "warn") for paper in papers_waiting(actor)[:LINES]]
    if actor.person_id is None:
        return lines
    mine = papers_seen(actor).filter(maker_id=actor.person_id, state__in=[PaperState.DRAFTED, PaperState.APPROVED])
    for paper in mine[:LINES]:
        if paper.was_returned:
            lines.append(_line(paper, _("was returned: %(why)s") % {"why": paper.remark}, "bad"))
        elif paper.is_draft:
            lines.append(_line(paper, _("your draft")))
        else:
            lines.append(_line(paper, _("is approved and can be issued"), "good"))
    return lines


def _line(paper: OrderPaper, words: str, tone: str = "") -> Waiting:
    detail = f"{paper.title} · {words}"
    return Waiting(text=paper.number, url=reverse("order", args=[paper.pk]), detail=detail, tone=tone)
