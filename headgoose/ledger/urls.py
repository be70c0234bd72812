"""Addresses of books."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from headgoose.ledger.views import (
    balances,
    bands,
    book,
    bulk,
    chart,
    checks,
    desk,
    disclosures,
    entering,
    evidence,
    exports,
    files,
    months,
    opening,
    place_balances,
    public,
    statements,
    steps,
    vouchers,
)

BOOKS = "place/<str:code>/books"
VOUCHER = "voucher/<record_number:voucher_id>"


def with_twins(route: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """A page, and the same to take away as Excel, CSV and JSON."""
    twins = [path(f"{route}.{form}", view, {"form": form}, name=f"{name}-{form}") for form in ("xlsx", "csv", "json")]
    return [path(f"{route}/", view, name=name), *twins]


urlpatterns = [
    path("books/", desk.books, name="books"),
    path("books/next/", desk.following, name="books-next"),
    path("books/review/", bulk.review, name="books-review"),
    path(f"{BOOKS}/", book.place_books, name="place-books"),
    path(f"{BOOKS}/open/", book.opened, name="book-open"),
    path(f"{BOOKS}/chart/", chart.chart, name="book-chart"),
    path(f"{BOOKS}/chart/<str:account>/rename/", chart.rename, name="book-account-rename"),
    path(f"{BOOKS}/months/", months.months, name="book-months"),
    path(f"{BOOKS}/months/close/", months.close, name="book-month-close"),
    path(f"{BOOKS}/months/lock/", months.lock, name="book-month-lock"),
    path(f"{BOOKS}/months/year-end/", months.year_end, name="book-year-end"),
    path(f"{BOOKS}/months/<record_number:month>/reopen/", months.reopen, name="book-month-reopen"),
    path(f"{BOOKS}/opening/", opening.opening, name="book-opening"),
    path(f"{BOOKS}/opening/file/", opening.old_books, name="book-opening-file"),
    path(f"{BOOKS}/opening/take/", opening.take, name="book-opening-take"),
    *with_twins(f"{BOOKS}/balances", balances.balances, "ledger-balances"),
    *with_twins(f"{BOOKS}/accounts/<str:account>", balances.account, "ledger-account"),
    *with_twins(f"{BOOKS}/statements", statements.statements, "ledger-statements"),
    path(f"{BOOKS}/statements/line/", statements.statement_line, name="ledger-statement-line"),
    *with_twins("place/<str:code>/balances", place_balances.place_balances, "place-balances"),
    path("place/<str:code>/balances/<str:account>/", place_balances.place_account, name="place-account"),
    *with_twins("place/<str:code>/statements", statements.place_statements, "place-statements"),
    *with_twins("place/<str:code>/bands", bands.bands, "bands"),
    path("place/<str:code>/statements/line/", statements.place_statement_line, name="place-statement-line"),
    path(f"{BOOKS}/disclosures/", disclosures.disclosures, name="ledger-disclosures"),
    path(f"{BOOKS}/disclosures/declare/", disclosures.disclose, name="disclose-books"),
    path(f"{BOOKS}/disclosures/sheet/", disclosures.notice_sheet, name="disclosure-sheet"),
    *with_twins("place/<str:code>/disclosures", disclosures.place_disclosures, "place-disclosures"),
    path("open/<str:code>/books/", public.open_books, name="open-books"),
    path("open/<str:code>/books/<str:months>/", public.open_books, name="open-books-period"),
    path("books/check_book.py", exports.check_script, name="ledger-check-script"),
    path(f"{BOOKS}/checks/", checks.checks, name="ledger-checks"),
    path(f"{BOOKS}/checks/acknowledge/", checks.acknowledge, name="ledger-acknowledge"),
    path("place/<str:code>/checks/", checks.checks_below, name="ledger-checks-below"),
    path("place/<str:code>/checks.csv", checks.checks_csv, name="ledger-checks-csv"),
    path("place/<str:code>/checks.xlsx", checks.checks_xlsx, name="ledger-checks-xlsx"),
    path(f"{BOOKS}/export/", exports.exports, name="ledger-exports"),
    path(f"{BOOKS}/export/<str:wanted>/", exports.export, name="ledger-export"),
    path(f"{BOOKS}/files/", files.files, name="ledger-files"),
    path(f"{BOOKS}/files/template.xlsx", files.template, name="ledger-file-template"),
    path(f"{BOOKS}/files/laid/<str:sha256>/", files.preview, name="ledger-file-preview"),
    path(f"{BOOKS}/files/laid/<str:sha256>/take/", files.take, name="ledger-file-take"),
    path(f"{BOOKS}/files/laid/<str:sha256>/leave/", files.leave, name="ledger-file-leave"),
    path(f"{BOOKS}/files/<record_number:file_id>/", files.file, name="ledger-file"),
    path(f"{BOOKS}/files/<record_number:file_id>/post/", files.post, name="ledger-file-post"),
    path(f"{BOOKS}/files/<record_number:file_id>/discard/", files.discard, name="ledger-file-discard"),
    path(f"{BOOKS}/vouchers/", vouchers.vouchers, name="vouchers"),
    path(f"{BOOKS}/vouchers/new/", entering.new, name="voucher-new"),
    path(f"{VOUCHER}/", vouchers.voucher, name="voucher"),
    path(f"{VOUCHER}/change/", entering.change, name="voucher-change"),
    path(f"{VOUCHER}/review/", steps.review, name="voucher-review"),
    path(f"{VOUCHER}/post/", steps.post, name="voucher-post"),
    path(f"{VOUCHER}/skip/", steps.skip, name="voucher-skip"),
    path(f"{VOUCHER}/return/", steps.give_back, name="voucher-return"),
    path(f"{VOUCHER}/discard/", steps.discard, name="voucher-discard"),
    path(f"{VOUCHER}/reverse/", steps.turn, name="voucher-reverse"),
    path(f"{VOUCHER}/evidence/", evidence.add, name="evidence-add"),
    path(f"{VOUCHER}/evidence/<record_number:evidence_id>/", evidence.download, name="evidence"),
    path(f"{VOUCHER}/evidence/<record_number:evidence_id>/small.jpg", evidence.small, name="evidence-small"),
    path(f"{VOUCHER}/evidence/<record_number:evidence_id>/remove/", evidence.remove, name="evidence-remove"),
]
