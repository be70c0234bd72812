"""Files of vouchers: the template, a look at what would come of one, taking it, and posting what came of it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.sheets import Cell, Sheet, xlsx_answer
from headgoose.ledger.actions.files import (
    check_new,
    discard_voucher_file,
    mark_of,
    name_of_file,
    post_voucher_file,
    preview_voucher_file,
    take_voucher_file,
    waiting_of,
)
from headgoose.ledger.forms_files import VoucherFileForm
from headgoose.ledger.models import Book, Voucher, VoucherFile, VoucherState
from headgoose.ledger.queries import accounts_of, get_book
from headgoose.ledger.sheets.checking import SheetCheck
from headgoose.ledger.sheets.columns import TEMPLATE, columns
from headgoose.ledger.shelf import Laid, find_laid, laid_files, lay_file, remove_laid
from headgoose.ledger.views.around import around_book
from headgoose.ledger.wording import number_of
from headgoose.places.models import Span

ON_PAGE = 50
FAULTS_SHOWN = 200
VOUCHERS_SHOWN = 100


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Which files were taken and which were only looked at; bring one in to look at it."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    if request.method != "POST":
        return _draw_files(request, book, span, VoucherFileForm())
    actor.require(Right.KEEP_BOOKS, span.area)
    form = VoucherFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _look(request, book, span, form.cleaned_data["file"])
        except Refused as refused:
            form.refuse(refused)
    return _draw_files(request, book, span, form)


def _draw_files(request: HttpRequest, book: Book, span: Span, form: VoucherFileForm) -> HttpResponse:
    actor = get_actor(request)
    taken = VoucherFile.objects.filter(book=book).select_related("maker").order_by("-pk")
    page = Paginator(taken, ON_PAGE).get_page(page_asked(request))
    around = around_book(span, actor, "ledger-files", _("Files"))
    context = {
        **around,
        "book": book,
        "form": form,
        "page": page,
        "rows": [(one, _states_of(one.pk)) for one in page],
        "laid": laid_files(book.pk) if around["may_keep"] else [],
    }
    return render(request, "ledger/files.html", context, status=form.status if form.errors else 200)


def _states_of(file_id: int) -> list[tuple[str, str, int]]:
    """How many vouchers of a file are in each state."""
    counted = Voucher.objects.filter(file_id=file_id).values_list("state").annotate(Count("pk")).order_by()
    found = dict(counted)
    return [(str(state.value), str(state.label), found[state]) for state in VoucherState if found.get(state)]


def _look(request: HttpRequest, book: Book, span: Span, sent: UploadedFile) -> HttpResponse:
    """Read a file that was sent. A sound one is laid down and shown; one with faults is not kept."""
    if (sent.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        words = {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
        raise Refused(_("The file is larger than %(limit)s MB.") % words, Because.TOO_LARGE, field="file")
    actor, content, name = get_actor(request), sent.read(), name_of_file(sent.name or "")
    checked = preview_voucher_file(by=actor, at=now(), book=book, content=content)
    if checked.faults:
        return _draw_preview(request, book, span, name, checked)
    sha256 = lay_file(book.pk, name, content, len(checked.vouchers), actor.label, now())
    return redirect("ledger-file-preview", span.code, sha256)


@signed_in
@require_safe
def preview(request: HttpRequest, code: str, sha256: str) -> HttpResponse:
    """What would come of a file that was laid down, as the book stands now."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    taken = VoucherFile.objects.filter(book=book, sha256=sha256).first()
    if taken is not None:
        return redirect("ledger-file", span.code, taken.pk)
    laid = _get_laid(book, sha256)
    checked = preview_voucher_file(by=actor, at=now(), book=book, content=laid.content())
    return _draw_preview(request, book, span, laid.name, checked, laid)


def _get_laid(book: Book, sha256: str) -> Laid:
    laid = find_laid(book.pk, sha256)
    if laid is None:
        raise Refused(_("This file is no longer here: bring it in again."), Because.NOT_FOUND)
    return laid


def _draw_preview(
    request: HttpRequest,
    book: Book,
    span: Span,
    name: str,
    checked: SheetCheck,
    laid: Laid | None = None,
) -> HttpResponse:
    context = {
        **around_book(span, get_actor(request), "ledger-files", name),
        "book": book,
        "name": name,
        "checked": checked,
        "faults": checked.faults[:FAULTS_SHOWN],
        "months": checked.by_month(),
        "vouchers": checked.vouchers[:VOUCHERS_SHOWN],
        "laid": laid,
        "form": VoucherFileForm(),
    }
    return render(request, "ledger/file_preview.html", context, status=422 if checked.faults else 200)


