"""What the room hangs into the home desk."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from headgoose.dispatch.models import Run, RunState
from headgoose.dispatch.queries import runs_seen, runs_waiting
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import Waiting
from headgoose.kernel.rights import Right

LINES = 6


def waiting_runs(actor: Actor, on: date) -> list[Waiting]:
    """Runs that wait for the actor: to be approved or taken back, and the actor's own."""
    if not actor.scope(Right.APPOINT):
        return []
    lines = [_line(run, _asked(run), "warn") for run in runs_waiting(actor)[:LINES]]
    if actor.person_id is None:
        return lines
    states = [RunState.DRAFT, RunState.INFEASIBLE, RunState.APPROVED]
    mine = runs_seen(actor).filter(maker_id=actor.person_id, state__in=states)
    for run in mine[:LINES]:
        if run.state == RunState.INFEASIBLE:
            lines.append(_line(run, _("cannot be met: choose what to relax"), "bad"))
        elif run.state == RunState.DRAFT:
            lines.append(_line(run, run.remark or _("your draft"), "bad" if run.remark else ""))
        else:
            lines.append(_line(run, _("is approved and can be issued"), "good"))
    return lines


def _asked(run: Run) -> str:
    if run.state == RunState.ISSUED:
        return _("is proposed to be taken back: %(why)s") % {"why": run.remark}
    return _("is planned and waits for approval")


def _line(run: Run, words: str, tone: str = "") -> Waiting:
    return Waiting(
        text=run.number, url=reverse("dispatch-run", args=[run.pk]), detail=f"{run.title} · {words}", tone=tone
    )
