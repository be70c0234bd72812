"""Verifying books of a million entries, against bare hashing of the same bytes, on a database of its own."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from bench.measure import report

ENTRIES = 1_000_000
BOOKS = 2_000
LIMIT_S = 30.0
AT = datetime(2026, 6, 1, 2, 0, 0, 123456, tzinfo=UTC)
SAMPLE = 50_000


def _vouchers(accounts: dict[str, int], count: int, maker: int, reviewer: int) -> Iterator[Any]:
    """Vouchers of some years as villages have them: fees received, wages and water paid, two or three lines each."""
    from headgoose.ledger.posting import Posting, Ready

    def line(code: str, fen: int) -> Posting:
        return Posting(accounts[code], code, max(fen, 0), max(-fen, 0), "村委会水电费", "某供电所", "unit")

    for number in range(count):
        on, fen = date(2016 + number % 10, 1 + number % 12, 1 + number % 28), 100 * (number * 7919 % 99_991 + 1)
        if number % 2:
            lines = [line("513", fen), line("511", 2 * fen), line("102", -3 * fen)]
        else:
            lines = [line("102", fen), line("501", -fen)]
        month = on.year * 100 + on.month
        yield Ready(on, month, f"{on.month}月机动地承包费第{number}笔", lines, maker, reviewer, AT, AT)


def _fill() -> None:
    from headgoose.kernel.bulk import insert_rows
    from headgoose.kernel.writing import writing
    from headgoose.ledger.models import Account, Book
    from headgoose.ledger.writing import write_posted
    from headgoose.people.models import Person
    from headgoose.places.models import Place

    accounts = dict(Account.objects.filter(book=None).values_list("code", "pk"))
    with writing():
        maker, reviewer = (
            Person.objects.create(name=name, initials="x", sex="f", born_on=date(1985, 3, 5)).pk for name in "甲乙"
        )
        places = [Place.objects.create(made_at=AT).pk for _ in range(BOOKS)]
        rows = [(number, place, f"第{number}村", 201601, 0, 0) for number, place in enumerate(places, 1)]
        insert_rows(Book, ("id", "place_id", "name", "since", "closed_to", "locked_to"), rows)
    # Two and three lines by turns.
    a_book = ENTRIES * 2 // (5 * BOOKS)
    for first in range(1, BOOKS + 1, 100):
        batches = [(book, list(_vouchers(accounts, a_book, maker, reviewer))) for book in range(first, first + 100)]
        with writing():
            write_posted(AT, batches)


def _bare_hashing(vouchers: int) -> float:
    """Hash the same bytes, already spelt and chained."""
    from headgoose.ledger.streaming import content_of_stored, stored_accounts, stored_vouchers

    accounts = stored_accounts()
    contents = []
    for voucher in stored_vouchers():
        contents.append(content_of_stored(voucher, accounts).encode())
        if len(contents) == SAMPLE:
            break
    start, before = time.perf_counter(), b""
    for content in contents:
        before = hashlib.sha256(before + b"\n" + content).hexdigest().encode()
    return (time.perf_counter() - start) * vouchers / len(contents)


def main() -> bool:
    """Fill, verify."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from headgoose.ledger.verifying import verify_books

    start = time.perf_counter()
    _fill()
    filling = time.perf_counter() - start
    start, spent = time.perf_counter(), time.process_time()
    verdict = verify_books()
    verifying, spent = time.perf_counter() - start, time.process_time() - spent
    if not verdict.sound or verdict.entries != ENTRIES or verdict.books != BOOKS:
        raise SystemExit(f"The check went wrong: {verdict.entries} entries, {verdict.findings[:5]}")
    rows: list[tuple[str, float, str, float | None]] = [
        ("posting them in bulk", filling, "s", None),
        ("verifying", verifying, "s", LIMIT_S),
        ("processor time of it", spent, "s", None),
        ("against bare hashing of the same bytes", verifying / _bare_hashing(verdict.vouchers), "times", None),
    ]
    return report(f"{verdict.entries:,} entries of {verdict.vouchers:,} vouchers in {BOOKS:,} books", rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="headgoose-bench-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
        os.environ["HEADGOOSE_HOME"] = folder
        import django

        django.setup()
        raise SystemExit(0 if main() else 1)
