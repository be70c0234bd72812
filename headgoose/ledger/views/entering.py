"""Entering vouchers: a new one, blank or after a pattern, and changing a draft."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from headgoose.kernel.asking import read_date
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.money import show_fen
from headgoose.kernel.refusal import STATUS, Because, Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.actions.vouchers import change_voucher, draft_voucher
from headgoose.ledger.forms import (
    FORM_LINES_MAX,
    LINES_MORE,
    HeadForm,
    TypedLine,
    VoucherEntry,
    lines_of_postings,
    typed_lines,
)
from headgoose.ledger.listing import get_readable, last_entered
from headgoose.ledger.models import Book, Payee, Voucher, VoucherKind, VoucherState
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import get_book
from headgoose.ledger.reading import postings_of
from headgoose.ledger.rules import check_by_hand
from headgoose.ledger.typed_accounts import TypedAccounts
from headgoose.ledger.typical import typical_postings
from headgoose.ledger.views.vouchers import crumbs_of
from headgoose.ledger.wording import number_of
from headgoose.places.models import Span
from headgoose.records.idempotency.answering import KEY_FIELD, go_once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a voucher; saved by Ctrl+Enter, the next blank one follows."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    entry = _sent(request, book) if request.method == "POST" else _begun(request, book)

    def write(said: dict[str, Any]) -> str:
        voucher = draft_voucher(by=actor, at=now(), book_id=book.pk, **said)
        words = {"summary": voucher.summary, "total": show_fen(voucher.total_fen)}
        messages.success(request, _("Saved: %(summary)s, %(total)s yuan. It waits for review.") % words)
        if "next" in request.POST:
            return f"{reverse('voucher-new', args=[span.code])}?on={voucher.on:%Y-%m-%d}"
        return reverse("voucher", args=[voucher.pk])

    def save(said: dict[str, Any]) -> HttpResponse:
        return _saved_once(request, lambda: write(said))

    context = {
        "title": _("Enter a voucher"),
        "typical": list(typical_postings().values()),
        "last": last_entered(book, actor),
        "day": _day_of(entry),
        "cancel_url": reverse("vouchers", args=[span.code]),
    }
    return _answer(request, entry, span, save, context)


def _saved_once(request: HttpRequest, write: Callable[[], str]) -> HttpResponse:
    """Save what a form says, once, however often it is sent: after a lost answer the same leads to the same."""
    try:
        address, new = go_once(request, request.POST.get("once", ""), write)
    except Refused as refused:
        if refused.field != KEY_FIELD:
            raise
        reason = _("This form was saved before, with other words. What stands here is not saved: save it as one more.")
        raise Refused(reason, Because.CONFLICT) from None
    if not new:
        messages.info(request, _("This was saved already, and is not saved twice."))
    return redirect(address)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Change a draft."""
    actor = get_actor(request)
    voucher, span = get_readable(actor, voucher_id)
    actor.require(Right.KEEP_BOOKS, span.area)
    _check_changes(voucher)
    entry = _sent(request, voucher.book) if request.method == "POST" else _of_voucher(voucher)

    def save(said: dict[str, Any]) -> HttpResponse:
        version = read_version(request.POST.get("version", ""))
        change_voucher(by=actor, at=now(), voucher_id=voucher_id, version=version, **said)
        messages.success(request, _("Saved. It waits for review."))
        return redirect("voucher", voucher_id)

    context = {
        "title": _("Change a draft"),
        "version": request.POST.get("version", voucher.version),
        "voucher": voucher,
        "cancel_url": reverse("voucher", args=[voucher_id]),
    }
    return _answer(request, entry, span, save, context)


def _day_of(entry: VoucherEntry) -> str:
    """The date that the form shows, for what fills it anew; nothing where it shows no date."""
    shown = entry.head["on"].value()
    try:
        return str(shown) if isinstance(shown, date) else date.fromisoformat(str(shown)).isoformat()
    except ValueError:
        return ""


def _check_changes(voucher: Voucher) -> None:
    if voucher.state != VoucherState.DRAFT:
        said = {"number": number_of(voucher)}
        raise Refused(_("Only drafts are changed; this one is: %(number)s.") % said, Because.CONFLICT)
    check_by_hand(voucher)
    if voucher.entries.count() > FORM_LINES_MAX:
        raise Refused(_("It has more lines than the form: put it aside and bring it in as a file."), Because.TOO_LARGE)


