"""Books over HTTP: vouchers and balances for reading, drafts of vouchers for writing.

A draft is reviewed and posted by a second person at a screen: no programme posts.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints

from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor
from headgoose.kernel.money import MOST_FEN
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.wire import AsAt, Day, Id, OneOf, Paged, Strict, nothing, whole
from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.balances import trial_balance
from headgoose.ledger.listing import get_readable, reversal_of
from headgoose.ledger.models import Book, Entry, Evidence, Payee, Voucher, VoucherKind, VoucherState
from headgoose.ledger.periods import Period, parse_period
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_by_code, get_book
from headgoose.ledger.rules import DOCUMENTS_MAX, LINES_MAX, PAYEE_MAX, SUMMARY_MAX
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.records.idempotency.answering import IdempotencyKey, Said, answer_once

places_router = Router(tags=["books"])
vouchers_router = Router(tags=["books"])

StateOfVoucher = Annotated[str, OneOf(*VoucherState.values)]
KindOfVoucher = Annotated[str, OneOf(*VoucherKind.values)]
SideName = Annotated[str, OneOf("debit", "credit")]
PayeeKind = Annotated[str, OneOf(*(kind for kind in Payee.values if kind))]
Month = Annotated[str, StringConstraints(pattern=r"^(?:19|20)[0-9]{2}-(?:0[0-9]|1[0-3])$")]
PeriodCode = Annotated[str, StringConstraints(pattern=r"^(?:19|20)[0-9]{2}(?:-Q[1-4]|-(?:0[1-9]|1[0-2]))?$")]
VillageCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
AccountCode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{2,11}$")]
Fen = Annotated[int, Field(ge=1, le=MOST_FEN), BeforeValidator(whole)]
Documents = Annotated[int, Field(ge=0, le=DOCUMENTS_MAX), BeforeValidator(whole)]
WORDS = r"^[^\u0000-\u001f\u007f-\u009f]{1,%d}$"
AMOUNTS = (
    "opening_debit_fen",
    "opening_credit_fen",
    "debit_fen",
    "credit_fen",
    "closing_debit_fen",
    "closing_credit_fen",
)
EXAMPLE: dict[str, Any] = {
    "on": "2026-03-10",
    "summary": "收到当年承包费",
    "lines": [
        {"account": "102", "side": "debit", "amount_fen": 2_400_000},
        {"account": "501", "side": "credit", "amount_fen": 2_400_000},
    ],
}
MONTH_WORDS = "As 2026-03; 2026-00 holds the opening balances, 2026-13 the closing of the year."


class PlaceOfBook(Schema):
    """The village whose book it is."""

    code: str
    name: str


class VoucherLineIn(Strict):
    """A line: an amount on one side of an account."""

    account: AccountCode = Field(description="Of the shared chart, or a detail of the village.", examples=["102"])
    side: SideName
    amount_fen: Fen = Field(description="In fen.", examples=[2_400_000])
    summary: str = Field(default_factory=nothing, pattern=WORDS % SUMMARY_MAX, description="If not the voucher's.")
    payee: str = Field(default_factory=nothing, pattern=WORDS % PAYEE_MAX, description="Who was paid.")
    payee_kind: PayeeKind = Field(default_factory=nothing, description="Into whose account: of a unit or a person.")


class VoucherIn(Strict):
    """A voucher as it is entered."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    on: Day = Field(description="Its date; the month must be open.")
    summary: str = Field(pattern=WORDS % SUMMARY_MAX, description="What it is for.", examples=["收到当年承包费"])
    documents: Documents = Field(0, description="How many source documents on paper are attached.")
    lines: list[VoucherLineIn] = Field(min_length=2, max_length=LINES_MAX, description="Debits equal credits.")


class VoucherLineOut(Schema):
    """A line; in a reversal its amount is negative."""

    account: str
    name: str = Field(description="Of the account, in the language of the request.")
    side: SideName
    amount_fen: int
    summary: str
    payee: str
    payee_kind: str


class EvidenceOut(Schema):
    """A picture or PDF under a voucher, by its hash."""

    name: str
    sha256: str


