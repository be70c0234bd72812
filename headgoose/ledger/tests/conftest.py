"""A village with an open book, somebody who keeps it, and somebody who reviews it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from conftest import AT, Tree
from headgoose.kernel.actor import Actor, Grant, system_actor
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.rights import Right
from headgoose.kernel.spelling import initials_of
from headgoose.ledger.actions.books import open_book
from headgoose.ledger.actions.posting import post_voucher
from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.models import Book, Voucher
from headgoose.ledger.posting import Posting
from headgoose.ledger.queries import accounts_by_code
from headgoose.people.models import Person

VILLAGE, SIBLING, TOWNSHIP, COUNTY = "231221100200", "231221100201", "231221100", "231221"
KEEPS = (Right.READ, Right.KEEP_BOOKS)
REVIEWS = (Right.READ, Right.KEEP_BOOKS, Right.REVIEW_BOOKS, Right.LOCK_BOOKS)


@dataclass
class Desk:
    """Both people at one book: `desk.post("2026-03-02", ("102", 500), ("501", -500))` drafts and posts, in yuan."""

    book: Book
    maker: Actor
    reviewer: Actor
    at: datetime

    def postings(self, *lines: tuple[str, float]) -> list[Posting]:
        """Lines of (code, yuan): positive amounts are debits, negative ones credits."""
        accounts = accounts_by_code(self.book.pk, [code for code, _yuan in lines])
        found = []
        for code, yuan in lines:
            fen = round(yuan * 100)
            found.append(Posting(accounts[code].pk, code, debit_fen=max(fen, 0), credit_fen=max(-fen, 0)))
        return found

    def draft(self, on: str, *lines: tuple[str, float], summary: str = "测试", **more: Any) -> Voucher:
        """A draft by who keeps the book."""
        return draft_voucher(
            by=self.maker,
            at=self.at,
            book_id=self.book.pk,
            on=date.fromisoformat(on),
            summary=summary,
            entries=self.postings(*lines),
            **more,
        )

    def post(self, on: str, *lines: tuple[str, float], summary: str = "测试", **more: Any) -> Voucher:
        """Drafted by one, reviewed and posted by the other."""
        voucher = self.draft(on, *lines, summary=summary, **more)
        return post_voucher(by=self.reviewer, at=self.at, voucher_id=voucher.pk)


def someone(name: str, code: str, rights: tuple[Right, ...], user_id: int) -> Actor:
    """Somebody with a person behind them who holds rights at a place and below."""
    person = Person.objects.create(name=name, initials=initials_of(name), sex="f", born_on=date(1985, 3, 5))
    area = area_of(key_of(code), level_of(code))
    grants = tuple(Grant(right, area, level_of(code)) for right in rights)
    return Actor(label=name, user_id=user_id, grants=grants, person_id=person.pk)


@pytest.fixture
def new_desk(tree: Tree) -> Callable[..., Desk]:
    """`new_desk(VILLAGE, since=202601)`: a book with its two people, on 1 June 2026."""
    made = iter(range(1, 50))

    def make(code: str = VILLAGE, since: int = 202601) -> Desk:
        number = next(made)
        opener = system_actor("operator", "cli")
        book = open_book(by=opener, at=AT, place_id=tree.place(code).pk, since=since)
        maker = someone(f"村会计{number}", code, KEEPS, 2000 + number)
        reviewer = someone(f"镇会计{number}", code[:9], REVIEWS, 3000 + number)
        return Desk(book, maker, reviewer, AT)

    return make


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    """The desk of one village."""
    return new_desk()
