"""The vouchers of one village over the years: what it earned, spent, borrowed and closed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from headgoose.kernel.clock import CHINA
from headgoose.ledger.models import Book, VoucherKind
from headgoose.ledger.months import CLOSING
from headgoose.ledger.posting import Posting, Ready

FEES = ("收村集体机动地发包费", "收村集体资源发包收入", "收果园发包费", "收养殖水面发包费", "收机库及场地租金")
SECOND = {
    "503": ("收村级组织运转补助", "收产业扶持补助", "收农机补贴款"),
    "502": ("收入股合作社分红", "收光伏电站分红", "收粮食烘干塔投资收益"),
    "504": ("收捐赠款", "收废旧物资处置收入", "收违约金收入"),
}
SPENT = ("付办公及水电取暖费", "付村部维修及报刊费", "付误工补贴及差旅费", "付环境整治及保洁费")
EXPENSES = ("511", "513", "514", "515")
INCOMES = ("501", "502", "503", "504")

Lines = Sequence[tuple[str, int]]
# The day, the summary, the lines and what else `VillageBook.enter` takes.
Planned = tuple[date, str, list[tuple[str, int]], dict[str, Any]]
# Of the result of a year, in percent.
TO_FUND, TO_MEMBERS = 20, 40


def earn(fee: int, code: str, other: int, days: Sequence[date], word: int, *, summed: bool) -> Iterator[Planned]:
    """What came in during a year: fees, and other income on an account of its own; apart or in one voucher."""
    first, second = FEES[word % len(FEES)], SECOND[code][word % 3]
    if not fee:
        yield days[1], second, [("102", other), (code, -other)], {"documents": 1}
    elif summed:
        lines = [("102", fee + other), ("501", -fee), (code, -other)]
        yield days[1], f"{first}等全年收入", lines, {"documents": 2 + word % 3}
    else:
        yield days[0], first, [("102", fee), ("501", -fee)], {"documents": 1 + word % 3}
        yield days[1], second, [("102", other), (code, -other)], {"documents": 1}


def share_out(year: int, result: int) -> Iterator[Planned]:
    """What a year earned, by the charter: first to the fund, then to the members, to whom it is owed."""
    for summary, percent, code in (("按章程提取公积公益金", TO_FUND, "311"), ("应付成员收益分配", TO_MEMBERS, "113")):
        fen = result * percent // 100 // 100 * 100
        yield date(year, 12, 31), summary, [("322", fen), (code, -fen)], {"documents": 1}


@dataclass
class Keeper:
    """Who makes and who reviews the vouchers of a village: `maker(day)`, `reviewer(day)` give persons."""

    maker: Callable[[int], int]
    reviewer: Callable[[int], int]


@dataclass
class VillageBook:
    """One book while its vouchers are thought up; amounts are signed fen, debits positive."""

    book: Book
    keeper: Keeper
    accounts: Mapping[str, int]
    vouchers: list[Ready] = field(default_factory=list)
    bank: int = 0
    _year: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def enter(
        self, on: date, summary: str, lines: Lines, *, documents: int = 1, payee: str = "", payee_kind: str = ""
    ) -> None:
        """A voucher on a day."""
        for code, fen in lines:
            if code in EXPENSES or code in INCOMES:
                self._year[code] += fen
        self._add(
            on, on.year * 100 + on.month, VoucherKind.ORDINARY.value, summary, lines, documents, payee, payee_kind
        )

    def open(self, on: date, lines: Lines) -> None:
        """The opening balances."""
        self._add(on, on.year * 100, VoucherKind.OPENING.value, "期初余额", lines, 1)

    def close_year(self, year: int) -> None:
        """Income and expenses go to 321, that to 322, in one voucher."""
        turned = [(code, -fen) for code, fen in sorted(self._year.items()) if fen]
        result = sum(fen for _code, fen in turned)
        self._year.clear()
        if not turned:
            return
        lines = [*turned, ("321", -result), ("321", result), ("322", -result)] if result else turned
        month = year * 100 + CLOSING
        self._add(date(year, 12, 31), month, VoucherKind.CLOSING.value, f"结转{year}年度收支及收益", lines, 0)

    def _add(
        self,
        on: date,
        month: int,
        kind: str,
        summary: str,
        lines: Lines,
        documents: int,
        payee: str = "",
        payee_kind: str = "",
    ) -> None:
        self.bank += sum(fen for code, fen in lines if code == "102")
        day = on.toordinal()
        made_at = datetime(on.year, on.month, on.day, 9, tzinfo=CHINA)
        self.vouchers.append(
            Ready(
                on=on,
                month=month,
                summary=summary,
                entries=list(self._postings(lines, payee, payee_kind)),
                maker_id=self.keeper.maker(day),
                reviewer_id=self.keeper.reviewer(day),
                made_at=made_at,
                reviewed_at=made_at,
                kind=kind,
                documents=documents,
            )
        )

    def _postings(self, lines: Lines, payee: str, payee_kind: str) -> Iterator[Posting]:
        for code, fen in lines:
            if not fen:
                continue
            paid = fen < 0 and code in ("101", "102")
            yield Posting(
                self.accounts[code],
                code,
                debit_fen=max(fen, 0),
                credit_fen=max(-fen, 0),
                payee=payee if paid else "",
                payee_kind=payee_kind if paid else "",
            )
