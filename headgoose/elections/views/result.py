"""The result of an election: for each seat somebody in the records, or somebody new."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headgoose.elections.actions.steps import Result, hold_election
from headgoose.elections.forms import HeldForm
from headgoose.elections.models import Contest, Election
from headgoose.elections.queries import get_election
from headgoose.elections.rules import check_can_take
from headgoose.elections.states import ELECTION
from headgoose.elections.views.progress import around
from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import read_date
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Sex, Tenure
from headgoose.people.queries import Found, find_persons
from headgoose.places.names import plain_text

CANDIDATES = 8
DIGITS_MAX = 18
NEW = "new"
TYPED = ("words", "chosen", "sex", "born_on", "votes", "alike")


@dataclass
class Block:
    """One seat of the form, with what was typed for it."""

    contest: Contest
    words: str = ""
    chosen: str = ""
    sex: str = ""
    born_on: str = ""
    votes: str = ""
    alike: str = ""
    found: list[Found] = field(default_factory=list)
    sitting: Tenure | None = None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, election_id: int) -> HttpResponse:
    """Put the result on record, or correct it before it is confirmed. `find` in what is sent only looks for people."""
    actor = get_actor(request)
    election, span = get_election(actor, election_id)
    check_can_take(actor, "hold", span.key)
    ELECTION.allowed(election.state, "hold")
    form = HeldForm(request.POST or None, initial=_initial(election))
    blocks = _blocks(actor, election, request.POST)
    looking = request.method != "POST" or "find" in request.POST
    if not looking and form.is_valid():
        try:
            _hold(actor, election, form, blocks, request.POST.get("version", ""))
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The result is on record and waits for the county to confirm it."))
            return redirect("election", election_id)
    context = {
        **around(actor, span, election.term, _("Result")),
        "election": election,
        "form": form,
        "blocks": blocks,
        "sexes": Sex.choices,
        "looking": looking,
    }
    refused_now = not looking and bool(form.errors)
    return render(request, "elections/result.html", context, status=form.status if refused_now else 200)


def _initial(election: Election) -> dict[str, object]:
    day = election.held_on or min(election.planned_on, today())
    return {"held_on": day, "electors": election.electors, "ballots": election.ballots}


def _blocks(actor: Actor, election: Election, sent: QueryDict) -> list[Block]:
    blocks = []
    for contest in election.contests.select_related("post__type", "person").order_by("pk"):
        block = Block(contest)
        for name in TYPED:
            setattr(block, name, plain_text(sent.get(f"{name}-{contest.post_id}", "")[:160])[:40])
        holders = Tenure.objects.filter(post=contest.post_id, start_on__lte=today(), end_on__gt=today())
        block.sitting = holders.select_related("person").first()
        if block.words:
            block.found = find_persons(block.words, actor.scope(Right.READ), today(), CANDIDATES)
        blocks.append(block)
    return blocks


def _hold(actor: Actor, election: Election, form: HeldForm, blocks: list[Block], version: str) -> None:
    said = form.cleaned_data
    hold_election(
        by=actor,
        at=now(),
        election_id=election.pk,
        held_on=said["held_on"],
        results=[_result(block) for block in blocks],
        electors=said["electors"],
        ballots=said["ballots"],
        token=version or None,
    )


def _result(block: Block) -> Result:
    votes = _number(block.votes) if block.votes else None
    if block.votes and votes is None:
        raise Refused(_("Numbers of votes are from 0 to a million."), field="votes")
    post_id = block.contest.post_id
    if block.chosen == NEW:
        newcomer = NewPerson(block.words, block.sex, _born(block.born_on))
        return Result(post_id, newcomer=newcomer, votes=votes, alike=bool(block.alike))
    person_id = _number(block.chosen)
    if person_id is None:
        raise Refused(_("Choose a person, or register somebody new."), Because.INVALID, field="person")
    return Result(post_id, person_id, votes=votes)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else None


def _born(text: str) -> date:
    if not text:
        raise Refused(_("Needed to register somebody new."))
    return read_date(text)
