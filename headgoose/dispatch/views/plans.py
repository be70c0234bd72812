"""The plan: by person, by place with a map, as a workbook, and as a record to be printed with its reasons."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from headgoose.dispatch.drawing import draw_plan
from headgoose.dispatch.models import Run
from headgoose.dispatch.plan_rows import SHOWN, PersonRow, people_of, place_rows_of, rows_of
from headgoose.dispatch.queries import get_run
from headgoose.dispatch.telling import said_parts, said_rule
from headgoose.dispatch.views.runs import ON_PAGE, around
from headgoose.kernel.asking import page_asked
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.sheets import Cell, Sheet, xlsx_answer
from headgoose.places.names import plain_text

LABELS: dict[str, Promise] = {
    "all": gettext_lazy("everybody"),
    "placed": gettext_lazy("with a place"),
    "first": gettext_lazy("at the first choice"),
    "unchosen": gettext_lazy("where they did not choose"),
    "out": gettext_lazy("without a place"),
    "by_hand": gettext_lazy("put by hand"),
    "withdrawn": gettext_lazy("has withdrawn"),
}
RECORD_LINES = 500


def crumbs_of(run: Run, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way down to a page of a run."""
    return [(_("Dispatch"), reverse("dispatch-runs")), (run.number, reverse("dispatch-run", args=[run.pk])), *more]


@signed_in
@require_safe
def people(request: HttpRequest, run_id: int) -> HttpResponse:
    """Everybody in the pool with where they go, filtered by what is asked."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    show = request.GET.get("show", "all")
    words = plain_text(request.GET.get("q", ""))[:40]
    place = plain_text(request.GET.get("place", ""))[:60].replace(" ", "")
    found = people_of(run, show if show in SHOWN else "all", words, place)
    page = Paginator(found, ON_PAGE).get_page(page_asked(request))
    context = {
        **around(actor, run),
        "page": page,
        "rows": rows_of(run, page),
        "shown": [(name, LABELS[name]) for name in SHOWN],
        "show": show,
        "words": words,
        "place": place,
        "crumbs": crumbs_of(run, (_("People"), "")),
    }
    return render(request, "dispatch/people.html", context)


@signed_in
@require_safe
def places(request: HttpRequest, run_id: int) -> HttpResponse:
    """All places that the run asks people for, with who goes there, and the map."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    page = Paginator(run.demand.order_by("key"), ON_PAGE).get_page(page_asked(request))
    context = {
        **around(actor, run),
        "page": page,
        "rows": place_rows_of(run, page),
        "map": draw_plan(run),
        "crumbs": crumbs_of(run, (_("Places"), "")),
    }
    return render(request, "dispatch/places.html", context)


@signed_in
@require_safe
def workbook(request: HttpRequest, run_id: int) -> HttpResponse:
    """The whole plan as a workbook, with the rule on a sheet of its own."""
    run = get_run(get_actor(request), run_id)
    header = [_("No."), _("Person"), _("Place"), _("Code"), _("Within")]
    header += [_("Choice"), _("km from home"), _("The reasons")]
    rule: list[list[Cell]] = [[label, value] for label, value in [*said_rule(run), *_published(run)]]
    sheets = [Sheet(_("Plan"), header, _cells(run)), Sheet(_("Rule"), ["", ""], rule)]
    return xlsx_answer(f"dispatch-{run.pk}.xlsx", sheets)


def _cells(run: Run) -> Iterator[list[Cell]]:
    for row in rows_of(run, people_of(run, "all", "", "")):
        place, line = row.place, row.placement
        where: list[Cell] = [place.said, place.code, place.within] if place else ["", "", ""]
        km: Cell = line.km if line else None
        yield [row.candidate.number, row.candidate.name, *where, row.choice, km, row.why]


def _published(run: Run) -> list[tuple[str, str]]:
    """What is published with the plan beside its rule."""
    said = [(_("Fingerprint of the input"), run.fingerprint), (_("Solver"), run.solver)]
    said.append((_("Cost of the plan"), str(run.objective if run.objective is not None else "")))
    if run.envies is not None:
        said.append((_("People who are rightly envious"), str(run.envies)))
    return said


@signed_in
@require_safe
def record(request: HttpRequest, run_id: int) -> HttpResponse:
    """The reasoned record: per person the place, which choice it was, how far, and why; made to be printed."""
    actor = get_actor(request)
    run = get_run(actor, run_id)
    page = Paginator(people_of(run, "all", "", ""), RECORD_LINES).get_page(page_asked(request))
    rows: list[PersonRow] = rows_of(run, page)
    context = {
        **around(actor, run),
        "page": page,
        "rows": rows,
        "rule": said_rule(run),
        "published": _published(run),
        "parts": said_parts(run.parts),
        "crumbs": crumbs_of(run, (_("Record"), "")),
    }
    return render(request, "dispatch/record.html", context)
