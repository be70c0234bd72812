"""The overview of a village's book, the list of a place's villages, and how a book is opened."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.books import open_book
from headgoose.ledger.actions.periods import first_open_month
from headgoose.ledger.forms_book import OpenBookForm
from headgoose.ledger.models import Book, Voucher, VoucherKind, VoucherState
from headgoose.ledger.months import parse_month, show_month
from headgoose.ledger.strip import months_of
from headgoose.ledger.summary import sums_of
from headgoose.ledger.views.around import address, around_book
from headgoose.ledger.views.desk import books_below
from headgoose.ledger.waiting import closings_due
from headgoose.places.models import Kind, Span
from headgoose.places.queries import get_span

WAITING_SHOWN = 8
YEARS_SHOWN = 2


@signed_in
@require_safe
def place_books(request: HttpRequest, code: str) -> HttpResponse:
    """The book of a village; for a place above, the books of its villages."""
    actor = get_actor(request)
    span = get_span(code, today())
    actor.require(Right.READ, span.area)
    if span.level is not Level.VILLAGE:
        if span.level is Level.GRID:
            raise Refused(_("Books are kept for the collective of a village."), Because.NOT_FOUND, field="code")
        return books_below(request, actor, span)
    book = Book.objects.filter(place_id=span.place_id).first()
    queue = request.GET.get("queue", "")[:20]
    context = around_book(span, actor, "place-books", queue=queue)
    if book is None:
        context |= {"is_village": span.kind == Kind.VILLAGE}
        return render(request, "ledger/book_none.html", context)
    return render(request, "ledger/book.html", context | overview(book, span, actor, today()))


def overview(book: Book, span: Span, actor: Actor, on: date) -> dict[str, Any]:
    """What the overview shows of a book; four queries."""
    first = first_open_month(book)
    waiting = waiting_of(book)
    years = months_of(book, on, max(min(first // 100, on.year), on.year - YEARS_SHOWN + 1))
    return {
        "book": book,
        "since": show_month(book.since),
        "first_open": show_month(first),
        "due": closings_due(first, on),
        "years": years.items(),
        "waiting": [(voucher, standing(voucher, actor), address("voucher", voucher.pk)) for voucher in waiting],
        "waiting_all": Voucher.objects.filter(waits(book)).count() if len(waiting) == WAITING_SHOWN else len(waiting),
        "has_opening": has_opening(book),
        "year": on.year,
        **sums_of(book, on.year),
        "vouchers_url": address("vouchers", span.code),
        "new_url": address("voucher-new", span.code),
    }


def waits(book: Book) -> Q:
    """Vouchers of a book that are not posted; the index of these is partial."""
    return Q(book=book, state__in=[VoucherState.DRAFT, VoucherState.REVIEWED]) & ~Q(state=VoucherState.POSTED)


def waiting_of(book: Book) -> list[Voucher]:
    """The oldest vouchers that wait."""
    return list(Voucher.objects.filter(waits(book)).select_related("maker").order_by("on", "pk")[:WAITING_SHOWN])


def standing(voucher: Voucher, actor: Actor) -> tuple[str, str]:
    """What a waiting voucher waits for, and its tone."""
    if voucher.state == VoucherState.REVIEWED:
        return _("reviewed, to be posted"), "good"
    if voucher.remark:
        return _("given back: %(why)s") % {"why": voucher.remark}, "bad"
    if voucher.maker_id == actor.person_id:
        return _("your draft, waits for somebody else"), "plain"
    return _("waits for review"), "warn"


def has_opening(book: Book) -> bool:
    """Whether opening balances were posted or wait."""
    return (
        Voucher.objects.filter(book=book, month=book.since // 100 * 100, kind=VoucherKind.OPENING)
        .exclude(state=VoucherState.DISCARDED)
        .exists()
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, code: str) -> HttpResponse:
    """Open the book of a village."""
    actor = get_actor(request)
    span = get_span(code, today())
    actor.require(Right.LOCK_BOOKS, span.area)
    form = OpenBookForm(request.POST or None, initial={"since": f"{today().year}-01"})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            open_book(by=actor, at=now(), place_id=span.place_id, since=parse_month(said["since"]), name=said["name"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The book is open: enter its opening balances."))
            return redirect("place-books", span.code)
    context = {
        "form": form,
        "title": _("Open a book"),
        "button": _("Open the book"),
        "back": reverse("place-books", args=[span.code]),
        **around_book(span, actor, "place-books", _("Open a book")),
    }
    return render(request, "ledger/book_form.html", context, status=form.status if form.errors else 200)
