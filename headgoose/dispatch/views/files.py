"""Files of people and of places: the templates, bringing one in, and taking its faults away to put them right."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.dispatch.actions.files import leave_out_rows, take_demand_file, take_pool_file
from headgoose.dispatch.forms import PoolFileForm, RunFileForm
from headgoose.dispatch.models import FileKind, RunFile
from headgoose.dispatch.pool_sheet import SHEETS
from headgoose.dispatch.queries import get_run
from headgoose.dispatch.views.runs import around, check_appoints, sent
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.sheets import Cell, Sheet, xlsx_answer
from headgoose.look.wording import chained


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _kind(kind: str) -> FileKind:
    if kind not in FileKind.values:
        raise Http404
    return FileKind(kind)


@signed_in
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with the heading, and a second sheet that says what the columns take."""
    check_appoints(get_actor(request))
    of = _kind(kind)
    header = [chinese if _chinese() else english for chinese, english, _others in SHEETS[of].values()]
    notes = pool_notes() if of is FileKind.POOL else demand_notes()
    said: list[list[Cell]] = [[header[column], words] for column, words in notes]
    name = f"dispatch-{of}-template.xlsx"
    return xlsx_answer(name, [Sheet(str(of.label), header, []), Sheet(_("How to fill it in"), ["", ""], said)])


def pool_notes() -> list[tuple[int, str]]:
    """What the columns of people take, by their positions."""
    return [
        (1, _("男 / 女 (man / woman)")),
        (2, _("Tells namesakes apart; needed, like the sex, for somebody new.")),
        (3, _("The code or the name of the home village, township or county.")),
        (4, _("Separated by commas or spaces; places may ask for them.")),
        (5, _("In a run by merit higher scores choose first.")),
        (6, _("The code or the name of a place that the run asks for; as many as there are columns.")),
    ]


def demand_notes() -> list[tuple[int, str]]:
    """What the columns of places take."""
    return [
        (0, _("6 to 15 digits; without it the name of the place, where only one is called so.")),
        (2, _("0 or empty: the place may stay without.")),
        (3, _("For a township, county or prefecture: how many may go there together.")),
        (4, _("Separated by commas or spaces.")),
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, run_id: int, kind: str) -> HttpResponse:
    """Bring in a file."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    of = _kind(kind)
    form_class = PoolFileForm if of is FileKind.POOL else RunFileForm
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    if form.is_bound and form.is_valid():
        try:
            file = _take(actor, run_id, of, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = ngettext("%(count)s row was taken.", "%(count)s rows were taken.", file.taken)
            messages.success(request, said % {"count": file.taken})
            return redirect("dispatch-run", run_id)
    context = {**around(actor, run), "file_form": form, "kind": of}
    return render(request, "dispatch/file.html", context, status=form.status if form.errors else 200)


def _take(actor: Actor, run_id: int, kind: FileKind, form: RunFileForm) -> RunFile:
    said = form.cleaned_data
    if kind is FileKind.POOL:
        return take_pool_file(by=actor, at=now(), run_id=run_id, replace=said["replace"], **sent(said["file"]))
    return take_demand_file(by=actor, at=now(), run_id=run_id, **sent(said["file"]))


@signed_in
@require_POST
def leave_out(request: HttpRequest, run_id: int) -> HttpResponse:
    """Do without the faulty rows."""
    leave_out_rows(by=get_actor(request), at=now(), run_id=run_id)
    messages.success(request, _("The rows with faults were left out."))
    return redirect("dispatch-run", run_id)


@signed_in
@require_safe
def faults(request: HttpRequest, run_id: int, kind: str) -> HttpResponse:
    """The faulty rows as they were sent, with a column that says what is wrong: to be put right and sent again."""
    run = get_run(get_actor(request), run_id)
    file = run.files.filter(settled=False, kind=_kind(kind)).order_by("-pk").first()
    if file is None:
        raise Refused(_("No row waits to be put right."), Because.NOT_FOUND)
    width = max([len(file.header), *(len(cells) for _row, cells, _remarks in file.faulty)])
    rows: list[list[Cell]] = []
    for _number, cells, remarks in file.faulty:
        said = chained(str(_(message)) % words for message, words in remarks)
        rows.append([*cells, *[""] * (width - len(cells)), said])
    # Not through the translation: no column that is read when the file is sent again may be called so.
    header = [*file.header, *[""] * (width - len(file.header)), "错误" if _chinese() else "Fault"]
    return xlsx_answer(f"dispatch-{run.pk}-faults.xlsx", [Sheet(_("Faults"), header, rows)])
