"""Vouchers as pages list and show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.money import parse_fen
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.models import Book, Entry, Evidence, Voucher, VoucherKind, VoucherState
from headgoose.places.models import Span
from headgoose.places.queries import last_spans_of

WAITING = [VoucherState.DRAFT, VoucherState.REVIEWED]
WORDS_MAX = 40


def get_readable(by: Actor, voucher_id: int) -> tuple[Voucher, Span]:
    """A voucher with its book, and the village as it was last. Raises Refused (NOT_FOUND), also where it is hidden."""
    found = Voucher.objects.select_related("book", "maker", "reviewer", "reverses").filter(pk=voucher_id).first()
    if found is not None:
        span = last_spans_of([found.book.place_id])[found.book.place_id]
        if by.may(Right.READ, span.area):
            return found, span
    raise Refused(_("There is no such voucher."), Because.NOT_FOUND)


@dataclass(frozen=True)
class Asked:
    """What a list of vouchers is narrowed to; empty values ask for everything."""

    month: int | None = None
    state: str = ""
    words: str = ""


def find_vouchers(book: Book, asked: Asked) -> "QuerySet[Voucher]":
    """The vouchers of a book, newest month first, what waits before what is posted."""
    found = Voucher.objects.filter(book=book)
    found = found.filter(state=asked.state) if asked.state else found.exclude(state=VoucherState.DISCARDED)
    if asked.month is not None:
        found = found.filter(month=asked.month)
    if asked.words:
        found = found.filter(_meaning(asked.words))
    return found.select_related("maker").order_by("-month", F("sequence").desc(nulls_first=True), "-pk")


def _meaning(words: str) -> Q:
    """What words may mean: a summary, a payee, a number, an amount."""
    lines = Entry.objects.filter(voucher=OuterRef("pk"))
    line_says = Q(Exists(lines.filter(Q(summary__icontains=words) | Q(payee__icontains=words))))
    said = Q(summary__icontains=words) | line_says
    if words.isascii() and words.isdigit() and len(words) < 7:
        said |= Q(number=int(words))
    try:
        amount = parse_fen(words)
    except Refused:
        return said
    return said | Q(Exists(lines.filter(Q(debit_fen=amount) | Q(credit_fen=amount))))


def sums_of(vouchers: "QuerySet[Voucher]") -> list[tuple[str, int, int]]:
    """For each state among vouchers: how many, and their total."""
    rows = vouchers.order_by().values_list("state").annotate(Count("pk"), Sum("total_fen"))
    found = {state: (count, total) for state, count, total in rows}
    return [(str(state.label), *found[state]) for state in VoucherState if state in found]


def months_with_vouchers(book: Book) -> list[int]:
    """The months of a book in which vouchers lie, newest first."""
    found = Voucher.objects.filter(book=book).order_by("-month").values_list("month", flat=True).distinct()
    return list(found)


def reversal_of(voucher: Voucher) -> Voucher | None:
    """The reversal of a voucher that stands or waits."""
    return Voucher.objects.filter(reverses=voucher).exclude(state=VoucherState.DISCARDED).first()


def last_entered(book: Book, by: Actor) -> Voucher | None:
    """What the actor entered last by hand in a book; where that is nothing, what anybody did."""
    entered = Voucher.objects.filter(book=book, kind=VoucherKind.ORDINARY).exclude(state=VoucherState.DISCARDED)
    own = entered.filter(maker_id=by.person_id).order_by("-pk").first() if by.person_id else None
    return own or entered.order_by("-pk").first()


@dataclass(frozen=True)
class Elsewhere:
    """Another voucher under which the same document lies; without a voucher, one that the reader may not see."""

    evidence_id: int
    voucher: Voucher | None = None
    span: Span | None = None


def same_receipts(by: Actor, voucher: Voucher, evidence: Sequence[Evidence]) -> dict[int, list[Elsewhere]]:
    """Where the documents of a voucher lie too, in any book, by evidence id. What was put aside is left out."""
    own = {one.attachment_id: one.pk for one in evidence}
    others = list(
        Evidence.objects.filter(attachment_id__in=own)
        .exclude(voucher=voucher)
        .exclude(voucher__state=VoucherState.DISCARDED)
        .select_related("voucher__book")
        .order_by("pk")
    )
    spans = last_spans_of(one.voucher.book.place_id for one in others)
    found: dict[int, list[Elsewhere]] = {}
    for one in others:
        span, here = spans[one.voucher.book.place_id], own[one.attachment_id]
        seen = by.may(Right.READ, span.area)
        found.setdefault(here, []).append(Elsewhere(here, one.voucher, span) if seen else Elsewhere(here))
    return found


def next_waiting(by: Actor, after: Voucher, on: date, past: bool = False) -> Voucher | None:
    """What the actor reviews next: the oldest of the same book, then of the villages that follow in the tree.

    What the actor made is for somebody else, and what lies in a closed month cannot be posted.

    Args:
        past: leave what waits before `after`, and itself, for later.
    """
    waiting = (
        Voucher.objects.filter(state__in=WAITING, month__gt=F("book__closed_to"), on__lte=on)
        .exclude(maker_id=by.person_id)
        .order_by("on", "pk")
    )
    later = Q(on__gt=after.on) | Q(on=after.on, pk__gt=after.pk) if past else ~Q(pk=after.pk)
    same = waiting.filter(later, book_id=after.book_id).first()
    if same is not None:
        return same
    spans = Span.objects.on(on).within(by.scope(Right.REVIEW_BOOKS)).at_level(Level.VILLAGE)
    books = Book.objects.filter(place_id__in=spans.values("place_id"))
    elsewhere = waiting.filter(book__in=books).exclude(book_id=after.book_id)
    found = elsewhere.values_list("book_id", "book__place_id").order_by().distinct()
    places = dict(found)
    if not places:
        return None
    last = last_spans_of([*places.values(), after.book.place_id])
    keys, here = {book: last[place].key for book, place in places.items()}, last[after.book.place_id].key
    chosen = min(keys, key=lambda book: (keys[book] < here, keys[book]))
    return waiting.filter(book_id=chosen).first()
