"""The accounts of a book: the shared chart, and the details of the village below it."""

from typing import Any

from django.contrib import messages
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from headgoose.kernel.clock import now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.books import add_detail_account, rename_detail_account
from headgoose.ledger.forms_book import DetailForm, RenameForm
from headgoose.ledger.models import Account, Book, MonthTotal
from headgoose.ledger.queries import accounts_of, get_book
from headgoose.ledger.views.around import address, around_book


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """The chart with balances; a detail is added below it."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    form = DetailForm(request.POST or None, initial={"code": request.GET.get("below", "")[:3]})
    if form.is_bound and form.is_valid():
        try:
            account = add_detail_account(by=actor, at=now(), book_id=book.pk, **form.cleaned_data)
        except Refused as refused:
            if refused.because is Because.FORBIDDEN:
                raise
            form.refuse(refused)
        else:
            messages.success(request, _("%(account)s was set up.") % {"account": str(account)})
            return redirect("book-chart", span.code)
    around = around_book(span, actor, "book-chart", queue=request.GET.get("queue", "")[:20])
    context: dict[str, Any] = {
        **around,
        "book": book,
        "title": pgettext("in books", "Accounts"),
        "form": form,
        "rows": rows_of(book, span.code),
        "may_add": around["may_keep"],
    }
    return render(request, "ledger/chart.html", context, status=form.status if form.errors else 200)


def rows_of(book: Book, code: str) -> list[dict[str, Any]]:
    """The accounts by code, each with its own balance (debit - credit, in fen); two queries."""
    sums = (
        MonthTotal.objects.filter(book=book)
        .values_list("account")
        .annotate(turned=Sum(F("debit_fen") - F("credit_fen")))
    )
    balances = dict(sums.order_by())
    return [
        {
            "account": account,
            "is_detail": account.book_id is not None,
            "balance": abs(int(balances.get(account.pk) or 0)),
            "on_debit": int(balances.get(account.pk) or 0) > 0,
            "url": address("ledger-account", code, account.code),
        }
        for account in accounts_of(book.pk).order_by("code")
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, code: str, account: str) -> HttpResponse:
    """Give a detail another name."""
    actor = get_actor(request)
    book, span = get_book(actor, code, today())
    found = Account.objects.filter(book=book, code=account).first()
    if found is None:
        raise Refused(_("The book has no such detail."), Because.NOT_FOUND)
    form = RenameForm(request.POST or None, initial={"name": found.name_zh})
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            renamed = rename_detail_account(by=actor, at=now(), book_id=book.pk, code=account, name=name)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("%(account)s has its new name.") % {"account": str(renamed)})
            return redirect("book-chart", span.code)
    context = {
        "form": form,
        "title": _("Rename %(account)s") % {"account": str(found)},
        "below": _("its code stays, and what was posted to it"),
        "button": _("Rename"),
        "back": reverse("book-chart", args=[span.code]),
        **around_book(span, actor, "book-chart", pgettext("in books", "Accounts")),
    }
    return render(request, "ledger/book_form.html", context, status=form.status if form.errors else 200)
