"""Papers: the list, a new one, and the page of one with its lines and what can be done with it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.look.wording import chained
from headgoose.orders.actions.drafting import change_heading, draft_order
from headgoose.orders.forms import FileForm, HeadingForm, NewOrderForm, WhyForm
from headgoose.orders.models import OrderPaper, PaperState, Verb
from headgoose.orders.queries import get_paper, list_papers
from headgoose.orders.rules import is_maker_gone
from headgoose.orders.states import ORDER_PAPER
from headgoose.orders.views.rows import RELATED, rows_of
from headgoose.places.queries import get_span, last_spans_of, top_places

ON_PAGE = 50


def check_appoints(actor: Actor) -> None:
    """Orders are for those who appoint somewhere."""
    if not actor.scope(Right.APPOINT):
        raise Refused(_("Your posts do not let you draw up orders."), Because.FORBIDDEN)


@signed_in
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The papers of the actor's area."""
    actor = get_actor(request)
    check_appoints(actor)
    state = request.GET.get("state", "")
    papers = list_papers(actor, state if state in PaperState.values else "")
    page = Paginator(papers, ON_PAGE).get_page(page_asked(request))
    spans = last_spans_of(paper.place_id for paper in page)
    context = {
        "page": page,
        "papers": [(paper, spans[paper.place_id]) for paper in page],
        "states": PaperState.choices,
        "state": state,
        "section": "orders",
    }
    return render(request, "orders/orders.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an order."""
    actor = get_actor(request)
    check_appoints(actor)
    top = top_places(actor.scope(Right.APPOINT), today())
    form = NewOrderForm(request.POST or None, initial={"code": top[0].code if top else ""})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            span = get_span(said["code"], today())
            paper = draft_order(
                by=actor,
                at=now(),
                number=said["number"],
                title=said["title"],
                place_id=span.place_id,
                effective_on=said["effective_on"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("order", paper.pk)
    context = {"form": form, "fields": list(form), "title": _("Draw up an order"), "section": "orders"}
    return render(request, "orders/form.html", context, status=form.status if form.errors else 200)


@signed_in
@require_safe
def order(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper: its heading, what can be done with it, its lines."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    lines = paper.lines.select_related(*RELATED)
    page = Paginator(lines, ON_PAGE).get_page(page_asked(request))
    file = paper.files.filter(settled=False).order_by("-pk").first()
    context = {
        **around(actor, paper),
        "page": page,
        "rows": rows_of(page),
        "file": file,
        "faulty": [
            (row, chained(str(_(message)) % words for message, words in remarks))
            for row, _cells, remarks in (file.faulty[:ON_PAGE] if file else [])
        ],
        "file_form": FileForm(),
        "verbs": Verb.choices,
    }
    return render(request, "orders/order.html", context)


def around(actor: Actor, paper: OrderPaper) -> dict[str, Any]:
    """What every page of a paper shows around its matter: the heading and what the actor can do."""
    span = last_spans_of([paper.place_id])[paper.place_id]
    mine = (actor.person_id, actor.user_id) == (paper.maker_id, paper.maker_user_id)
    verbs = set(ORDER_PAPER.verbs(paper.state))
    own_proposal = actor.person_id is not None and actor.person_id == paper.proposer_id
    return {
        "paper": paper,
        "span": span,
        "mine": mine,
        "may_change": mine and "change" in verbs,
        "may_submit": mine and "submit" in verbs,
        "may_discard": "discard" in verbs and (mine or is_maker_gone(paper, today())),
        "may_approve": not mine and actor.person_id != paper.maker_id and "approve" in verbs,
        "may_return": "return" in verbs,
        "may_issue": "issue" in verbs,
        "may_propose": "propose_reversal" in verbs,
        "may_decline": "decline_reversal" in verbs,
        "may_reverse": "reverse" in verbs and not own_proposal,
        "why_form": WhyForm(),
        "lines_count": paper.lines.count(),
        "crumbs": [(_("Orders"), reverse("orders")), (paper.number, "")],
        "section": "orders",
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def heading(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Change the number, the title or the day of effect."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    initial = {"number": paper.number, "title": paper.title, "effective_on": paper.effective_on}
    form = HeadingForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            change_heading(by=actor, at=now(), paper_id=paper_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("order", paper_id)
    context = {"form": form, "fields": list(form), "title": _("Heading of the order"), **around(actor, paper)}
    return render(request, "orders/form.html", context, status=form.status if form.errors else 200)
