"""Orders over HTTP: drawn up in one request, looked at, handed over, issued. Approving takes a person at a screen."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema
from pydantic import ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.wire import Code, Day, Id, Number, OneOf, Paged, Strict, end_or_none, nothing
from headgoose.orders.actions.drafting import draft_order
from headgoose.orders.actions.issuing import issue_paper
from headgoose.orders.actions.steps import discard_order, submit_order
from headgoose.orders.models import OrderLine, OrderPaper, PaperState
from headgoose.orders.queries import get_paper, list_papers
from headgoose.orders.resolving import DraftLine
from headgoose.orders.rules import LINES_MAX, NUMBER_MAX, TITLE_MAX
from headgoose.orders.weighing import Outcome, weigh_paper
from headgoose.people.actions.persons import NewPerson
from headgoose.people.models import Batch, EndReason, How
from headgoose.places.queries import get_span, last_spans_of
from headgoose.records.idempotency.answering import IdempotencyKey, Said, answer_once

router = Router(tags=["orders"])

StateOfPaper = Annotated[str, OneOf(*PaperState.values)]
HowSeated = Annotated[str, OneOf(*How.values)]
WhyEnded = Annotated[str, OneOf(*(why for why in EndReason.values if why != EndReason.VOID))]
LETTERS = r"0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff"
PUNCTUATION = r"〔〕《》（）()、，。：；“”·—_/.\-"
HEADING = rf"^[{LETTERS}〔《（(][{LETTERS}{PUNCTUATION} ]{{0,%d}}$"
PERSON_NAME = r"^[A-Za-z\u4e00-\u9fa5]{1,20}(?:[·-][A-Za-z\u4e00-\u9fa5]{1,18})?$"


class Newcomer(Strict):
    """Somebody who is not in the records yet; registered when the order is issued."""

    name: str = Field(pattern=PERSON_NAME, examples=["王建国"])
    sex: Literal["f", "m"] = Field(description="f for a woman, m for a man.")
    born_on: Day


class Appoint(Strict):
    """Somebody takes a seat: either `person_id` or `newcomer`."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["person_id"]}, {"required": ["newcomer"]}]})

    verb: Literal["appoint"]
    post_id: Number = Field(description="The seat that is taken.")
    person_id: Number = Field(default_factory=nothing, description="Somebody in the records.")
    newcomer: Newcomer = Field(default_factory=nothing, description="Somebody new.")
    start_on: Day = Field(
        default_factory=nothing, description="First day in post; the order's day of effect if absent."
    )
    end_on: Day = Field(default_factory=nothing, description="First day no longer in post; open if absent.")
    how: HowSeated = Field(How.APPOINTED.value, description="How the person comes to the post.")
    batch: str = Field(
        default_factory=nothing,
        pattern=r"^[a-z][a-z0-9_-]{0,39}$",
        description="Code of the batch they are sent or recruited with.",
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.person_id is None) == (self.newcomer is None):
            raise PydanticCustomError("one_of_two", "person_id or newcomer")
        return self


class End(Strict):
    """A tenure ends."""

    verb: Literal["end"]
    tenure_id: Number
    end_on: Day = Field(default_factory=nothing, description="First day no longer in post; the order's day if absent.")
    reason: WhyEnded


class Transfer(Strict):
    """Somebody leaves one seat for another on the same day."""

    verb: Literal["transfer"]
    tenure_id: Number = Field(description="The tenure that is left.")
    post_id: Number = Field(description="The seat that is taken.")
    start_on: Day = Field(default_factory=nothing, description="The day of the move; the order's day if absent.")
    how: HowSeated = Field(How.APPOINTED.value)


Line = Annotated[Appoint | End | Transfer, Field(discriminator="verb")]


class OrderIn(Strict):
    """An order with all its lines."""

    number: str = Field(
        pattern=HEADING % (NUMBER_MAX - 1), description="Of the document.", examples=["绥组干〔2026〕18号"]
    )
    title: str = Field(pattern=HEADING % (TITLE_MAX - 1), examples=["关于王建国等同志任职的通知"])
    place: Code = Field(description="Code of the place that issues it; the token must appoint in its whole area.")
    effective_on: Day = Field(description="The day on which lines take effect that do not say another.")
    lines: list[Line] = Field(min_length=1, max_length=LINES_MAX, description="In the order of the document.")


class PlaceOfOrder(Schema):
    """The place that issues it."""

    code: str
    name: str


class OrderOut(Schema):
    """An order and where it stands."""

    id: int
    number: str
    title: str
    place: PlaceOfOrder
    effective_on: date
    state: StateOfPaper
    remark: str = Field(description="Why it was returned, or is to be taken back.")
    lines: int = Field(description="How many.")
    made_by: str | None = Field(description="Who drew it up.")
    approved_by: str | None
    made_at: datetime
    submitted_at: datetime | None
    approved_at: datetime | None
    issued_at: datetime | None


