"""What of a book is taken away: its accounts, its kept sums, its posted vouchers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from headgoose.ledger.models import Account, Book, MonthTotal
from headgoose.ledger.queries import accounts_of
from headgoose.ledger.streaming import StoredVoucher, stored_vouchers

# Balances by account id: debits less credits, in fen.
Balances = dict[int, int]


@dataclass(frozen=True)
class Copy:
    """A book, whole or of one year; read within `one_moment`.

    Args:
        place: the code of the village.
        year: None for the whole book.
    """

    book: Book
    place: str
    year: int | None = None

    @cached_property
    def accounts(self) -> dict[int, Account]:
        """Accounts that the book may use, by id, in the order of their codes."""
        return {account.pk: account for account in accounts_of(self.book.pk).order_by("code")}

    @cached_property
    def totals(self) -> dict[int, dict[int, tuple[int, int]]]:
        """Kept sums of all its years: by month in order, then by account id: debits and credits."""
        found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        rows = MonthTotal.objects.filter(book=self.book).order_by("month", "account__code")
        for month, account_id, debit, credit in rows.values_list("month", "account_id", "debit_fen", "credit_fen"):
            found[month][account_id] = (debit, credit)
        return dict(found)

    def takes(self, month: int) -> bool:
        """Whether a month lies in what is taken away."""
        return self.year is None or month // 100 == self.year

    def balances_before(self, month: int) -> Balances:
        """Balances at the end of what lies before a month."""
        found: Balances = defaultdict(int)
        for earlier, sums in self.totals.items():
            if earlier < month:
                for account_id, (debit, credit) in sums.items():
                    found[account_id] += debit - credit
        return found

    def months(self) -> Iterator[tuple[int, Balances, dict[int, tuple[int, int]]]]:
        """Each month with postings: the balances before it, and its debits and credits by account id."""
        wanted = [month for month in self.totals if self.takes(month)]
        before = self.balances_before(wanted[0]) if wanted else {}
        for month in wanted:
            yield month, dict(before), self.totals[month]
            for account_id, (debit, credit) in self.totals[month].items():
                before[account_id] = before.get(account_id, 0) + debit - credit

    def vouchers(self) -> Iterator[StoredVoucher]:
        """Its posted vouchers in the order of the chain."""
        return (voucher for voucher in stored_vouchers([self.book.pk]) if self.takes(voucher.month))
