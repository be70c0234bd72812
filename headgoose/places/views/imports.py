"""A file of places: brought in, looked at, applied or put aside."""

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.places.actions import apply_tree_import, discard_tree_import, preview_tree_import
from headgoose.places.forms import TreeImportForm
from headgoose.places.models import Kind, TreeImport
from headgoose.places.rules import check_can_import
from headgoose.places.sheets import Remark

RECENT = 20


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tree_imports(request: HttpRequest) -> HttpResponse:
    """Bring in a file; the files of late."""
    actor = get_actor(request)
    check_can_import(actor, ())
    status = 200
    form = TreeImportForm()
    if request.method == "POST":
        form = TreeImportForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                made = _preview(actor, form)
            except Refused as refused:
                status = refused.status
                field = {"effective_on": "on"}.get(refused.field or "", refused.field)
                form.add_error(field if field in form.fields else None, str(refused))
            else:
                return redirect("tree-import", made.pk)
    return render(request, "places/tree_imports.html", {"form": form, "recent": _recent(actor)}, status=status)


def _preview(actor: Actor, form: TreeImportForm) -> TreeImport:
    file: UploadedFile = form.cleaned_data["file"]
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    return preview_tree_import(
        by=actor, at=now(), file_name=file.name or "", content=file.read(), effective_on=form.cleaned_data["on"]
    )


def _recent(actor: Actor) -> list[TreeImport]:
    """The last files that the actor may see."""
    seen: list[TreeImport] = []
    for taken in TreeImport.objects.defer("content").order_by("-pk")[: 5 * RECENT]:
        try:
            check_can_import(actor, taken.areas)
        except Refused:
            continue
        seen.append(taken)
    return seen[:RECENT]


@signed_in
@require_safe
def tree_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a file would change, or has changed."""
    taken = TreeImport.objects.defer("content").filter(pk=import_id).first()
    if taken is None:
        raise Refused(_("There is no such import."), Because.NOT_FOUND)
    check_can_import(get_actor(request), taken.areas)
    counts, lists = taken.summary["counts"], taken.summary["lists"]
    for name in ("problems", "notices"):
        lists[name] = [Remark(*remark) for remark in lists[name]]
    for row in lists["new"]:
        row[3] = Kind(row[3]).label
    for row in lists["kind_changed"]:
        row[3:] = [Kind(row[3]).label, Kind(row[4]).label]
    for name in ("new", "renamed", "kind_changed", "moved"):
        for row in lists[name]:
            row[0] = str(row[0])  # a row number is a name, not an amount: no thousands separator
    changes = sum(counts[name] for name in ("new", "renamed", "kind_changed", "moved", "gone"))
    context = {"taken": taken, "counts": counts, "lists": lists, "changes": changes}
    return render(request, "places/tree_import.html", context)


@signed_in
@require_POST
def tree_import_apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Make the tree as the file says."""
    taken = apply_tree_import(by=get_actor(request), at=now(), import_id=import_id)
    messages.success(request, _("The tree is as the file says from %(on)s on.") % {"on": taken.effective_on})
    return redirect("tree-import", taken.pk)


@signed_in
@require_POST
def tree_import_discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Put a file aside."""
    discard_tree_import(by=get_actor(request), at=now(), import_id=import_id)
    messages.success(request, _("The file was put aside; nothing has changed."))
    return redirect("tree-imports")
