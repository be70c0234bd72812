"""Files of rows: the template, bringing one in, and taking its faults away to put them right."""

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import Cell, Sheet, xlsx_answer
from headgoose.look.wording import chained
from headgoose.orders.actions.files import leave_out_rows, take_file
from headgoose.orders.forms import FileForm
from headgoose.orders.models import OrderFile
from headgoose.orders.queries import get_paper
from headgoose.orders.spreadsheet import TITLES, titles
from headgoose.orders.views.papers import around, check_appoints
from headgoose.people.models import EndReason, How, PostType


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@signed_in
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty table with the heading, and a second sheet that says what each column takes."""
    check_appoints(get_actor(request))
    column = dict(zip(TITLES, titles(_chinese()), strict=True))
    said: list[list[Cell]] = [
        [column["verb"], "任 / 免 / 调 (appoint / end / transfer)"],
        [column["code"], _("6 to 15 digits; without it the name of the place, where only one is called so.")],
        [column["post"], " / ".join(type_.name for type_ in PostType.objects.all())],
        [column["seat"], _("The number of the seat, where the place has several of a kind.")],
        [column["born_on"], _("Tells namesakes apart; needed, like the sex, for somebody new.")],
        [column["start_on"], _("Write dates as 2026-06-01. Empty: the day on which the order takes effect.")],
        [column["end_on"], _("The first day no longer in post.")],
        [column["how"], " / ".join(str(label) for label in How.labels)],
        [column["reason"], " / ".join(str(choice.label) for choice in EndReason if choice is not EndReason.VOID)],
        [column["from_code"], _("Only to transfer somebody who holds several posts: the one that is left.")],
    ]
    name = "任免模板.xlsx" if _chinese() else "order-template.xlsx"
    sheets = [Sheet(_("Orders"), titles(_chinese()), []), Sheet(_("How to fill it in"), ["", ""], said)]
    return xlsx_answer(name, sheets)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Bring in a file."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        try:
            file = _take(actor, paper_id, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = ngettext("%(count)s line was added.", "%(count)s lines were added.", file.taken)
            messages.success(request, said % {"count": file.taken})
            return redirect("order", paper_id)
    context = {**around(actor, paper), "file_form": form}
    return render(request, "orders/file.html", context, status=form.status if form.errors else 200)


def _take(actor: Actor, paper_id: int, form: FileForm) -> OrderFile:
    said = form.cleaned_data
    sent: UploadedFile = said["file"]
    if (sent.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    return take_file(
        by=actor,
        at=now(),
        paper_id=paper_id,
        file_name=sent.name or "",
        content=sent.read(),
        replace=said["replace"],
        even_if_known=said["even_if_known"],
    )


@signed_in
@require_POST
def leave_out(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Do without the faulty rows."""
    leave_out_rows(by=get_actor(request), at=now(), paper_id=paper_id)
    messages.success(request, _("The rows with faults were left out."))
    return redirect("order", paper_id)


@signed_in
@require_safe
def faults(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The faulty rows as they were sent, with a column that says what is wrong: to be put right and sent again."""
    paper = get_paper(get_actor(request), paper_id)
    file = paper.files.filter(settled=False).order_by("-pk").first()
    if file is None:
        raise Refused(_("No row waits to be put right."), Because.NOT_FOUND)
    width = max([len(file.header), *(len(cells) for _row, cells, _remarks in file.faulty)])
    rows: list[list[Cell]] = []
    for _number, cells, remarks in file.faulty:
        said = chained(str(_(message)) % words for message, words in remarks)
        rows.append([*cells, *[""] * (width - len(cells)), said])
    # Not through the translation: no column that is read when the file is sent again may be called so.
    header = [*file.header, *[""] * (width - len(file.header)), "错误" if _chinese() else "Fault"]
    return xlsx_answer(f"order-{paper.pk}-faults.xlsx", [Sheet(_("Faults"), header, rows)])
