"""Files of vouchers: the template, looking at what would come of a file, taking it, and which were taken."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Sheet, xlsx_answer
from headgoose.ledger.actions.files import preview_voucher_file, take_voucher_file
from headgoose.ledger.actions.posting import post_vouchers
from headgoose.ledger.forms import LedgerForm
from headgoose.ledger.models import Book, Voucher, VoucherFile, VoucherState
from headgoose.ledger.months import show_month
from headgoose.ledger.queries import accounts_of, get_book
from headgoose.ledger.sheets.checking import SheetCheck
from headgoose.ledger.sheets.reading import titles
from headgoose.ledger.views.around import book_tabs
from headgoose.ledger.views.vouchers import crumbs_of

HELD_S = 3600
HELD_BYTES = 4 * 1024 * 1024
FAULTS_SHOWN, VOUCHERS_SHOWN = 200, 50


class VoucherFileForm(LedgerForm):
    """A file of vouchers."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel or CSV: date, number, summary, account, debit, credit; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
    )


@dataclass(frozen=True)
class TakenFile:
    """A file that was taken, and how many of its vouchers still wait."""

    file: VoucherFile
    waiting: int


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, code: str) -> HttpResponse:
    """The files that were taken; a file that is sent is shown with what would come of it."""
    actor = get_actor(request)
    book, _span = get_book(actor, code, today())
    form = VoucherFileForm(request.POST, request.FILES) if request.method == "POST" else VoucherFileForm()
    if form.is_bound and form.is_valid():
        try:
            return _preview(request, actor, code, form.cleaned_data["file"])
        except Refused as refused:
            if refused.because is Because.FORBIDDEN:
                raise
            form.refuse(refused)
    context = {**_around(actor, code), "form": form, "taken": _taken(book)}
    return render(request, "ledger/files.html", context, status=form.status if form.errors else 200)


def _preview(request: HttpRequest, actor: Actor, code: str, sent: UploadedFile) -> HttpResponse:
    book, _span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    if (sent.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    content = sent.read()
    checked = preview_voucher_file(by=actor, at=now(), book=book, content=content)
    fingerprint = hashlib.sha256(content).hexdigest()
    if not checked.faults and len(content) <= HELD_BYTES:
        cache.set(_key(actor, book), (fingerprint, sent.name or "", content), HELD_S)
    context = {**_around(actor, code), **_shown(checked), "name": sent.name, "fingerprint": fingerprint}
    context["held"] = len(content) <= HELD_BYTES
    return render(request, "ledger/file_preview.html", context, status=422 if checked.faults else 200)


def _shown(checked: SheetCheck) -> dict[str, Any]:
    return {
        "checked": checked,
        "faults": checked.faults[:FAULTS_SHOWN],
        "vouchers": checked.vouchers[:VOUCHERS_SHOWN],
        "months": [(show_month(month), count, fen) for month, count, fen in checked.months],
    }


def _key(actor: Actor, book: Book) -> str:
    return f"voucher-file:{actor.user_id}:{book.pk}"


@signed_in
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take the file that was just looked at, or one that is sent with the form."""
    actor = get_actor(request)
    book, _span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    held = cache.get(_key(actor, book))
    if held is None or held[0] != request.POST.get("fingerprint"):
        raise Refused(_("The file is not at hand any more: send it again."), Because.CONFLICT)
    file = take_voucher_file(by=actor, at=now(), book_id=book.pk, file_name=held[1], content=held[2])
    cache.delete(_key(actor, book))
    said = ngettext(
        "%(count)d voucher was drafted from the file.", "%(count)d vouchers were drafted from the file.", file.taken
    )
    messages.success(request, said % {"count": file.taken})
    return redirect("ledger-files", code)


@signed_in
@require_POST
def post_file(request: HttpRequest, code: str, file_id: int) -> HttpResponse:
    """Review and post all vouchers of a file that wait, as somebody other than who brought it in."""
    actor = get_actor(request)
    book, _span = get_book(actor, code, today(), Right.REVIEW_BOOKS)
    waiting = Voucher.objects.filter(
        book=book, file_id=file_id, state__in=[VoucherState.DRAFT, VoucherState.REVIEWED]
    ).values_list("pk", flat=True)
    if not waiting:
        raise Refused(_("No voucher of this file waits."), Because.CONFLICT)
    count = post_vouchers(by=actor, at=now(), voucher_ids=list(waiting))
    messages.success(
        request, ngettext("%(count)d voucher was posted.", "%(count)d vouchers were posted.", count) % {"count": count}
    )
    return redirect("ledger-files", code)


@signed_in
@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty sheet with its heading, an example, and the accounts of the book."""
    book, span = get_book(get_actor(request), code, today())
    chinese = (get_language() or "zh").startswith("zh")
    example = [
        ["2026-03-02", "1", "收承包费", "102", "银行存款", 5000, "", 1, "", ""],
        ["", "", "", "501", "经营收入", "", 5000, "", "", ""],
    ]
    accounts = [[account.code, account.name] for account in accounts_of(book.pk).order_by("code")]
    sheets = [
        Sheet(_("Vouchers"), titles(chinese), []),
        Sheet(_("Example"), titles(chinese), example),
        Sheet(_("Accounts"), [_("Code"), _("Name")], accounts),
    ]
    return xlsx_answer(f"{span.code}-{'凭证模板' if chinese else 'vouchers'}.xlsx", sheets)


def _around(actor: Actor, code: str) -> dict[str, Any]:
    book, span = get_book(actor, code, today())
    return {
        "span": span,
        "book": book,
        "crumbs": crumbs_of(span),
        "tabs": book_tabs(span.code, "ledger-files"),
        "section": "books",
        "may_keep": actor.may(Right.KEEP_BOOKS, span.area),
        "may_review": actor.may(Right.REVIEW_BOOKS, span.area),
        "me": actor.person_id,
    }


def _taken(book: Book) -> list[TakenFile]:
    found = list(VoucherFile.objects.filter(book=book).select_related("maker").order_by("-pk")[:100])
    waiting: dict[int, int] = {}
    states = [VoucherState.DRAFT, VoucherState.REVIEWED]
    for file_id in Voucher.objects.filter(book=book, state__in=states, file__isnull=False).values_list(
        "file_id", flat=True
    ):
        waiting[file_id] = waiting.get(file_id, 0) + 1
    return [TakenFile(file, waiting.get(file.pk, 0)) for file in found]