class OrderList(Schema):
    """A page of orders, newest first."""

    items: list[OrderOut]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class LineOut(Schema):
    """A line of an order."""

    number: int
    verb: Literal["appoint", "end", "transfer"]
    post_id: int
    tenure_id: int | None
    person_id: int | None = Field(description="Null for somebody new, until the order is issued.")
    name: str
    start_on: date | None
    end_on: date | None
    made_tenure_id: int | None = Field(description="The tenure that it made, or ended, once issued.")


class LineList(Schema):
    """A page of lines in order."""

    items: list[LineOut]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class LineFault(Schema):
    """What stands against a line."""

    line: int
    field: str
    reason: str


class DoubledOut(Schema):
    """A line after which its person holds other posts at the same time."""

    line: int
    post_ids: list[int]
    like: bool = Field(description="One of them is of the same kind.")


class PreviewOut(Schema):
    """What the order would do if it were issued now, by the numbers of its lines, from 1."""

    token: str = Field(description="Stands for this preview; a step that brings it is refused once it is out of date.")
    filled: list[int] = Field(description="Lines that fill an empty seat.")
    vacated: list[int] = Field(description="Lines that leave a seat empty.")
    passed_on: list[int] = Field(description="Lines after which a seat goes from one to another.")
    newcomers: list[int] = Field(description="Lines that register somebody.")
    doubled: list[DoubledOut]
    faults: list[LineFault] = Field(description="An order with faults can be neither handed over nor issued.")


class Step(Strict):
    """A step of an order."""

    token: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}\.[0-9a-f]{24}$")] = Field(
        default_factory=nothing, description="`token` of the preview that was looked at; not checked if absent."
    )


class OrdersAsked(Paged):
    """Which orders to list."""

    state: StateOfPaper = Field(default_factory=nothing, description="Only these; all but discarded ones if absent.")


def _answer_once(request: HttpRequest, key: str, write: Callable[[], Said]) -> HttpResponse:
    """`answer_once` for a token that may write: what was answered to one with more rights is not for one with fewer."""
    if not get_actor(request).scope(Right.APPOINT):
        raise Refused(_("Your posts do not give you this right here."), Because.FORBIDDEN)
    return answer_once(request, key, write)


def _out(paper: OrderPaper, lines: int | None = None) -> dict[str, Any]:
    place = last_spans_of([paper.place_id])[paper.place_id]
    return {
        "id": paper.pk,
        "number": paper.number,
        "title": paper.title,
        "place": {"code": place.code, "name": place.name},
        "effective_on": paper.effective_on,
        "state": str(paper.state),
        "remark": paper.remark,
        "lines": OrderLine.objects.filter(paper=paper).count() if lines is None else lines,
        "made_by": paper.maker.name if paper.maker else None,
        "approved_by": paper.approver.name if paper.approver else None,
        "made_at": paper.made_at,
        "submitted_at": paper.submitted_at,
        "approved_at": paper.approved_at,
        "issued_at": paper.issued_at,
    }


def _said(paper: OrderPaper, made_at_address: str = "") -> Said:
    body = OrderOut.model_validate(_out(paper)).model_dump_json()
    if made_at_address:
        return Said(201, body, {"Location": f"{made_at_address}/{paper.pk}"})
    return Said(200, body, {})


def _draft_lines(lines: Sequence[Line]) -> list[DraftLine]:
    codes = {line.batch for line in lines if isinstance(line, Appoint) and line.batch}
    batches = dict(Batch.objects.filter(code__in=codes).values_list("code", "pk"))
    if unknown := sorted(codes - batches.keys()):
        raise Refused(_("There is no batch %(code)s.") % {"code": unknown[0]}, Because.NOT_FOUND, "batch")
    return [_draft_line(line, batches) for line in lines]


def _draft_line(line: Line, batches: dict[str, int]) -> DraftLine:
    if isinstance(line, End):
        return DraftLine("end", tenure_id=line.tenure_id, end_on=line.end_on, reason=line.reason)
    if isinstance(line, Transfer):
        how = line.how
        return DraftLine("transfer", line.post_id, line.tenure_id, start_on=line.start_on, how=how)
    new = line.newcomer
    return DraftLine(
        "appoint",
        post_id=line.post_id,
        person_id=line.person_id,
        newcomer=NewPerson(new.name, new.sex, new.born_on) if new else None,
        start_on=line.start_on,
        end_on=line.end_on,
        how=line.how,
        batch_id=batches.get(line.batch or ""),
    )


