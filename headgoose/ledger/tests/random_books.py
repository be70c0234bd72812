"""Books as chance would keep them: a source of chance does one thing after the other, and the rules refuse some."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from headgoose.kernel.refusal import Refused
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, draft_year_end, first_open_month, lock_month, reopen_month
from headgoose.ledger.actions.posting import post_voucher, post_vouchers, return_voucher, review_voucher
from headgoose.ledger.actions.vouchers import change_voucher, discard_voucher, draft_voucher, reverse_voucher
from headgoose.ledger.models import Account, Book, Voucher, VoucherKind, VoucherState
from headgoose.ledger.months import CLOSING, first_day, last_day
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_of
from headgoose.ledger.tests.conftest import Desk

# Words that the plain-text programs would take for more than words.
WORDS = [
    "收承包费",
    "date:2020-01-01, 付水电费",
    "[2019-12-31] ; 备注",
    'a "quoted" \\ back\\slash\\',
    "| closing:2026, red:debit",
    "!* (7) {x} @ 3.00 USD = 5 #tag ^link",
    "  两端空格  ",
    "include other.journal",
]
TODAY = date(2026, 6, 1)


@dataclass
class RandomBook:
    """A book, two people at it, a source of chance, and what was done so far."""

    desk: Desk
    draw: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def live(self, acts: int) -> None:
        """Do so many things, then post what waits."""
        for _ in range(self.draw.randint(1, 3)):
            self.attempt(self.open_with_balances)
        actions, weights = zip(*self.steps, strict=True)
        for action in self.draw.choices(actions, weights, k=acts):
            self.attempt(action)
        self.attempt(self.post_many)

    @property
    def steps(self) -> list[tuple[Callable[[], object], int]]:
        """What can be done, and how often it is."""
        return [
            (self.draft, 45),
            (self.open_with_balances, 3),
            (self.change, 6),
            (self.post_one, 12),
            (self.post_many, 6),
            (self.review, 8),
            (self.give_back, 6),
            (self.discard, 3),
            (self.reverse, 6),
            (self.add_detail, 4),
            (self.close, 12),
            (self.close_many, 3),
            (self.end_year, 6),
            (self.reopen, 2),
            (self.lock, 1),
        ]

    def attempt(self, action: Callable[[], object]) -> None:
        """Do it, or be refused."""
        name = action.__name__
        try:
            action()
        except Refused:
            self.refused[name] += 1
        except IndexError:
            # Chance has nothing to choose from yet.
            self.refused[name] += 1
        else:
            self.done[name] += 1

    @property
    def book(self) -> Book:
        """As it stands."""
        return Book.objects.get(pk=self.desk.book.pk)

    def a_day(self) -> date:
        """A day since the book began, mostly in a month still open."""
        first = first_day(self.book.since)
        if self.book.closed_to and self.draw.random() < 0.95:
            first = min(last_day(self.book.closed_to), TODAY)
        return date.fromordinal(self.draw.randint(first.toordinal(), TODAY.toordinal()))

    def lines(self) -> list[Posting]:
        """Two to five lines that balance."""
        accounts: list[Account] = list(accounts_of(self.book.pk))
        count = self.draw.randint(1, 4)
        fen = [self.draw.choice([1, 99, 100, 12_345, 10**13 + 1, self.draw.randint(1, 10**7)]) for _ in range(count)]
        side = self.draw.random() < 0.5
        amounts = [one if side else -one for one in fen]
        amounts.append(-sum(amounts))
        return [self._line(self.draw.choice(accounts), amount) for amount in amounts]

    def _line(self, account: Account, fen: int) -> Posting:
        words = self.draw.choice(["", "", *WORDS])
        payee, kind = self.draw.choice([("", ""), ("供电所；tag:x, [2020-01-01]", "unit"), ("张三", "person")])
        return Posting(account.pk, account.code, max(fen, 0), max(-fen, 0), words, payee, kind)

    def a_voucher(self, *states: str) -> Voucher:
        """Any voucher in one of some states."""
        return self.draw.choice(list(Voucher.objects.filter(book=self.book, state__in=states).order_by("pk")))

    def draft(self) -> None:
        summary = self.draw.choice(WORDS)
        desk = self.desk
        draft_voucher(
            by=desk.maker, at=desk.at, book_id=self.book.pk, on=self.a_day(), summary=summary, entries=self.lines()
        )

    def open_with_balances(self) -> None:
        day = date(self.book.since // 100, self.draw.randint(1, 5), 1)
        voucher = draft_voucher(
            by=self.desk.maker,
            at=self.desk.at,
            book_id=self.book.pk,
            on=day,
            summary="期初余额",
            entries=self.lines(),
            kind=VoucherKind.OPENING,
        )
        post_voucher(by=self.desk.reviewer, at=self.desk.at, voucher_id=voucher.pk)

    def change(self) -> None:
        voucher, desk = self.a_voucher("draft"), self.desk
        day = voucher.on if voucher.kind != VoucherKind.ORDINARY else self.a_day()
        change_voucher(by=desk.maker, at=desk.at, voucher_id=voucher.pk, on=day, summary="改过的", entries=self.lines())

    def post_one(self) -> None:
        post_voucher(by=self.desk.reviewer, at=self.desk.at, voucher_id=self.a_voucher("draft", "reviewed").pk)

    def post_many(self) -> None:
        waiting = Voucher.objects.filter(book=self.book, state__in=[VoucherState.DRAFT, VoucherState.REVIEWED])
        waiting = waiting.filter(month__gt=self.book.closed_to)
        some = [voucher.pk for voucher in waiting.order_by("pk") if self.draw.random() < 0.9]
        self.draw.shuffle(some)
        post_vouchers(by=self.desk.reviewer, at=self.desk.at, voucher_ids=some)

    def review(self) -> None:
        review_voucher(by=self.desk.reviewer, at=self.desk.at, voucher_id=self.a_voucher("draft").pk)

    def give_back(self) -> None:
        voucher = self.a_voucher("reviewed")
        return_voucher(by=self.desk.reviewer, at=self.desk.at, voucher_id=voucher.pk, why="请补附件")

    def discard(self) -> None:
        discard_voucher(by=self.desk.maker, at=self.desk.at, voucher_id=self.a_voucher("draft").pk)

    def reverse(self) -> None:
        wrong = self.a_voucher("posted")
        red = reverse_voucher(by=self.desk.maker, at=self.desk.at, voucher_id=wrong.pk, on=self.a_day(), why="金额有误")
        post_voucher(by=self.desk.reviewer, at=self.desk.at, voucher_id=red.pk)

    def add_detail(self) -> None:
        top = self.draw.choice(["101", "102", "113", "211", "322", "401", "501", "513"])
        code = top + self.draw.choice(["01", "02", "0101", "9"])
        name = self.draw.choice(WORDS)
        add_detail_account(by=self.desk.maker, at=self.desk.at, book_id=self.book.pk, code=code, name=name)

    def close(self) -> None:
        if self.draw.random() < 0.9:
            self.attempt(self.post_many)
        close_month(by=self.desk.reviewer, at=self.desk.at, book_id=self.book.pk, month=first_open_month(self.book))

    def close_many(self) -> None:
        for _ in range(self.draw.randint(2, 9)):
            self.close()

    def end_year(self) -> None:
        year = first_open_month(self.book) // 100
        while first_open_month(self.book) < year * 100 + CLOSING and self.draw.random() < 0.98:
            self.close()
        for waiting in Voucher.objects.filter(book=self.book, state="reviewed", month__lte=year * 100 + CLOSING):
            post_voucher(by=self.desk.reviewer, at=self.desk.at, voucher_id=waiting.pk)
        drafted = draft_year_end(by=self.desk.maker, at=self.desk.at, book_id=self.book.pk, year=year)
        post_vouchers(by=self.desk.reviewer, at=self.desk.at, voucher_ids=[one.pk for one in drafted])

    def reopen(self) -> None:
        closed, since = self.book.closed_to, self.book.since
        month = max(since, closed - self.draw.randint(0, 2))
        reopen_month(by=self.desk.reviewer, at=self.desk.at, book_id=self.book.pk, month=month, why="补记遗漏")

    def lock(self) -> None:
        month = min(self.book.closed_to, self.book.since + 1)
        lock_month(by=self.desk.reviewer, at=self.desk.at, book_id=self.book.pk, month=month)