class VoucherRow(Schema):
    """A voucher without its lines."""

    id: int
    place: PlaceOfBook
    month: str = Field(description=MONTH_WORDS)
    number: int | None = Field(description="Without gap in book and year; null until it is posted.")
    on: date
    kind: KindOfVoucher
    state: StateOfVoucher
    summary: str
    documents: int
    total_fen: int = Field(description="The sum of its debits.")
    made_by: str | None
    reviewed_by: str | None
    posted_at: datetime | None


class VoucherOut(VoucherRow):
    """A voucher and where it stands."""

    sequence: int | None = Field(description="Its place in the chain of the book; null until it is posted.")
    hash: str = Field(description="SHA-256 over the hash before it and its content; empty until it is posted.")
    source: str = Field(description="What caused it; empty where it was entered by hand.")
    reverses_id: int | None = Field(description="The voucher that it takes back.")
    reversed_by_id: int | None = Field(description="The voucher that takes it back.")
    remark: str = Field(description="Why it was given back.")
    made_at: datetime
    reviewed_at: datetime | None
    lines: list[VoucherLineOut]
    evidence: list[EvidenceOut]


class VoucherList(Schema):
    """A page of vouchers, those entered last first."""

    items: list[VoucherRow]
    next: str | None = Field(description="`after` of the next page; null on the last.")


class BalanceOut(Schema):
    """An account in the trial balance, its details included."""

    account: str
    name: str = Field(description="In the language of the request.")
    depth: int = Field(description="0 for an account of the shared chart, more for a detail below one.")
    opening_debit_fen: int
    opening_credit_fen: int
    debit_fen: int
    credit_fen: int
    closing_debit_fen: int
    closing_credit_fen: int


class BalancesOut(Schema):
    """The trial balance of a book over a period."""

    place: PlaceOfBook
    period: str
    since: str = Field(description="The first month of the book.")
    closed_to: str | None = Field(description="The months up to this one are closed. " + MONTH_WORDS)
    locked_to: str | None = Field(description="The months up to this one are locked. " + MONTH_WORDS)
    rows: list[BalanceOut]


class VouchersAsked(Paged):
    """Which vouchers to list."""

    month: Month = Field(default_factory=nothing, description="Only of this month. " + MONTH_WORDS)
    state: StateOfVoucher = Field(default_factory=nothing, description="Only these; all but discarded ones if absent.")


class BalancesAsked(AsAt):
    """Which months to sum."""

    period: PeriodCode = Field(
        default_factory=nothing,
        description="A year, a quarter or a month, as 2026, 2026-Q1 or 2026-03; the year of the date if absent.",
    )


class LineFault(NamedTuple):
    """What stands against a line of the body."""

    line: int
    field: str
    reason: str


def _month(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}"


def _row(voucher: Voucher, span: Span) -> dict[str, Any]:
    return {
        "id": voucher.pk,
        "place": {"code": span.code, "name": span.name},
        "month": _month(voucher.month),
        "number": voucher.number,
        "on": voucher.on,
        "kind": str(voucher.kind),
        "state": str(voucher.state),
        "summary": voucher.summary,
        "documents": voucher.documents,
        "total_fen": voucher.total_fen,
        "made_by": voucher.maker.name if voucher.maker else None,
        "reviewed_by": voucher.reviewer.name if voucher.reviewer else None,
        "posted_at": voucher.posted_at,
    }


def _out(voucher: Voucher, span: Span) -> dict[str, Any]:
    reversal = reversal_of(voucher)
    return {
        **_row(voucher, span),
        "sequence": voucher.sequence,
        "hash": voucher.hash,
        "source": voucher.source,
        "reverses_id": voucher.reverses_id,
        "reversed_by_id": reversal.pk if reversal else None,
        "remark": voucher.remark,
        "made_at": voucher.made_at,
        "reviewed_at": voucher.reviewed_at,
        "lines": [_line(entry) for entry in voucher.entries.select_related("account")],
        "evidence": list(
            Evidence.objects.filter(voucher=voucher).order_by("pk").values("name", sha256=F("attachment__sha256"))
        ),
    }


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "account": entry.account.code,
        "name": entry.account.name,
        "side": "debit" if entry.debit_fen else "credit",
        "amount_fen": entry.debit_fen or entry.credit_fen,
        "summary": entry.summary,
        "payee": entry.payee,
        "payee_kind": entry.payee_kind,
    }


