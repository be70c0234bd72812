"""Forms by which townships draw grids."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.actions import close_grid, make_grids, redraw_grids, rename_grid
from headgoose.places.forms import CloseGridForm, MakeGridsForm, RedrawGridsForm, RenameGridForm
from headgoose.places.models import Kind, Span
from headgoose.places.queries import children, get_span, grids_as_seen
from headgoose.places.rules import township_of
from headgoose.places.views.place import trail_to
from headgoose.places.wording import counted, place_url

Act = Callable[[Span, dict[str, Any]], str]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def grids_make(request: HttpRequest, code: str) -> HttpResponse:
    """Make grids in a village."""
    village = _place(request, code, Level.VILLAGE)
    form = MakeGridsForm(_sent(request), initial={"seen": grids_as_seen(village.place_id)})

    def act(span: Span, said: dict[str, Any]) -> str:
        made = make_grids(
            by=get_actor(request),
            at=now(),
            village_code=span.code,
            count=said["count"],
            start_on=said["on"],
            seen=said["seen"],
        )
        return _("Made: %(grids)s.") % {"grids": counted_grids(len(made))}

    return _answer(request, village, form, gettext_lazy("Make grids"), act)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def grids_redraw(request: HttpRequest, code: str) -> HttpResponse:
    """Have a village made of another number of grids."""
    village = _place(request, code, Level.VILLAGE)
    form = RedrawGridsForm(_sent(request), initial={"count": len(children(village, today()))})

    def act(span: Span, said: dict[str, Any]) -> str:
        redrawn = redraw_grids(
            by=get_actor(request), at=now(), village_code=span.code, count=said["count"], on=said["on"]
        )
        words = {"kept": len(redrawn.kept), "closed": len(redrawn.closed), "made": len(redrawn.made)}
        return _("Redrawn: %(kept)s kept, %(closed)s closed, %(made)s made.") % words

    return _answer(request, village, form, gettext_lazy("Redraw grids"), act)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def grid_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a grid another name."""
    grid = _place(request, code, Level.GRID)
    form = RenameGridForm(_sent(request), initial={"name": grid.name})

    def act(span: Span, said: dict[str, Any]) -> str:
        rename_grid(by=get_actor(request), at=now(), code=span.code, name=said["name"], on=said["on"])
        return _("The grid has its new name from %(on)s on.") % {"on": said["on"]}

    return _answer(request, grid, form, gettext_lazy("Rename the grid"), act)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def grid_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a grid."""
    grid = _place(request, code, Level.GRID)
    form = CloseGridForm(_sent(request))

    def act(span: Span, said: dict[str, Any]) -> str:
        close_grid(by=get_actor(request), at=now(), code=span.code, on=said["on"])
        return _("The grid is closed on %(on)s.") % {"on": said["on"]}

    return _answer(request, grid, form, gettext_lazy("Close the grid"), act)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None when the form is only looked at."""
    return request.POST if request.method == "POST" else None


def counted_grids(count: int) -> str:
    """`3 grids`."""
    return counted(Kind.GRID, count)


def _place(request: HttpRequest, code: str, level: Level) -> Span:
    span = get_span(code, today())
    if span.level is not level:
        raise Refused(_("This cannot be done to %(name)s.") % {"name": span.said}, Because.NOT_FOUND)
    get_actor(request).require(Right.DRAW_GRIDS, township_of(span))
    return span


def _answer(request: HttpRequest, span: Span, form: forms.Form, title: Promise, act: Act) -> HttpResponse:
    """Show a form, or do what it says and go back to the place; a refusal stands in the form beside its field."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                done = act(span, form.cleaned_data)
            except Refused as refused:
                status = refused.status
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            else:
                messages.success(request, done)
                return redirect(_back(span))
    actor, on = get_actor(request), today()
    context = {
        "span": span,
        "form": form,
        "title": title,
        "trail": trail_to(span, actor, on, str(title)),
        "back": place_url(span, on),
    }
    return render(request, "places/form.html", context, status=status)


def _back(span: Span) -> str:
    """The village's page: a grid that is closed from today on has no page any more."""
    if span.level is Level.GRID:
        return reverse("place", args=[span.code[: Level.VILLAGE.digits]])
    return place_url(span, today())
