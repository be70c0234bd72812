"""What is wrong with books, computed from them: each check one query or a short computation, declared in a table.

A finding is never stored. It has a subject that is the same each time it is computed; who has looked at it and why it
may be as it is, is kept under that name. Checks speak of books, months and vouchers, never of persons.
"""

from headgoose.ledger.checks.finding import Check, Finding, KnownBook
from headgoose.ledger.checks.ground import Ground, books_on
from headgoose.ledger.checks.keeping import find_finding, findings_in, forget_findings
from headgoose.ledger.checks.table import CHECKS, get_check

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Ground",
    "KnownBook",
    "books_on",
    "find_finding",
    "findings_in",
    "forget_findings",
    "get_check",
]
