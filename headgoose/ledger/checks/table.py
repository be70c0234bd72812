"""All checks, in the order in which they are shown."""

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.checks import amounts, balances, cash, documents, payees, standing
from headgoose.ledger.checks.finding import Check

FAMILIES = (balances, cash, documents, payees, standing, amounts)
CHECKS: dict[str, Check] = {
    check.code: check
    for check in sorted((check for family in FAMILIES for check in family.CHECKS), key=lambda check: check.order)
}


def get_check(code: str) -> Check:
    """The check of a code. Raises Refused (NOT_FOUND)."""
    if code not in CHECKS:
        raise Refused(_("There is no check with this code."), Because.NOT_FOUND, field="check")
    return CHECKS[code]
