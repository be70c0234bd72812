"""Addresses of orders."""

from django.urls import path

from headgoose.orders.views import choosing, files, lines, pairs, papers, preview, steps

ORDER = "orders/<record_number:paper_id>"

urlpatterns = [
    path("orders/", papers.orders, name="orders"),
    path("orders/new/", papers.new, name="order-new"),
    path("orders/template.xlsx", files.template, name="order-template"),
    path("orders/excluded/", pairs.excluded_pairs, name="excluded-pairs"),
    path("orders/excluded/<record_number:kinship_id>/end/", pairs.kinship_end, name="kinship-end"),
    path(f"{ORDER}/", papers.order, name="order"),
    path(f"{ORDER}/heading/", papers.heading, name="order-heading"),
    path(f"{ORDER}/preview/", preview.preview, name="order-preview"),
    path(f"{ORDER}/seats/", choosing.seats, name="order-seats"),
    path(f"{ORDER}/lines/", lines.new, name="order-lines"),
    path(f"{ORDER}/lines/remove/", lines.remove, name="order-lines-remove"),
    path(f"{ORDER}/file/", files.bring, name="order-file"),
    path(f"{ORDER}/file/leave-out/", files.leave_out, name="order-file-leave-out"),
    path(f"{ORDER}/faults.xlsx", files.faults, name="order-faults"),
    path(f"{ORDER}/submit/", steps.submit, name="order-submit"),
    path(f"{ORDER}/approve/", steps.approve, name="order-approve"),
    path(f"{ORDER}/return/", steps.give_back, name="order-return"),
    path(f"{ORDER}/discard/", steps.discard, name="order-discard"),
    path(f"{ORDER}/issue/", steps.issue, name="order-issue"),
    path(f"{ORDER}/propose-reversal/", steps.propose, name="order-propose-reversal"),
    path(f"{ORDER}/decline-reversal/", steps.decline, name="order-decline-reversal"),
    path(f"{ORDER}/reverse/", steps.take_back, name="order-reverse"),
]
