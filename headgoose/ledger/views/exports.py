"""A book to take away, and the script with which anybody checks it."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, public, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.sheets import attached
from headgoose.ledger import check_book
from headgoose.ledger.exporting import FORMATS, export_book
from headgoose.ledger.exporting.files import file_name, get_format
from headgoose.ledger.models import Voucher, VoucherState
from headgoose.ledger.queries import get_book
from headgoose.ledger.views.around import around_book

SCRIPT = Path(check_book.__file__ or "")


@signed_in
@require_safe
def exports(request: HttpRequest, code: str) -> HttpResponse:
    """What a book can be taken away as, where its chain stands, and how it is checked elsewhere."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    posted = Voucher.objects.filter(book=book, state=VoucherState.POSTED)
    context = {
        **around_book(span, actor, "ledger-exports"),
        "book": book,
        "title": _("Take away"),
        "formats": FORMATS.items(),
        "years": sorted(set(posted.values_list("year", flat=True)), reverse=True),
        "head": posted.order_by("-sequence").first(),
        "chain_name": file_name(span.code, "json", None),
    }
    return render(request, "ledger/exports.html", context)


@signed_in
@require_safe
def export(request: HttpRequest, code: str, wanted: str) -> HttpResponse:
    """The file."""
    book, span = get_book(get_actor(request), code, today())
    year = _year_asked(request)
    content = b"".join(export_book(book, span.code, wanted, year))
    answer = HttpResponse(content, content_type=get_format(wanted).media)
    answer["Content-Disposition"] = attached(file_name(span.code, wanted, year))
    return answer


def _year_asked(request: HttpRequest) -> int | None:
    text = request.GET.get("year", "").strip()
    if not text:
        return None
    if not (len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in ("19", "20")):
        raise Refused(_("“%(text)s” is not a year.") % {"text": text[:20]}, field="year")
    return int(text)


@public
@require_safe
def check_script(request: HttpRequest) -> HttpResponse:
    """The script. Public: whoever was given a book must be able to check it without an account."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = attached(SCRIPT.name)
    return answer
