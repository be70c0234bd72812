"""Changes of the map: typed or sent as a file, looked at, made; and what happened to it so far."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.actions import apply_map_change, preview_map_change
from headgoose.places.change_forms import FORMS, ChangeFileForm, ChangeForm
from headgoose.places.changes import MapChange, change_from_json, change_to_json
from headgoose.places.drafting import Node
from headgoose.places.foresight import MapPlan
from headgoose.places.models import EventKind, Kind, Span
from headgoose.places.names import plain_text
from headgoose.places.queries import children, get_span
from headgoose.places.reading_changes import read_steps
from headgoose.places.remapping import Problem
from headgoose.places.views.place import trail_to
from headgoose.places.wording import counted, place_url

LISTED = 200
TITLES = {
    EventKind.RENAME: (gettext_lazy("Rename"), gettext_lazy("Another name from a date on.")),
    EventKind.RECODE: (gettext_lazy("Recode"), gettext_lazy("Another code in the same place; all below follow.")),
    EventKind.MOVE: (gettext_lazy("Move"), gettext_lazy("Under another place, with all below.")),
    EventKind.MERGE: (gettext_lazy("Merge"), gettext_lazy("With others into one that stays or is new.")),
    EventKind.SPLIT: (gettext_lazy("Split"), gettext_lazy("Into two or more; one may keep the identity.")),
    EventKind.CLOSE: (gettext_lazy("Close"), gettext_lazy("Without a successor; nothing may lie below.")),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def place_change(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what happens to a place, say it, and look at what it would do."""
    actor, span = get_actor(request), get_span(code, today())
    actor.require(Right.CHANGE_MAP, span.area)
    kind = next((kind for kind in EventKind if kind == request.GET.get("kind")), None)
    title = pgettext("link", "Change the map")
    context: dict[str, Any] = {"span": span, "back": place_url(span, today()), "title": title}
    context["trail"] = trail_to(span, actor, today(), title)
    if kind is None:
        url = reverse("place-change", args=[span.code])
        context["kinds"] = [(f"{url}?kind={kind.value}", *TITLES[kind]) for kind in _kinds_for(span)]
        return render(request, "places/change_kinds.html", context)
    below = children(span, today()) if kind is EventKind.SPLIT else []
    form = FORMS[kind](span, below, request.POST if request.method == "POST" else None)
    context |= {"form": form, "title": TITLES[kind][0], "explained": TITLES[kind][1]}
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            plan = _preview(actor, form)
            if plan is not None:
                return _show(request, plan, context["back"])
    return render(request, "places/change_form.html", context, status=status)


def _kinds_for(span: Span) -> list[EventKind]:
    """What can happen to a place: the province itself is only renamed or recoded."""
    return [EventKind.RENAME, EventKind.RECODE] if span.level is Level.PROVINCE else list(EventKind)


def _preview(actor: Actor, form: ChangeForm) -> MapPlan | None:
    """What the form would do; None when something stands against it, which then stands in the form."""
    try:
        plan = preview_map_change(by=actor, at=now(), change=form.change())
    except Refused as refused:
        if refused.because is Because.FORBIDDEN:
            raise
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
    for problem in plan.problems:
        form.add_error(None, problem.text)
    return None if plan.problems else plan


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def map_change_file(request: HttpRequest) -> HttpResponse:
    """Send the steps of a document as a file, and look at what they would do."""
    actor = get_actor(request)
    if not actor.scope(Right.CHANGE_MAP):
        raise Refused(_("Your posts do not let you change the map."), Because.FORBIDDEN)
    form, status = ChangeFileForm(), 200
    if request.method == "POST":
        form, status = ChangeFileForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                change, problems = _change_in_file(form)
                plan = None if problems else preview_map_change(by=actor, at=now(), change=change)
            except Refused as refused:
                status = refused.status
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            else:
                if plan is None:
                    return _show_problems(request, change, problems)
                return _show(request, plan, reverse("map-changes"))
    return render(request, "places/change_file.html", {"form": form}, status=status)


