"""Checks a book that was taken away from headgoose. Needs Python 3.8 or newer and nothing else.

    python3 check_book.py BOOK.jsonl [HASH]

HASH is the hash of a voucher that you wrote down earlier, such as the one on the notice board: it must still lie on the
chain. Prints the trial balance and the newest hash; ends with exit code 1 at the first fault and says where it is.

Each line holds one posted voucher: {"content":[...],"hash":"..."}. The hash is SHA-256, in hexadecimal, over the hash
of the line before (nothing in the first), a line feed, and the content byte by byte as it stands. The content is:
sequence, year, number, month (yyyy00 opening, yyyy13 closing), date, kind, summary, documents, source, event, sequence
of the voucher it reverses, maker, reviewer, instant of posting, the entries [line, account, debit in fen, credit in
fen, summary, payee, payee kind], and the SHA-256 of each document under it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

LINE = re.compile(rb'\{"content":(\[.*\]),"hash":"([0-9a-f]{64})"\}\n')


def check(line: bytes, place: int, before: bytes, numbers: dict[int, int], sums: dict[str, tuple[int, int]]) -> bytes:
    """Checks one line and returns its hash; raises an error that says what is wrong."""
    found = LINE.fullmatch(line)
    if not found:
        raise ValueError("not a whole line of a book")
    if hashlib.sha256(before + b"\n" + found[1]).hexdigest().encode() != found[2]:
        raise ValueError("the hash is not that of the content and the line before")
    content = json.loads(found[1])
    sequence, year, number, month, _on, kind = content[:6]
    reverses, maker, reviewer, _at, entries, _documents = content[10:]
    if sequence != place or number != numbers.get(year, 0) + 1 or month // 100 != year:
        raise ValueError(f"out of order: sequence {sequence}, number {number} of {year}")
    if maker == reviewer or (kind == "reversal") != (reverses is not None) or (reverses or 0) >= sequence:
        raise ValueError("made and reviewed by one person, or a reversal of nothing")
    amounts = [(str(account), debit, credit) for _line, account, debit, credit, _, _, _ in entries]
    if len(amounts) < 2 or any(type(one) is not int for _, *both in amounts for one in both):
        raise ValueError("fewer than two entries, or an amount that is no whole number")
    if sum(debit for _, debit, _ in amounts) != sum(credit for _, _, credit in amounts):
        raise ValueError("debits and credits differ")
    for account, debit, credit in amounts:
        old = sums.get(account, (0, 0))
        sums[account] = (old[0] + debit, old[1] + credit)
    numbers[year] = number
    return found[2]


def main(path: str, known: str = "") -> str:
    """Checks a file and prints the result; returns the fault, or nothing."""
    head, place, seen = b"", 0, not known
    numbers: dict[int, int] = {}
    sums: dict[str, tuple[int, int]] = {}
    with Path(path).open("rb") as book:
        for place, line in enumerate(book, 1):
            try:
                head = check(line, place, head, numbers, sums)
            except (ValueError, TypeError, LookupError, RecursionError) as fault:
                return f"FAULT in line {place}: {fault}"
            seen = seen or head.decode() == known.strip().lower()
    if not seen:
        return f"FAULT after line {place}: {known} is not on the chain; the end was cut off, or this is another book"
    total = sum(debit for debit, _ in sums.values()), sum(credit for _, credit in sums.values())
    for account, (debit, credit) in [*sorted(sums.items()), ("total", total)]:
        sys.stdout.write(f"{account:14}{debit / 100:20.2f}{credit / 100:20.2f}{(debit - credit) / 100:20.2f}\n")
    sys.stdout.write(f"{place} vouchers, no fault. Newest hash: {head.decode()}\n")
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) or None if len(sys.argv) > 1 else __doc__)