def read_version(text: str) -> int:
    """The version of a voucher that a page showed."""
    # What is no number is no version: the draft counts as changed meanwhile.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _answer(
    request: HttpRequest,
    entry: VoucherEntry,
    span: Span,
    save: Callable[[dict[str, Any]], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """Save what was sent, or show the form, with what is wrong with it."""
    if request.method == "POST" and not _only_reshaped(request, entry):
        said = entry.read()
        if said is not None:
            try:
                return save(said)
            except Refused as refused:
                entry.refuse(refused)
    entry.pad(len([line for line in entry.lines if not line.is_blank]) + 1)
    entry.pad()
    # What was refused as sent before needs a key of its own; else the form is the same as before.
    kept = "" if entry.status == STATUS[Because.CONFLICT] else request.POST.get("once", "")
    context |= {
        "entry": entry,
        "once": kept or uuid4().hex,
        "span": span,
        "crumbs": crumbs_of(span, context["title"]),
        "payees": [(value, label) for value, label in Payee.choices if value],
        "lines_max": FORM_LINES_MAX,
        "blank": TypedLine(),
        "section": "books",
    }
    return render(request, "ledger/voucher_form.html", context, status=entry.status)


def _only_reshaped(request: HttpRequest, entry: VoucherEntry) -> bool:
    """Whether a button asked for more lines, or for the summaries to be copied, and for nothing to be saved."""
    if "more" in request.POST:
        entry.pad(len(entry.lines) + LINES_MORE)
    if "copy_down" in request.POST:
        entry.copy_down()
    reshaped = "more" in request.POST or "copy_down" in request.POST
    if reshaped:
        # The form is shown as typed, without calling half of it wrong.
        entry.head = HeadForm(initial={name: request.POST.get(name, "") for name in entry.head.fields})
    return reshaped


def _sent(request: HttpRequest, book: Book) -> VoucherEntry:
    return VoucherEntry(HeadForm(request.POST), typed_lines(request.POST), TypedAccounts(book.pk))


def _begun(request: HttpRequest, book: Book) -> VoucherEntry:
    """A form to begin with: blank, after a typical posting, or after another voucher of the book."""
    asked, accounts = request.GET, TypedAccounts(book.pk)
    initial: dict[str, Any] = {}
    if asked.get("on"):
        initial["on"] = read_date(asked["on"])
    pattern = typical_postings().get(asked.get("typical", ""))
    lines: list[TypedLine] = []
    if pattern is not None:
        initial["summary"] = pattern.summary
        lines = [TypedLine(account=_label(accounts, line.account), side=line.side) for line in pattern.lines]
    elif asked.get("copy"):
        copied = _copied(request, book, asked["copy"])
        if copied is not None:
            # Its documents stay with it: whoever copies counts those of the new one.
            initial["summary"] = copied.summary
            lines = _lines_of(accounts, postings_of([copied])[copied.pk])
    return VoucherEntry(HeadForm(initial=initial), lines, accounts)


def _copied(request: HttpRequest, book: Book, which: str) -> Voucher | None:
    """The voucher of this book that is named, or the last one."""
    if which.isascii() and which.isdigit() and len(which) <= 18:
        found = Voucher.objects.filter(book=book, pk=int(which), kind=VoucherKind.ORDINARY).first()
        return found if found is not None and found.entries.count() <= FORM_LINES_MAX else None
    return last_entered(book, get_actor(request))


def _of_voucher(voucher: Voucher) -> VoucherEntry:
    initial = {"on": voucher.on, "documents": voucher.documents, "summary": voucher.summary}
    accounts = TypedAccounts(voucher.book_id)
    return VoucherEntry(HeadForm(initial=initial), _lines_of(accounts, postings_of([voucher])[voucher.pk]), accounts)


def _lines_of(accounts: TypedAccounts, postings: list[Posting]) -> list[TypedLine]:
    names = {one.pk: f"{one.code} {one.name}" for one in accounts.listed}
    return lines_of_postings(postings, names)


def _label(accounts: TypedAccounts, code: str) -> str:
    account = accounts.find(code)
    return f"{account.code} {account.name}"