def _change_in_file(form: ChangeFileForm) -> tuple[MapChange, list[Problem]]:
    said = form.cleaned_data
    file: UploadedFile = said["file"]
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    reading = read_steps(file.read())
    change = MapChange(
        document=plain_text(said["document"]),
        effective_on=said["on"],
        title=plain_text(said["title"]),
        steps=tuple(reading.steps),
        numbers=reading.numbers,
        reseat=said["reseat"],
    )
    return change, sorted(reading.problems)


def _show(request: HttpRequest, plan: MapPlan, back: str) -> HttpResponse:
    """The preview of a change, with the button that makes it where nothing stands against it."""
    if plan.problems:
        return _show_problems(request, plan.change, plan.problems)
    context = {
        "change": plan.change,
        "plan": change_to_json(plan.change),
        "token": plan.digest(),
        "back": back,
        "counts": _counts(plan),
        "follows": plan.follows,
        "lists": [
            (
                _("Renamed"),
                len(plan.renamed),
                _rows(plan.renamed, _name_row),
                (_("Code"), _("Old name"), _("New name")),
            ),
            (
                _("Recoded"),
                len(plan.recoded),
                _rows(plan.recoded, _code_row),
                (_("Old code"), _("New code"), _("Name")),
            ),
            (_("Closed"), len(plan.closed), _rows(plan.closed, _old_row), (_("Code"), _("Name"), _("Kind"))),
            (_("New"), len(plan.made), _rows(plan.made, _new_row), (_("Code"), _("Name"), _("Kind"))),
        ],
    }
    return render(request, "places/change_preview.html", context)


def _show_problems(request: HttpRequest, change: MapChange, problems: list[Problem]) -> HttpResponse:
    context = {"change": change, "problems": problems[:LISTED], "count": len(problems)}
    return render(request, "places/change_preview.html", context, status=422)


def _counts(plan: MapPlan) -> list[tuple[str, str]]:
    """How many places of each kind get another code: `Recoded: 12 townships, 109 villages`."""
    found = []
    for label, nodes in (
        (_("Renamed"), plan.renamed),
        (_("Recoded"), plan.recoded),
        (_("Closed"), plan.closed),
        (_("New"), plan.made),
    ):
        kinds = {kind: sum(1 for node in nodes if node.kind is kind) for kind in Kind}
        said = [counted(kind, count) for kind, count in kinds.items() if count]
        found.append((label, " · ".join(said) or "–"))
    return found


def _rows(nodes: list[Node], row: Callable[[Node], tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [row(node) for node in nodes[:LISTED]]


def _name_row(node: Node) -> tuple[str, ...]:
    was = node.was.name if node.was else ""
    kind = f" · {node.kind.label}" if node.was and node.was.kind is not node.kind else ""
    return node.code, was, f"{node.name}{kind}"


def _code_row(node: Node) -> tuple[str, ...]:
    return node.was.code if node.was else "", node.code, node.name


def _old_row(node: Node) -> tuple[str, ...]:
    return node.was.code if node.was else "", node.name, str(node.kind.label)


def _new_row(node: Node) -> tuple[str, ...]:
    return node.code, node.name, str(node.kind.label)


@signed_in
@require_POST
def map_change_apply(request: HttpRequest) -> HttpResponse:
    """Make a change that was looked at, if it would still do the same."""
    change, token = change_from_json(request.POST.get("plan", "")), request.POST.get("token", "")
    events = apply_map_change(by=get_actor(request), at=now(), change=change, token=token)
    said = ngettext(
        "The map is changed from %(on)s on: %(count)s event.",
        "The map is changed from %(on)s on: %(count)s events.",
        len(events),
    )
    messages.success(request, said % {"on": change.effective_on, "count": len(events)})
    return redirect("map-changes")
