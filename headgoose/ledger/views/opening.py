"""Opening balances of a book: typed account by account, or from a trial balance of the books kept before."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.opening import (
    RESULT_KINDS,
    Opening,
    draft_opening,
    posted_opening,
    take_old_books,
    waiting_opening,
)
from headgoose.ledger.forms_opening import (
    TYPED_MAX,
    Chosen,
    OldBooksForm,
    filled,
    first_choice,
    pack,
    read_typed,
    unpack,
)
from headgoose.ledger.models import Account, Book, Voucher, VoucherState
from headgoose.ledger.months import show_month
from headgoose.ledger.old_books import read_trial_balance
from headgoose.ledger.queries import accounts_of, get_book
from headgoose.ledger.reading import postings_of
from headgoose.ledger.views.around import address, around_book
from headgoose.places.models import Span
from headgoose.places.sheets import Remark

REMARKS_SHOWN = 50
OPENING = gettext_lazy("Opening balances")


def accounts_shown(book: Book) -> list[Account]:
    """The accounts that can have an opening balance: at the beginning of a year not income and expenses."""
    accounts = accounts_of(book.pk).order_by("code")
    return list(accounts.exclude(kind__in=RESULT_KINDS) if book.since % 100 == 1 else accounts)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, code: str) -> HttpResponse:
    """The table of opening balances; who keeps the book fills it in."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    accounts, waiting = accounts_shown(book), waiting_opening(book)
    refused = None
    if request.method == "POST":
        actor.require(Right.KEEP_BOOKS, span.area)
        typed = read_typed(accounts, request.POST.dict())
        try:
            if not typed.has_faults:
                voucher = draft_opening(by=actor, at=now(), book_id=book.pk, balances=typed.balances)
                return drafted(request, span, voucher)
        except Refused as no:
            refused = no
    else:
        typed = filled(accounts, standing_balances(book, waiting))
    context = {
        **around_opening(book, span, actor, waiting),
        "typed": typed,
        "refused": refused,
        "difference": typed.debit_fen - typed.credit_fen,
    }
    status = refused.status if refused else 422 if typed.has_faults else 200
    return render(request, "ledger/opening.html", context, status=status)


def standing_balances(book: Book, waiting: Voucher | None) -> dict[str, int]:
    """What was posted, and with it what is drafted, by code: debit - credit in fen."""
    found = posted_opening(book)
    for line in postings_of([waiting])[waiting.pk] if waiting else []:
        found[line.code] = found.get(line.code, 0) + line.debit_fen - line.credit_fen
    return found


def around_opening(book: Book, span: Span, actor: Actor, waiting: Voucher | None) -> dict[str, Any]:
    """What the pages of opening balances show around their matter."""
    around = around_book(span, actor, "", OPENING)
    closed = bool(book.closed_to)
    fixed = waiting is not None and waiting.state != VoucherState.DRAFT
    return {
        **around,
        "book": book,
        "title": OPENING,
        "since": show_month(book.since),
        "waiting": waiting,
        "waiting_url": address("voucher", waiting.pk) if waiting else "",
        "closed": closed,
        "may_enter": around["may_keep"] and not closed and not fixed,
    }


def drafted(request: HttpRequest, span: Span, voucher: Voucher) -> HttpResponse:
    """Say that the draft is there, and show it."""
    messages.success(request, _("The opening balances are drafted; a second person reviews and posts them."))
    return redirect(address("voucher", voucher.pk) or reverse("book-opening", args=[span.code]))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def old_books(request: HttpRequest, code: str) -> HttpResponse:
    """Bring in a trial balance of the old books and see what becomes of its accounts."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    form = OldBooksForm(request.POST, request.FILES) if request.method == "POST" else OldBooksForm()
    if form.is_bound and form.is_valid():
        try:
            balance = read_trial_balance(_content(form.cleaned_data["file"]))
        except Refused as refused:
            form.refuse(refused)
        else:
            chosen = first_choice(balance.lines)
            return draw_preview(request, actor, book, span, chosen, [*balance.remarks, *balance.notices])
    context = {**around_opening(book, span, actor, waiting_opening(book)), "form": form}
    return render(request, "ledger/opening_file.html", context, status=form.status if form.errors else 200)


def _content(sent: UploadedFile) -> bytes:
    if (sent.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    content: bytes = sent.read()
    return content


def draw_preview(
    request: HttpRequest,
    actor: Actor,
    book: Book,
    span: Span,
    chosen: Sequence[Chosen],
    remarks: Sequence[Remark] = (),
    refused: Refused | None = None,
) -> HttpResponse:
    """Each balance with the account it passes to, to be changed before it is taken."""
    faulty = [remark for remark in remarks if remark.row]
    debit, credit = (sum(getattr(one.line, side) for one in chosen) for side in ("debit_fen", "credit_fen"))
    context = {
        **around_opening(book, span, actor, waiting_opening(book)),
        "chosen": chosen,
        "lines": pack([one.line for one in chosen]),
        "accounts": accounts_shown(book),
        "open": sum(not one.to for one in chosen),
        "remarks": remarks[:REMARKS_SHOWN],
        "remarks_all": len(remarks),
        "may_take": not faulty and debit == credit,
        "debit": debit,
        "credit": credit,
        "difference": abs(debit - credit),
        "refused": refused,
        "with_details": request.POST.get("details", "") == "1",
    }
    status = refused.status if refused else 422 if faulty or debit != credit else 200
    return render(request, "ledger/opening_preview.html", context, status=status)


@signed_in
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the opening balances as the preview shows them."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    lines = unpack(request.POST.get("lines", ""))
    chosen = first_choice(lines)
    known = {account.code for account in accounts_shown(book)}
    for place, one in enumerate(chosen):
        one.to = request.POST.get(f"to-{place}", "").strip().partition(" ")[0][:TYPED_MAX]
        if one.to not in known:
            one.fault = _("There is no such account.") if one.to else _("Choose the account it passes to.")
    try:
        if any(one.fault for one in chosen):
            raise Refused(_("Each balance passes to an account: some are still to be chosen."), field="to")
        voucher = take_old_books(
            by=actor,
            at=now(),
            book_id=book.pk,
            balances=[_opening(one) for one in chosen],
            with_details=request.POST.get("details") == "1",
        )
    except Refused as refused:
        return draw_preview(request, actor, book, span, chosen, refused=refused)
    return drafted(request, span, voucher)


def _opening(one: Chosen) -> Opening:
    line = one.line
    name = line.name if one.is_detail else ""
    return Opening(one.to, line.debit_fen, line.credit_fen, name=name, summary=f"{line.code} {line.name}"[:TYPED_MAX])
