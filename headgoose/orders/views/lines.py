"""New lines for chosen seats: who takes each, who leaves, where each goes. `find` only looks."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import read_date
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.orders.actions.drafting import DraftLine, add_lines, remove_lines
from headgoose.orders.forms import OrderForm, common_form
from headgoose.orders.models import OrderPaper, Verb
from headgoose.orders.queries import get_paper
from headgoose.orders.views.choosing import area_within, reachable_types
from headgoose.orders.views.papers import around
from headgoose.orders.views.rows import seat_name
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Post, Sex, Tenure
from headgoose.people.queries import Found, State, find_persons, get_post, get_tenure, seats_within
from headgoose.people.views.rows import SeatLine, lines_of
from headgoose.places.models import Span
from headgoose.places.names import plain_text

BLOCKS_MAX = 50
CANDIDATES = 8
DIGITS_MAX = 18
NEW = "new"


@dataclass
class Block:
    """One chosen seat or tenure on the form, with what was typed for it."""

    key: str
    post: Post
    span: Span
    tenure: Tenure | None = None
    words: str = ""
    chosen: str = ""
    sex: str = ""
    born_on: str = ""
    found: list[Found] = field(default_factory=list)
    seats: list[SeatLine] = field(default_factory=list)
    fault: str = ""

    @property
    def seat(self) -> str:
        """The seat in words."""
        return seat_name(self.post)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The form for the seats chosen."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    asked = request.POST or request.GET
    verb = asked.get("verb", "") if asked.get("verb", "") in Verb.values else Verb.APPOINT.value
    blocks = _blocks(actor, asked, verb)
    looking = request.method != "POST" or "find" in asked
    form = common_form(verb, paper, {block.post.type for block in blocks}, request.POST or None)
    if not looking and blocks and form.is_valid():
        try:
            add_lines(by=actor, at=now(), paper_id=paper_id, lines=_lines(verb, blocks, form))
        except Refused as refused:
            _refuse(refused, blocks, form)
        else:
            said = ngettext("%(count)s line was added.", "%(count)s lines were added.", len(blocks))
            messages.success(request, said % {"count": len(blocks)})
            return redirect("order", paper_id)
    _look(actor, paper, verb, blocks)
    refused_now = not looking and (bool(form.errors) or any(block.fault for block in blocks))
    context = {
        **around(actor, paper),
        "verb": verb,
        "verb_label": Verb(verb).label,
        "blocks": blocks,
        "form": form,
        "looking": looking,
        "sexes": Sex.choices,
        "crumbs": [
            (_("Orders"), reverse("orders")),
            (paper.number, reverse("order", args=[paper.pk])),
            (_("Add lines"), ""),
        ],
    }
    return render(request, "orders/lines.html", context, status=form.status if refused_now else 200)


def _numbers(texts: list[str]) -> list[int]:
    """Ids as they were sent, each once, without what is none."""
    fit = (text for text in texts if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX)
    return list(dict.fromkeys(int(text) for text in fit))[:BLOCKS_MAX]


def _blocks(actor: Actor, asked: QueryDict, verb: str) -> list[Block]:
    """What was chosen, as far as it lies in the actor's area."""
    scope, blocks = actor.scope(Right.APPOINT), []
    for number in _numbers(asked.getlist("post" if verb == Verb.APPOINT else "tenure")):
        try:
            if verb == Verb.APPOINT:
                block = Block(str(number), *get_post(number, scope, today()))
            else:
                tenure, span = get_tenure(number, scope, today())
                block = Block(str(number), tenure.post, span, tenure)
        except Refused:
            continue
        for name in ("words", "chosen", "sex", "born_on"):
            setattr(block, name, plain_text(asked.get(f"{name}-{block.key}", "")[:160])[:40])
        blocks.append(block)
    return blocks


def _look(actor: Actor, paper: OrderPaper, verb: str, blocks: list[Block]) -> None:
    """The people, or for a transfer the empty seats, that the words of each block may mean."""
    for block in blocks:
        if verb == Verb.APPOINT and block.words:
            block.found = find_persons(block.words, actor.scope(Right.READ), paper.effective_on, CANDIDATES)
        if verb == Verb.TRANSFER and block.words:
            areas = {a for type_ in reachable_types(actor, paper) for a in area_within(actor, paper, type_)}
            seats = seats_within(
                sorted(areas), paper.effective_on, state=State.VACANT, words=block.words, limit=2 * CANDIDATES
            )
            block.seats = [line for line in lines_of(seats, actor, paper.effective_on) if line.may_fill]


def _lines(verb: str, blocks: list[Block], form: OrderForm) -> list[DraftLine]:
    """What the blocks ask for. What is missing is said beside its block."""
    said, lines = form.cleaned_data, []
    for block in blocks:
        try:
            lines.append(_line(verb, block, said))
        except Refused as refused:
            block.fault = str(refused)
    if any(block.fault for block in blocks):
        raise Refused(_("Something is missing below."))
    return lines


def _line(verb: str, block: Block, said: dict[str, Any]) -> DraftLine:
    if verb == Verb.END and block.tenure:
        return DraftLine(verb, tenure_id=block.tenure.pk, end_on=said["end_on"], reason=said["reason"])
    line = DraftLine(
        verb,
        start_on=said["start_on"],
        end_on=said["end_on"],
        how=said["how"],
        batch_id=said["batch"].pk if said.get("batch") else None,
    )
    if verb == Verb.TRANSFER and block.tenure:
        if not _numbers([block.chosen]):
            raise Refused(_("Choose the seat to go to."))
        return line._replace(tenure_id=block.tenure.pk, post_id=int(block.chosen))
    if block.chosen == NEW:
        newcomer = NewPerson(block.words, block.sex, _born(block.born_on))
        return line._replace(post_id=block.post.pk, newcomer=newcomer)
    if not _numbers([block.chosen]):
        raise Refused(_("Choose a person, or register somebody new."))
    return line._replace(post_id=block.post.pk, person_id=int(block.chosen))


def _born(text: str) -> date:
    if not text:
        raise Refused(_("Needed to register somebody new."))
    return read_date(text)


def _refuse(refused: Refused, blocks: list[Block], form: OrderForm) -> None:
    """Show faults beside the blocks that they are about."""
    faults = refused.details.get("faults", ())
    for fault in faults:
        blocks[fault.line].fault = str(fault.reason)
    if faults:
        form.add_error(None, _("Some lines cannot be added so; nothing was added."))
    else:
        form.refuse(refused)


@signed_in
@require_POST
def remove(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take lines out."""
    numbers = _numbers(request.POST.getlist("number"))
    remove_lines(by=get_actor(request), at=now(), paper_id=paper_id, numbers=numbers)
    said = ngettext("%(count)s line was taken out.", "%(count)s lines were taken out.", len(numbers))
    messages.success(request, said % {"count": len(numbers)})
    return redirect("order", paper_id)
