"""The chain: each posted voucher as it is hashed, and its hash. `check_book.py` checks it with nothing of ours."""

from collections.abc import Iterator

from headgoose.ledger.exporting.copies import Copy
from headgoose.ledger.streaming import content_of_stored, stored_accounts


def chain_lines(copy: Copy) -> Iterator[str]:
    """A line of JSON for each voucher."""
    accounts = stored_accounts([copy.book.pk])
    for voucher in copy.vouchers():
        yield f'{{"content":{content_of_stored(voucher, accounts)},"hash":"{voucher.hash}"}}'
