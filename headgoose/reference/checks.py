"""The checks of books, and the thresholds that they measure against."""

from collections.abc import Iterator

from headgoose.ledger.checks.table import CHECKS
from headgoose.ledger.checks.thresholds import thresholds
from headgoose.reference.table import table

TITLE = "Checks of books"


def lines() -> Iterator[str]:
    """Each check as the user reads it, then every version of every threshold."""
    yield "A finding is computed from the books and never stored; kept is who acknowledged it, when and why. Only"
    yield "posted vouchers are looked at. Balances are looked at as at the end of the year asked for, or today."
    yield ""
    rows = (
        [f"`{check.code}`", check.name, check.definition, ", ".join(f"`{code}`" for code in check.thresholds)]
        for check in CHECKS.values()
    )
    yield from table(["code", "check", "how it is computed", "measures against"], rows)
    yield ""
    yield "## Thresholds"
    yield ""
    yield "From `headgoose/ledger/data/thresholds.csv`; the version in force on the date of the voucher counts."
    yield ""
    codes = dict.fromkeys(code for check in CHECKS.values() for code in check.thresholds)
    versions = (one for code in codes for one in thresholds().versions(code))
    head = ["code", "value", "unit", "in force since", "source"]
    yield from table(head, ([f"`{v.code}`", v.number, v.unit.label, v.effective_on, v.source] for v in versions))
