"""Addresses of books."""

from django.urls import path

from headgoose.ledger.views import checks, entering, evidence, exports, steps, vouchers

BOOKS = "place/<str:code>/books"
VOUCHER = "voucher/<record_number:voucher_id>"

urlpatterns = [
    path("books/check_book.py", exports.check_script, name="ledger-check-script"),
    path(f"{BOOKS}/checks/", checks.checks, name="ledger-checks"),
    path(f"{BOOKS}/checks/acknowledge/", checks.acknowledge, name="ledger-acknowledge"),
    path("place/<str:code>/checks/", checks.checks_below, name="ledger-checks-below"),
    path("place/<str:code>/checks.csv", checks.checks_csv, name="ledger-checks-csv"),
    path("place/<str:code>/checks.xlsx", checks.checks_xlsx, name="ledger-checks-xlsx"),
    path(f"{BOOKS}/export/", exports.exports, name="ledger-exports"),
    path(f"{BOOKS}/export/<str:wanted>/", exports.export, name="ledger-export"),
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
