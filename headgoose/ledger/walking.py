"""One book looked through from its first voucher to its last, and then the sums kept of it."""

from collections.abc import Iterable
from typing import Any

from headgoose.kernel.money import show_fen
from headgoose.ledger.chain import link
from headgoose.ledger.faults import BookFault, Fault
from headgoose.ledger.models import VoucherKind, VoucherState
from headgoose.ledger.months import CLOSING
from headgoose.ledger.streaming import StoredAccount, StoredVoucher, content_of_stored

POSTED, REVERSAL = VoucherState.POSTED.value, VoucherKind.REVERSAL.value
OPENING_KIND, CLOSING_KIND = VoucherKind.OPENING.value, VoucherKind.CLOSING.value
BY_DATE = {VoucherKind.ORDINARY.value, REVERSAL}
MAY_BE_RED = {REVERSAL, OPENING_KIND}


class BookWalk:
    """A walk along the chain of a book: `sequence` and `hash` are those of the voucher looked at last.

    Args:
        known: a place in the chain and the hash that was seen there before.
    """

    def __init__(
        self, book_id: int, place: str, accounts: dict[int, StoredAccount], known: tuple[int, str] | None = None
    ) -> None:
        self.book_id, self.place = book_id, place
        self.sequence, self.hash = 0, ""
        self.findings: list[BookFault] = []
        self._accounts, self._known = accounts, known if known and known[0] else None
        # The hash of the last voucher as its content gives it; another than `hash` where one of the two was edited.
        self._computed: str = ""
        self._numbers: dict[int, int] = {}
        self._gap = 0
        self._sums: dict[tuple[int, int], list[int]] = {}
        self._amounts: dict[int, int] = {}

    def find(self, fault: Fault, *at: tuple[str, Any], **said: Any) -> None:
        """Note a fault."""
        self.findings.append(BookFault(fault, self.book_id, self.place, at, said))

    def look_at(self, voucher: StoredVoucher) -> None:
        """Check the next voucher."""
        at = ("voucher", f"{voucher.year}-{voucher.number}")
        try:
            self._check_link(voucher, at)
            self._check_number(voucher, at)
            self._check_facts(voucher, at)
            self._check_lines(voucher, at)
        except (TypeError, ValueError, OverflowError):
            # A column holds what has no place in it, such as words for an amount.
            self.find(Fault.VOUCHER_EDITED, at)
            self.hash = self._computed = str(voucher.hash)

    def _check_link(self, voucher: StoredVoucher, at: tuple[str, str]) -> None:
        missing = voucher.sequence - self.sequence - 1
        if missing > 0:
            self._gap += missing
            self.find(Fault.VOUCHER_MISSING, ("sequence", self.sequence + 1), ("last", voucher.sequence - 1))
        elif missing < 0:
            self.find(Fault.VOUCHER_DISORDERED, at, ("sequence", voucher.sequence))
        self.sequence = voucher.sequence
        content = content_of_stored(voucher, self._accounts)
        computed = link(self.hash, content)
        if missing > 0:
            # What it stood on is gone: nothing is left to judge it by.
            computed = voucher.hash
        elif computed != voucher.hash and (
            self._computed == self.hash or link(self._computed, content) != voucher.hash
        ):
            self.find(Fault.VOUCHER_EDITED, at)
        if self._known and self._known[0] == voucher.sequence and self._known[1] == computed:
            self._known = None
        self.hash, self._computed = voucher.hash, computed

    def _check_number(self, voucher: StoredVoucher, at: tuple[str, str]) -> None:
        expected = self._numbers.get(voucher.year, 0) + 1
        self._numbers[voucher.year] = voucher.number
        skipped = voucher.number - expected
        if 0 <= skipped <= self._gap:
            # As many as the chain lacks: they are named already.
            self._gap -= skipped
        else:
            self.find(Fault.NUMBER_WRONG, at, ("sequence", voucher.sequence), expected=expected)

    def _check_facts(self, voucher: StoredVoucher, at: tuple[str, str]) -> None:
        if voucher.state != POSTED:
            self.find(Fault.STATE_WRONG, at, found=voucher.state)
        if not _fits_month(voucher):
            self.find(Fault.MONTH_WRONG, at)
        if not voucher.maker_id or not voucher.reviewer_id or voucher.maker_id == voucher.reviewer_id:
            self.find(Fault.ONE_PERSON, at)
        self._amounts[voucher.id] = voucher.total_fen
        if voucher.kind == REVERSAL:
            taken_back = self._amounts.get(voucher.reverses_id or 0)
            if taken_back is None or taken_back != -voucher.total_fen:
                self.find(Fault.REVERSAL_WRONG, at)
        elif voucher.reverses_id is not None:
            self.find(Fault.REVERSAL_WRONG, at)

    def _check_lines(self, voucher: StoredVoucher, at: tuple[str, str]) -> None:
        debit = credit = 0
        whole, red = len(voucher.lines) >= 2, False
        for number, line in enumerate(voucher.lines, 1):
            more, less = line.debit_fen, line.credit_fen
            whole &= line.line == number and (more == 0) != (less == 0)
            red |= more < 0 or less < 0
            debit, credit = debit + more, credit + less
            account = self._accounts.get(line.account_id)
            if account is None or account.book_id not in (None, self.book_id):
                self.find(Fault.FOREIGN_ACCOUNT, at, ("account", account.code if account else line.account_id))
            sums = self._sums.get((voucher.month, line.account_id))
            if sums is None:
                self._sums[voucher.month, line.account_id] = [more, less]
            else:
                sums[0] += more
                sums[1] += less
        if not whole:
            self.find(Fault.LINES_WRONG, at)
        if debit != credit:
            self.find(Fault.UNBALANCED, at, debit=_shown(debit), credit=_shown(credit))
        if debit != voucher.total_fen:
            self.find(Fault.SUM_WRONG, at, found=_shown(voucher.total_fen), expected=_shown(debit))
        if red and voucher.kind not in MAY_BE_RED:
            self.find(Fault.RED_LETTERS, at)

    def close(self, kept: Iterable[tuple[Any, ...]]) -> None:
        """Compare what the entries come to with the sums that are kept: (book, month, account, top, debit, credit)."""
        for _book, month, account_id, top, debit, credit in kept:
            at = ("month", month), ("account", self._code(account_id))
            sums = self._sums.pop((month, account_id), None)
            if sums is None:
                self.find(Fault.TOTAL_EXTRA, *at, found=_both(debit, credit))
            elif sums != [debit, credit] or str(top) != self._code(account_id)[:3]:
                self.find(Fault.TOTAL_WRONG, *at, found=_both(debit, credit), expected=_both(*sums))
        for (month, account_id), sums in sorted(self._sums.items()):
            at = ("month", month), ("account", self._code(account_id))
            self.find(Fault.TOTAL_MISSING, *at, expected=_both(*sums))
        if self._known:
            self.find(Fault.HEAD_GONE, ("sequence", self._known[0]))

    def _code(self, account_id: int) -> str:
        account = self._accounts.get(account_id)
        return account.code if account else f"#{account_id}"


def _fits_month(voucher: StoredVoucher) -> bool:
    if voucher.year != voucher.month // 100:
        return False
    month = int(voucher.on[:4]) * 100 + int(voucher.on[5:7])
    if voucher.kind in BY_DATE:
        return voucher.month == month
    if voucher.kind == OPENING_KIND:
        return voucher.month == month // 100 * 100
    return voucher.kind == CLOSING_KIND and voucher.month == month + 1 and voucher.month % 100 == CLOSING


def _shown(amount: Any) -> str:
    return show_fen(amount) if isinstance(amount, int) else repr(amount)


def _both(debit: Any, credit: Any) -> str:
    return f"{_shown(debit)} / {_shown(credit)}"
