"""The collective's money paid into personal accounts."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.money import show_fen
from headgoose.ledger.checks.finding import Check, Finding
from headgoose.ledger.checks.ground import Ground, as_date

# What is rightly paid to persons: wages, labour fees, members' current accounts, distribution.
TO_PERSONS = "113, 212, 213, 322"
PERSONAL = (
    'SELECT v.book_id, v.id, v.month, v."on", sum(e.credit_fen) FROM ledger_voucher v '
    "JOIN ledger_entry e ON e.voucher_id = v.id AND e.credit_fen > 0 AND e.payee_kind = 'person' "
    "JOIN ledger_account a ON a.id = e.account_id AND a.top = 102 WHERE {vouchers} "
    "AND EXISTS (SELECT 1 FROM ledger_entry d JOIN ledger_account da ON da.id = d.account_id "
    f"WHERE d.voucher_id = v.id AND d.debit_fen <> 0 AND da.top NOT IN ({TO_PERSONS})) "
    'GROUP BY v.book_id, v.id, v.month, v."on"'
)


def personal_account(ground: Ground) -> Iterator[Finding]:
    """Vouchers that pay from the bank into a personal account for something else than persons are paid for."""
    for book, voucher, month, on, fen in ground.standing(PERSONAL):
        yield Finding(
            "personal_payee",
            ground.by_id[book],
            f"voucher:{voucher}",
            as_date(on),
            month,
            _("%(amount)s yuan went from the bank into a personal account, other than as pay or distribution."),
            {"amount": show_fen(int(fen))},
            int(fen),
            (voucher,),
        )


CHECKS = (
    Check(
        code="personal_payee",
        name=_("Paid into a personal account"),
        definition=_(
            "A voucher credits account 102 to a payee marked as a personal account, and debits something other than "
            "wages (212), labour fees (213), current accounts with members (113) or distribution (322). It speaks of "
            "the voucher; the payee is named nowhere but in it."
        ),
        find=personal_account,
        order=40,
    ),
)
