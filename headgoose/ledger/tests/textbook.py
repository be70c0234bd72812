"""Books as a textbook prints them: vouchers as 借/贷 lines, balances as a table, amounts in yuan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from headgoose.kernel.money import parse_fen, show_fen
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, draft_year_end
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import draft_voucher, reverse_voucher
from headgoose.ledger.balances import trial_balance
from headgoose.ledger.models import MonthTotal, Voucher
from headgoose.ledger.months import CLOSING
from headgoose.ledger.periods import parse_period
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_of
from headgoose.ledger.statements import book_statement
from headgoose.ledger.tests.conftest import Desk

LINE = re.compile(r"(借|贷)\s+(\d+)\s+(\S+)\s+(\S+)")
BALANCE = re.compile(r"(\d+)\s+(\S+)\s+(借|贷)\s+(\S+)")
INCOME = (501, 502, 503, 504)


@dataclass(frozen=True)
class Textbook:
    """The book of a desk; each voucher is entered by one and posted by the other."""

    desk: Desk

    def set_up(self, accounts: str) -> None:
        """Details of the village, a line each: code and name."""
        for line in filter(None, map(str.strip, accounts.splitlines())):
            code, name = line.split()
            add_detail_account(by=self.desk.maker, at=self.desk.at, book_id=self.desk.book.pk, code=code, name=name)

    def lines(self, text: str, form: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
        """The lines of a text in a form, each with an account by its own name; nothing else may stand there."""
        names = {account.code: account.name_zh for account in accounts_of(self.desk.book.pk)}
        for line in filter(None, map(str.strip, text.splitlines())):
            found = form.fullmatch(line)
            assert found, line
            code, name = found[2 if form is LINE else 1], found[3 if form is LINE else 2]
            assert names[code] == name, line
            yield found.groups()

    def postings(self, text: str) -> list[Posting]:
        """`借 102 银行存款 24,000.00` and the like as entries."""
        ids = dict(accounts_of(self.desk.book.pk).values_list("code", "pk"))
        return [
            Posting(ids[code], code, *((parse_fen(amount), 0) if side == "借" else (0, parse_fen(amount))))
            for side, code, _name, amount in self.lines(text, LINE)
        ]

    def enter(self, on: str, summary: str, lines: str, **more: Any) -> Voucher:
        """A voucher, posted."""
        desk = self.desk
        said: dict[str, Any] = {
            "on": date.fromisoformat(on),
            "summary": summary,
            "entries": self.postings(lines),
            **more,
        }
        drafted = draft_voucher(by=desk.maker, at=desk.at, book_id=desk.book.pk, **said)
        return post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)

    def take_back(self, wrong: Voucher, on: str, why: str) -> Voucher:
        """The red-letter reversal of a voucher, posted."""
        desk, day = self.desk, date.fromisoformat(on)
        red = reverse_voucher(by=desk.maker, at=desk.at, voucher_id=wrong.pk, on=day, why=why)
        return post_voucher(by=desk.reviewer, at=desk.at, voucher_id=red.pk)

    def close(self, month: int) -> None:
        """Close a month, or with yyyy13 the year, whose closing vouchers are drafted and posted first."""
        desk = self.desk
        if month % 100 == CLOSING:
            for drafted in draft_year_end(by=desk.maker, at=desk.at, book_id=desk.book.pk, year=month // 100):
                post_voucher(by=desk.reviewer, at=desk.at, voucher_id=drafted.pk)
        close_month(by=desk.reviewer, at=desk.at, book_id=desk.book.pk, month=month)

    def balances(self, month: int) -> dict[str, int]:
        """Every balance at the end of a month, debit less credit, from the sums that are kept with each posting."""
        found: dict[str, int] = {}
        for total in MonthTotal.objects.filter(book=self.desk.book, month__lte=month).select_related("account"):
            code = total.account.code
            found[code] = found.get(code, 0) + total.debit_fen - total.credit_fen
        return {code: fen for code, fen in found.items() if fen}

    def table(self, text: str) -> list[tuple[str, str, int]]:
        """A table of balances: code, side and amount."""
        return [(code, side, parse_fen(amount)) for code, _name, side, amount in self.lines(text, BALANCE)]

    def stands(self, month: int, table: str) -> None:
        """Assert that these are the balances at the end of a month, all of them, and that they balance."""
        expected = {code: fen if side == "借" else -fen for code, side, fen in self.table(table)}
        assert self.balances(month) == expected
        assert sum(expected.values()) == 0
        assert trial_balance(self.desk.book.pk, month // 100 * 100 + 1, month).ties

    def income(self, year: int) -> str:
        """The income of a year before its closing, as the band counts it: 501 to 504, gross."""
        rows = MonthTotal.objects.filter(book=self.desk.book, month__range=(year * 100 + 1, year * 100 + 12))
        return show_fen(sum(row.credit_fen - row.debit_fen for row in rows.filter(top__in=INCOME)))

    def statement(self, kind: str, period: str) -> dict[str, str]:
        """The lines of a statement that are not nothing, by their Chinese names, in the first column; its ties hold."""
        found = book_statement(self.desk.book.pk, kind, parse_period(period))
        assert found.holds, found.ties
        return {
            row.line.label["label_zh"].strip("　"): show_fen(row.amounts[0]) for row in found.rows if row.amounts[0]
        }