@router.get("", response=OrderList, summary="List orders")
def orders(request: HttpRequest, asked: Query[OrdersAsked]) -> dict[str, Any]:
    """The orders of places in whose whole area the token may appoint, newest first."""
    papers = list_papers(get_actor(request), asked.state or "")
    if asked.start[0]:
        papers = papers.filter(pk__lt=asked.start[0])
    rows = list(papers[: asked.limit + 1])
    shown = rows[: asked.limit]
    items = [_out(paper, paper.lines_count) for paper in shown]  # type: ignore[attr-defined]
    return {"items": items, "next": f"{shown[-1].pk}-0" if len(rows) > asked.limit else None}


@router.post("", response={201: OrderOut}, summary="Draw an order up")
def draw_up(request: HttpRequest, key: IdempotencyKey, order: OrderIn) -> HttpResponse:
    """A draft with all its lines, or nothing: when a line names what is not there, the errors say which."""

    def write() -> Said:
        on = today()
        paper = draft_order(
            by=get_actor(request),
            at=now(),
            number=order.number,
            title=order.title,
            place_id=get_span(order.place, on).place_id,
            effective_on=order.effective_on,
            lines=_draft_lines(order.lines),
        )
        return _said(paper, request.path)

    return _answer_once(request, key, write)


@router.get("/{paper_id}", response=OrderOut, summary="One order")
def order(request: HttpRequest, paper_id: Path[Id]) -> dict[str, Any]:
    """Where an order stands."""
    return _out(get_paper(get_actor(request), paper_id))


@router.get("/{paper_id}/lines", response=LineList, summary="The lines of an order")
def lines(request: HttpRequest, paper_id: Path[Id], asked: Query[Paged]) -> dict[str, Any]:
    """The lines, in the order of the document."""
    paper = get_paper(get_actor(request), paper_id)
    rows = OrderLine.objects.filter(paper=paper, number__gt=asked.start[0]).select_related("person").order_by("number")
    found = list(rows[: asked.limit + 1])
    shown = found[: asked.limit]
    return {
        "items": [_line_out(line) for line in shown],
        "next": f"{shown[-1].number}-0" if len(found) > asked.limit else None,
    }


def _line_out(line: OrderLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "verb": str(line.verb),
        "post_id": line.post_id,
        "tenure_id": line.tenure_id,
        "person_id": line.person_id,
        "name": line.person.name if line.person else line.name,
        "start_on": line.start_on,
        "end_on": end_or_none(line.end_on),
        "made_tenure_id": line.made_id,
    }


@router.get("/{paper_id}/preview", response=PreviewOut, summary="What an order would do")
def preview(request: HttpRequest, paper_id: Path[Id]) -> dict[str, Any]:
    """What the order would do if it were issued now, and what stands against it."""
    actor = get_actor(request)
    paper = get_paper(actor, paper_id)
    return _preview_out(paper, weigh_paper(actor, today(), paper))


def _preview_out(paper: OrderPaper, outcome: Outcome) -> dict[str, Any]:
    return {
        "token": outcome.token_on(paper),
        "filled": outcome.filled,
        "vacated": outcome.vacated,
        "passed_on": outcome.passed_on,
        "newcomers": outcome.newcomers,
        "doubled": [{"line": one.number, "post_ids": list(one.posts), "like": one.like} for one in outcome.doubled],
        "faults": [
            {"line": number, "field": fault.field, "reason": str(fault.reason)}
            for number, fault in outcome.faults.items()
        ],
    }


@router.post("/{paper_id}/submit", response=OrderOut, summary="Hand an order over for approval")
def submit(request: HttpRequest, paper_id: Path[Id], key: IdempotencyKey, step: Step) -> HttpResponse:
    """Hand one's own draft over: a second person approves it on the pages."""

    def write() -> Said:
        return _said(submit_order(by=get_actor(request), at=now(), paper_id=paper_id, token=step.token))

    return _answer_once(request, key, write)


@router.post("/{paper_id}/issue", response=OrderOut, summary="Issue an approved order")
def issue(request: HttpRequest, paper_id: Path[Id], key: IdempotencyKey, step: Step) -> HttpResponse:
    """Everything in it takes effect, or nothing does."""

    def write() -> Said:
        return _said(issue_paper(by=get_actor(request), at=now(), paper_id=paper_id, token=step.token))

    return _answer_once(request, key, write)


@router.post("/{paper_id}/discard", response=OrderOut, summary="Put a draft aside")
def discard(request: HttpRequest, paper_id: Path[Id], key: IdempotencyKey, step: Step) -> HttpResponse:
    """Put a draft aside for good; nothing of it takes effect."""

    def write() -> Said:
        return _said(discard_order(by=get_actor(request), at=now(), paper_id=paper_id))

    return _answer_once(request, key, write)
