"""What was in the books at an instant: month totals without the vouchers posted since, books and disclosures since."""

from django.db import connection

# Taken away instead of summed anew: little was posted since most instants that anybody asks for. CROSS JOIN has SQLite
# look at vouchers first, and only at the entries of those.
TOTALS = (
    "ledger_monthtotal AS (SELECT book_id, month, account_id, top, debit_fen, credit_fen "
    "FROM {present}ledger_monthtotal UNION ALL "
    "SELECT v.book_id, v.month, e.account_id, a.top, -e.debit_fen, -e.credit_fen FROM ledger_voucher v "
    "CROSS JOIN ledger_entry e JOIN ledger_account a ON a.id = e.account_id "
    "WHERE e.voucher_id = v.id AND v.state = 'posted' AND v.posted_at > %(known_at)s)"
)
# `+ 0` lest SQLite tries every number of the list at every place.
BOOKS = (
    "ledger_book AS (SELECT id, place_id, since FROM {present}ledger_book b WHERE b.id + 0 IN "
    f"(SELECT CAST(substr(o.subject, {len('ledger.book:') + 1}) AS bigint) FROM records_act o "
    "WHERE o.verb = 'ledger.open_book' AND o.at <= %(known_at)s))"
)
# A disclosure is declared on the day it is hung out, and never before.
DISCLOSURES = (
    "ledger_disclosure AS (SELECT id, book_id, from_month, to_month, declared_on FROM {present}ledger_disclosure "
    "WHERE declared_on <= %(known_day)s)"
)


def known_books() -> str:
    """Common table expressions that shadow the books' tables with what was on record at %(known_at)s."""
    # Inside them SQLite takes the bare name for the expression itself, PostgreSQL for the table.
    present = "main." if connection.vendor == "sqlite" else ""
    return ", ".join(each.format(present=present) for each in (TOTALS, BOOKS, DISCLOSURES))
