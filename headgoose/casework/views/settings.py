"""The tables that a county edits: categories, deadlines, routes; what holds, from where, and what held before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from headgoose.casework.actions import setting
from headgoose.casework.choices import desk_types
from headgoose.casework.desks import chain_of_key
from headgoose.casework.forms_office import OfficeForm
from headgoose.casework.forms_settings import CategoryForm, DeadlineForm, RouteForm
from headgoose.casework.history import Held, deadlines_at, held, past_of, routes_at
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import get_span
from headgoose.places.views.place import tabs_of, trail_to

TITLES: dict[str, Promise] = {
    "category": gettext_lazy("Categories"),
    "deadline": gettext_lazy("Deadlines"),
    "route": gettext_lazy("Routes"),
}
SET: dict[str, Callable[..., Any]] = {
    "category": setting.set_category,
    "deadline": setting.set_deadline,
    "route": setting.set_route,
}
END: dict[str, Callable[..., Any]] = {
    "category": setting.end_category,
    "deadline": setting.end_deadline,
    "route": setting.end_route,
}
KEYS = {"category": ("code",), "deadline": ("category", "urgency"), "route": ("category",)}


@dataclass(frozen=True)
class Table:
    """One table as the page shows it."""

    name: str
    title: Promise
    rows: list[Held]
    form: OfficeForm | None


@signed_in
@require_safe
def settings(request: HttpRequest, code: str) -> HttpResponse:
    """What holds at a place and what was set there; `table` and `key` fill a form with a row."""
    return _show(request, code)


def _show(request: HttpRequest, code: str, table: str = "", form: OfficeForm | None = None) -> HttpResponse:
    actor, on = get_actor(request), today()
    span = get_span(code, on)
    actor.require(Right.READ, span.area)
    may_set = span.level <= Level.COUNTY and actor.may(Right.SET_CASEWORK, span.area)
    shown = _tables(request, span, may_set, table, form)
    status = form.status if form is not None and form.errors else 200
    return render(request, "casework/settings.html", _context(actor, span, shown, may_set), status=status)


def _context(actor: Actor, span: Span, shown: list[Table], may_set: bool) -> dict[str, Any]:
    on = today()
    return {
        "span": span,
        "tables": shown,
        "may_set": may_set,
        "past": past_of(span.place_id),
        "trail": trail_to(span, actor, on, _("Requests: settings")),
        "tabs": tabs_of(span, on, "place-requests"),
        "section": "requests",
    }


def _tables(request: HttpRequest, span: Span, may_set: bool, table: str, form: OfficeForm | None) -> list[Table]:
    places = chain_of_key(span.key, today()).place_ids
    rows = {
        "category": held(tables().categories_at(places), span.place_id),
        "deadline": held(deadlines_at(places), span.place_id),
        "route": held(routes_at(places), span.place_id),
    }
    asked = request.GET.get("table", ""), request.GET.get("key", "")
    found = []
    for name, own in rows.items():
        given = form if form is not None and name == table else None
        if may_set and given is None:
            row = next((one.row for one in own if (name, one.key) == asked), None)
            given = form_of(name, span, initial=_values(name, row) if row else None)
        found.append(Table(name, TITLES[name], own, given))
    return found


def _values(name: str, row: Any) -> dict[str, Any]:
    """What a row says, as a form shows it; the document is named anew each time."""
    fields = {
        "category": ("code", "name_zh", "name_en", "example_zh", "example_en", "order", "private"),
        "deadline": ("category", "urgency", "accept_minutes", "answer_minutes", "escalated_minutes", "working"),
        "route": ("category", "level", "post_type"),
    }
    return {field: getattr(row, field) for field in fields[name]}


def form_of(name: str, span: Span, sent: Any = None, initial: dict[str, Any] | None = None) -> OfficeForm:
    """The form of a table."""
    places = chain_of_key(span.key, today()).place_ids
    offered = [(one.code, one.name) for one in tables().categories_at(places)]
    categories = [("", _("all other categories")), *offered]
    named = f"{name}_%s"
    if name == "category":
        return CategoryForm(sent, initial=initial, auto_id=named)
    if name == "deadline":
        return DeadlineForm(categories, sent, initial=initial, auto_id=named)
    types = [(type_.code, type_.name) for type_ in desk_types(tables().types.values())]
    return RouteForm(categories, types, sent, initial=initial, auto_id=named)


@signed_in
@require_POST
def change(request: HttpRequest, code: str, table: str) -> HttpResponse:
    """Set a row, or with `end` let what holds above hold again."""
    if table not in SET:
        raise Refused(_("There is no such table."), Because.NOT_FOUND)
    actor, at = get_actor(request), now()
    span = setting.get_settable(actor, at, code)
    if "end" in request.POST:
        keys = {name: request.POST.get(name, "")[:30] for name in KEYS[table]}
        END[table](by=actor, at=at, place=span.code, **keys)
        messages.success(request, _("What holds above holds here again."))
        return redirect("request-settings", code)
    form = form_of(table, span, request.POST)
    if form.is_valid():
        try:
            SET[table](by=actor, at=at, place=span.code, **form.cleaned_data, **_kept(table, span, form))
        except Refused as refused:
            if refused.because is Because.FORBIDDEN:
                raise
            form.refuse(refused)
        else:
            messages.success(request, _("It holds from now on; what was dispatched before keeps what was fixed then."))
            return redirect("request-settings", code)
    return _show(request, code, table, form)


def _kept(table: str, span: Span, form: OfficeForm) -> dict[str, Any]:
    """What a form does not ask and the row that follows keeps: the sign of a category."""
    if table != "category":
        return {}
    places = chain_of_key(span.key, today()).place_ids
    known = {one.code: one.icon for one in tables().categories_at(places)}
    return {"icon": known.get(form.cleaned_data["code"], "")}