@signed_in
@require_POST
def take(request: HttpRequest, code: str, sha256: str) -> HttpResponse:
    """Take a file that was looked at: all of it, or nothing and why."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    laid = find_laid(book.pk, sha256)
    if laid is None:
        # Somebody else, or this very click the first time it was sent.
        check_new(book.pk, sha256)
        laid = _get_laid(book, sha256)
    try:
        file = take_voucher_file(by=actor, at=now(), book_id=book.pk, file_name=laid.name, content=laid.content())
    except Refused as refused:
        if "checked" in refused.details:
            return _draw_preview(request, book, span, laid.name, refused.details["checked"], laid)
        form = VoucherFileForm({})
        form.errors.clear()
        form.refuse(refused)
        return _draw_files(request, book, span, form)
    remove_laid(book.pk, sha256)
    said = ngettext("%(count)d voucher was taken as a draft.", "%(count)d vouchers were taken as drafts.", file.taken)
    messages.success(request, said % {"count": file.taken})
    return redirect("ledger-file", span.code, file.pk)


@signed_in
@require_POST
def leave(request: HttpRequest, code: str, sha256: str) -> HttpResponse:
    """Put a file aside that was only looked at."""
    book, span = get_book(get_actor(request), code, today(), Right.KEEP_BOOKS)
    remove_laid(book.pk, sha256)
    messages.success(request, _("The file was put aside; nothing of it was taken."))
    return redirect("ledger-files", span.code)


@signed_in
@require_safe
def file(request: HttpRequest, code: str, file_id: int) -> HttpResponse:
    """The vouchers that came of a file, and what can be done with all of them."""
    return show_file(request, code, file_id)


def show_file(request: HttpRequest, code: str, file_id: int, refused: Refused | None = None) -> HttpResponse:
    """The page of a file, also after a step that was refused."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    found = _get_file(book, file_id)
    vouchers = Voucher.objects.filter(file=found).select_related("maker").order_by("on", "pk")
    page = Paginator(vouchers, ON_PAGE).get_page(page_asked(request))
    context = {
        **around_book(span, actor, "ledger-files", found.name),
        "book": book,
        "file": found,
        "states": _states_of(found.pk),
        "total": vouchers.aggregate(total=Sum("total_fen"))["total"] or 0,
        "page": page,
        "rows": [(one, number_of(one)) for one in page],
        "refused": refused,
        "culprit": _culprit(vouchers, refused),
        **_steps(actor, span, found),
    }
    return render(request, "ledger/file.html", context, status=refused.status if refused else 200)


def _get_file(book: Book, file_id: int) -> VoucherFile:
    found = VoucherFile.objects.select_related("maker").filter(book=book, pk=file_id).first()
    if found is None:
        raise Refused(_("There is no such file."), Because.NOT_FOUND)
    return found


def _culprit(vouchers: "QuerySet[Voucher]", refused: Refused | None) -> Voucher | None:
    pk = refused.details.get("voucher_id") if refused else None
    return vouchers.filter(pk=pk).first() if pk else None


def _steps(actor: Actor, span: Span, found: VoucherFile) -> dict[str, Any]:
    """What the reader may do with all vouchers of a file."""
    waiting = waiting_of(found.pk).count()
    reviews, keeps = (actor.may(right, span.area) for right in (Right.REVIEW_BOOKS, Right.KEEP_BOOKS))
    own = actor.person_id is not None and waiting_of(found.pk).filter(maker_id=actor.person_id).exists()
    return {
        "waiting": waiting,
        "own": own,
        "may_post": reviews and bool(waiting) and not own,
        "may_discard": keeps and Voucher.objects.filter(file=found, state=VoucherState.DRAFT).exists(),
        "mark": mark_of(found.pk) if reviews else "",
    }


@signed_in
@require_POST
def post(request: HttpRequest, code: str, file_id: int) -> HttpResponse:
    """Review and post all that waits of a file."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.REVIEW_BOOKS)
    found = _get_file(book, file_id)
    try:
        count = post_voucher_file(by=actor, at=now(), file_id=found.pk, mark=request.POST.get("mark"))
    except Refused as refused:
        return show_file(request, code, file_id, refused)
    said = ngettext("%(count)d voucher was posted.", "%(count)d vouchers were posted.", count)
    messages.success(request, said % {"count": count})
    return redirect("ledger-file", span.code, found.pk)


@signed_in
@require_POST
def discard(request: HttpRequest, code: str, file_id: int) -> HttpResponse:
    """Put all drafts of a file aside."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today(), Right.KEEP_BOOKS)
    found = _get_file(book, file_id)
    try:
        count = discard_voucher_file(by=actor, at=now(), file_id=found.pk)
    except Refused as refused:
        return show_file(request, code, file_id, refused)
    said = ngettext("%(count)d draft was put aside.", "%(count)d drafts were put aside.", count)
    messages.success(request, said % {"count": count})
    return redirect("ledger-file", span.code, found.pk)


@signed_in
@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty sheet of vouchers with its heading, how to fill it in, and the accounts of this book."""
    book, _span = get_book(get_actor(request), code, today(), Right.KEEP_BOOKS)
    hints = {
        "on": _("Write dates as 2026-06-01. An empty cell means the one above."),
        "number": _("The same date and number on several rows make one voucher; empty cells belong to the one above."),
        "summary": _("At most 120 characters. Empty: the one above in the same voucher."),
        "code": _("The code of an account on the next sheet; without it the name must say which."),
        "name": _("May stay empty where there is a code; where both are there they must agree."),
        "debit": _("In yuan, at most two decimals; each row has an amount on one side."),
        "credit": _("In yuan. The debits and credits of a voucher are equal."),
        "documents": _("How many documents on paper belong to the voucher; may stay empty."),
        "payee": _("Who was paid, where the row is a payment; may stay empty."),
        "payee_kind": _("单位 for the account of a unit, 个人 for a personal one."),
    }
    said: list[list[Cell]] = [[columns()[name].title, hints[name]] for name in TEMPLATE]
    said.append([_("Last row"), _("A row 合计 with the sums of all rows is checked: it tells when rows were lost.")])
    accounts: list[list[Cell]] = [[one.code, one.name] for one in accounts_of(book.pk).order_by("code")]
    sheets = [
        Sheet(_("Vouchers"), [columns()[name].title for name in TEMPLATE], []),
        Sheet(_("How to fill it in"), [_("Column"), _("What it takes")], said),
        Sheet(pgettext("in books", "Accounts"), [columns()["code"].title, columns()["name"].title], accounts),
    ]
    name = "凭证模板.xlsx" if (get_language() or "zh").startswith("zh") else "vouchers-template.xlsx"
    return xlsx_answer(name, sheets)