@places_router.get("/{village}/vouchers", response=VoucherList, summary="List the vouchers of a village")
def vouchers(request: HttpRequest, village: Path[VillageCode], asked: Query[VouchersAsked]) -> dict[str, Any]:
    """The vouchers of a village's book, those entered last first."""
    book, span = get_book(get_actor(request), village, asked.on)
    found = Voucher.objects.filter(book=book).select_related("maker", "reviewer").order_by("-pk")
    found = found.filter(state=asked.state) if asked.state else found.exclude(state=VoucherState.DISCARDED)
    if asked.month:
        found = found.filter(month=int(asked.month.replace("-", "")))
    if asked.start[0]:
        found = found.filter(pk__lt=asked.start[0])
    rows = list(found[: asked.limit + 1])
    shown = rows[: asked.limit]
    return {
        "items": [_row(one, span) for one in shown],
        "next": f"{shown[-1].pk}-0" if len(rows) > asked.limit else None,
    }


@places_router.get("/{village}/balances", response=BalancesOut, summary="The trial balance of a village")
def balances(request: HttpRequest, village: Path[VillageCode], asked: Query[BalancesAsked]) -> dict[str, Any]:
    """Opening, movement and closing of every account that ever moved, from what is posted."""
    book, span = get_book(get_actor(request), village, asked.on)
    period: Period = parse_period(asked.period or f"{asked.on.year}")
    rows = trial_balance(book.pk, period.first, period.end).rows
    return {
        "place": {"code": span.code, "name": span.name},
        "period": period.code,
        "since": _month(book.since),
        "closed_to": _month(book.closed_to) if book.closed_to else None,
        "locked_to": _month(book.locked_to) if book.locked_to else None,
        "rows": [
            {
                "account": row.account.code,
                "name": row.account.name,
                "depth": row.depth,
                **dict(zip(AMOUNTS, row.amounts, strict=True)),
            }
            for row in rows
        ],
    }


@places_router.post("/{village}/vouchers", response={201: VoucherOut}, summary="Draft a voucher")
def draft(request: HttpRequest, village: Path[VillageCode], key: IdempotencyKey, voucher: VoucherIn) -> HttpResponse:
    """A draft in a village's book, or nothing. A second person reviews and posts it on the pages."""
    actor = get_actor(request)
    # Asked before the key: what was answered to one who may is not for one who no longer may.
    book, span = get_book(actor, village, today(), Right.KEEP_BOOKS)

    def write() -> Said:
        made = draft_voucher(
            by=actor,
            at=now(),
            book_id=book.pk,
            on=voucher.on,
            summary=voucher.summary,
            entries=_postings(book, voucher.lines),
            documents=voucher.documents,
        )
        body = VoucherOut.model_validate(_out(made, span)).model_dump_json()
        return Said(201, body, {"Location": f"{request.path.partition('/places/')[0]}/vouchers/{made.pk}"})

    return answer_once(request, key, write)


@vouchers_router.get("/{voucher_id}", response=VoucherOut, summary="One voucher")
def voucher(request: HttpRequest, voucher_id: Path[Id]) -> dict[str, Any]:
    """A voucher with its lines and the hashes of its documents."""
    return _out(*get_readable(get_actor(request), voucher_id))


def _postings(book: Book, lines: Sequence[VoucherLineIn]) -> list[Posting]:
    """The lines as entries. Raises Refused with every account that is not in the book, and every text of no signs."""
    accounts = accounts_by_code(book.pk, [line.account for line in lines])
    faults: list[LineFault] = []
    found = []
    for number, line in enumerate(lines):
        account = accounts.get(line.account)
        summary, payee = plain_text(line.summary or ""), plain_text(line.payee or "")
        for field, text in (("summary", summary), ("payee", payee)):
            if not text.isprintable():
                faults.append(LineFault(number, field, _("This is not written as described.")))
        if account is None:
            reason = _("There is no account %(code)s in this book.") % {"code": line.account}
            faults.append(LineFault(number, "account", reason))
            continue
        side = {f"{line.side}_fen": line.amount_fen}
        found.append(
            Posting(account.pk, account.code, **side, summary=summary, payee=payee, payee_kind=line.payee_kind or "")
        )
    if faults:
        raise Refused(faults[0].reason, Because.INVALID, "lines", faults=faults)
    return found
