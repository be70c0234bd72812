"""The vouchers of a village, and the page of one."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headgoose.kernel.actor import Actor
from headgoose.kernel.asking import page_asked
from headgoose.kernel.clock import today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Refused
from headgoose.kernel.rights import Right
from headgoose.ledger.forms import FORM_LINES_MAX, LedgerForm, ReversalForm, WhyForm
from headgoose.ledger.listing import (
    WORDS_MAX,
    Asked,
    Elsewhere,
    find_vouchers,
    get_readable,
    months_with_vouchers,
    reversal_of,
    same_receipts,
    sums_of,
)
from headgoose.ledger.models import Evidence, Voucher, VoucherKind, VoucherState
from headgoose.ledger.months import show_month
from headgoose.ledger.queries import get_book
from headgoose.ledger.views.around import address, book_tabs
from headgoose.ledger.wording import in_capitals, name_of, number_of
from headgoose.places.models import Span
from headgoose.places.names import plain_text
from headgoose.places.wording import place_url
from headgoose.records.attachments import PDF

ON_PAGE = 50
AS_THEY_ARE = (VoucherKind.REVERSAL, VoucherKind.CLOSING)


@dataclass(frozen=True)
class Row:
    """A voucher in a list."""

    voucher: Voucher
    number: str
    month: str


@signed_in
@require_safe
def vouchers(request: HttpRequest, code: str) -> HttpResponse:
    """The vouchers of a book, by month, state and words."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    months = months_with_vouchers(book)
    asked = _asked(request, months)
    found = find_vouchers(book, asked)
    page = Paginator(found, ON_PAGE).get_page(page_asked(request))
    context = {
        "span": span,
        "book": book,
        "asked": asked,
        "page": page,
        "rows": [Row(one, number_of(one), show_month(one.month)) for one in page],
        "sums": sums_of(found),
        "years": [
            (year, [(one, show_month(one)) for one in some]) for year, some in groupby(months, lambda one: one // 100)
        ],
        "states": VoucherState.choices,
        "may_keep": actor.may(Right.KEEP_BOOKS, span.area),
        "crumbs": crumbs_of(span),
        "tabs": book_tabs(span.code, "vouchers"),
        "section": "books",
    }
    return render(request, "ledger/vouchers.html", context)


def crumbs_of(span: Span, last: str = "", query: str = "") -> list[tuple[str, str]]:
    """The way to the vouchers of a village, or to a page below them."""
    trail = [(span.said, place_url(span, today()))]
    if overview := address("place-books", span.code):
        trail.append((_("Books"), overview))
    trail.append((_("Vouchers"), f"{reverse('vouchers', args=[span.code])}{query}" if last else ""))
    return [*trail, (last, "")] if last else trail


def _asked(request: HttpRequest, months: list[int]) -> Asked:
    month, state = request.GET.get("month", ""), request.GET.get("state", "")
    known = {str(one): one for one in months}
    return Asked(
        month=known.get(month.replace("-", "")),
        state=state if state in VoucherState.values else "",
        words=plain_text(request.GET.get("q", "")[: 4 * WORDS_MAX])[:WORDS_MAX],
    )


@signed_in
@require_safe
def voucher(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """One voucher, as it would lie on paper, with what can be done with it."""
    return show_voucher(request, voucher_id)


def show_voucher(
    request: HttpRequest, voucher_id: int, form: LedgerForm | None = None, refused: Refused | None = None
) -> HttpResponse:
    """The page of a voucher, also after a step that was refused.

    Args:
        form: the form of the step, with what is wrong in it; it is shown in place of a blank one of its kind.
        refused: why a step without a form was refused.
    """
    actor = get_actor(request)
    found, span = get_readable(actor, voucher_id)
    evidence = list(found.evidence.select_related("attachment").defer("attachment__content").order_by("pk"))
    elsewhere = same_receipts(actor, found, evidence)
    lines = list(found.entries.select_related("account"))
    context = {
        "voucher": found,
        "span": span,
        "number": number_of(found),
        "name": name_of(found),
        "month": show_month(found.month),
        "capitals": in_capitals(found.total_fen),
        "lines": lines,
        "pays": any(line.payee for line in lines),
        "debit_fen": sum(line.debit_fen for line in lines),
        "credit_fen": sum(line.credit_fen for line in lines),
        "evidence": [_shown(one, elsewhere) for one in evidence],
        "refused": refused,
        "return_form": form if type(form) is WhyForm else WhyForm(auto_id="return_%s"),
        "reversal_form": form if isinstance(form, ReversalForm) else ReversalForm(auto_id="reverse_%s"),
        **_steps(actor, found, span, len(lines)),
        **_around(found, span),
    }
    status = refused.status if refused else form.status if form is not None else 200
    return render(request, "ledger/voucher.html", context, status=status)


def _shown(one: Evidence, elsewhere: dict[int, list[Elsewhere]]) -> dict[str, Any]:
    seen = [
        (other.span.said if other.span else "", name_of(other.voucher), other.voucher.pk)
        for other in elsewhere.get(one.pk, [])
        if other.voucher is not None
    ]
    hidden = sum(other.voucher is None for other in elsewhere.get(one.pk, []))
    return {"one": one, "picture": one.attachment.media != PDF, "seen": seen, "hidden": hidden}


def _steps(actor: Actor, found: Voucher, span: Span, lines: int) -> dict[str, bool]:
    """What the reader may do with a voucher as it stands."""
    keeps = actor.may(Right.KEEP_BOOKS, span.area) and actor.person_id is not None
    reviews = actor.may(Right.REVIEW_BOOKS, span.area) and actor.person_id is not None
    own = found.maker_id == actor.person_id
    draft, reviewed = found.state == VoucherState.DRAFT, found.state == VoucherState.REVIEWED
    is_open = found.month > found.book.closed_to
    return {
        "own": own,
        "closed": not is_open,
        "may_change": keeps and draft and found.kind not in AS_THEY_ARE and lines <= FORM_LINES_MAX,
        "may_attach": keeps and draft,
        "may_discard": keeps and draft,
        "may_review": reviews and draft and not own and is_open,
        "may_post": reviews and (reviewed or draft) and not own and is_open,
        "may_return": reviews and (reviewed or draft) and not own,
        "may_reverse": keeps
        and found.state == VoucherState.POSTED
        and found.kind != VoucherKind.REVERSAL
        and reversal_of(found) is None,
        "may_copy": keeps and found.kind == VoucherKind.ORDINARY,
        "waits_for_another": own and (draft or reviewed),
    }


def _around(found: Voucher, span: Span) -> dict[str, Any]:
    reversal = reversal_of(found)
    return {
        "reversal": reversal,
        "reversal_name": name_of(reversal) if reversal else "",
        "reversed_name": name_of(found.reverses) if found.reverses else "",
        "crumbs": crumbs_of(span, number_of(found), f"?month={found.month}"),
        "section": "books",
    }
