"""Terms that end: who, when, who may stay on and who could follow; letting somebody stay on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.careers.actions.extending import extend_tenure
from headgoose.careers.forms import ExtendForm
from headgoose.careers.listing import MONTHS, ending_rows, tenures_ending
from headgoose.careers.models import SuccessionRule
from headgoose.careers.queries import get_overseen_tenure
from headgoose.careers.staying import get_leeway
from headgoose.careers.views.around import ON_PAGE, overseen_place, type_asked
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.people.checks import seat_token
from headgoose.people.models import PostType
from headgoose.people.rules import check_reach
from headgoose.people.views.rows import Reach
from headgoose.places.queries import last_spans_of

MONTHS_ASKED, MONTHS_MOST = 6, 60


@signed_in
@require_safe
def place_ending(request: HttpRequest, code: str) -> HttpResponse:
    """Whose tenures end within some months, the first to end first."""
    wanted = overseen_place(request, code)
    months, type_ = months_asked(request), type_asked(request)
    page = Paginator(tenures_ending(wanted.span.area, wanted.on, months, type_), ON_PAGE).get_page(page_asked(request))
    may = Reach(wanted.actor)
    context = {
        **wanted.context("place-ending"),
        "page": page,
        "rows": [
            (row, row.leeway.may_extend and may.covers(row.tenure.type, row.place.key))
            for row in ending_rows(list(page), wanted.on)
        ],
        "months": months,
        "choices": sorted({*MONTHS, months}),
        "types": PostType.objects.filter(succession__isnull=False),
        "type": type_,
        "rules": SuccessionRule.objects.select_related("type").order_by("type__order"),
    }
    return render(request, "careers/ending.html", context)


def months_asked(request: HttpRequest) -> int:
    """The months in `?months=`, 1 to 60; 6 where there is no such number."""
    text = request.GET.get("months", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < len(str(MONTHS_MOST)) + 1 else 0
    return number if 1 <= number <= MONTHS_MOST else MONTHS_ASKED


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, tenure_id: int) -> HttpResponse:
    """Let somebody stay on, within the rule of the post."""
    actor = get_actor(request)
    tenure = get_overseen_tenure(actor, tenure_id)
    span = last_spans_of([tenure.place_id])[tenure.place_id]
    check_reach(actor, tenure.type, span.key)
    leeway = get_leeway(tenure, today())
    form = ExtendForm(request.POST or None, initial={"to_on": leeway.limit_on, "token": seat_token(tenure.post_id)})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        words = {"to_on": said["to_on"], "why": said["why"], "document": said["document"]}
        try:
            extend_tenure(by=actor, at=now(), tenure_id=tenure_id, token=said["token"] or None, **words)
        except Refused as refused:
            form.refuse(refused)
        else:
            stays = {"person": tenure.person.name, "day": said["to_on"].isoformat()}
            messages.success(request, _("%(person)s stays in the post until %(day)s.") % stays)
            return redirect("place-ending", span.code)
    context = {
        "form": form,
        "title": _("Let %(person)s stay on") % {"person": tenure.person.name},
        "subtitle": f"{tenure.type.name} · {span.said}",
        "leeway": leeway,
        "crumbs": [
            (_("Terms that end"), reverse("place-ending", args=[span.code])),
            (tenure.person.name, reverse("person", args=[tenure.person_id])),
            (_("Stay on"), ""),
        ],
        "back": reverse("place-ending", args=[span.code]),
        "save": _("Let stay on"),
        "section": "careers",
    }
    return render(request, "careers/form.html", context, status=form.status if form.errors else 200)
