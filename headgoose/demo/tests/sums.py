"""The headline numbers of a demo in plain SQL that both engines read, apart from the product's own figures."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]

SEATED = (
    "FROM people_tenure t JOIN people_posttype y ON y.id = t.type_id "
    "WHERE t.start_on <= '{on}' AND t.end_on > '{on}' AND y.code = '{code}'"
)
THREE_IN_ONE = """
SELECT count(*) FROM (
  SELECT t.place_id, t.person_id FROM people_tenure t JOIN people_posttype y ON y.id = t.type_id
  WHERE t.start_on <= '{on}' AND t.end_on > '{on}'
    AND y.code IN ('secretary', 'committee_director', 'collective_head')
  GROUP BY t.place_id, t.person_id HAVING count(DISTINCT y.code) = 3
) AS combined
"""
KINDS = "SELECT kind, count(*) FROM places_span WHERE start_on <= '{on}' AND end_on > '{on}' GROUP BY kind"
A_VILLAGE = "SELECT min(n), max(n), count(*) FROM (SELECT count(*) AS n {seated} GROUP BY t.place_id) AS villages"
GRIDS_A_VILLAGE = """
SELECT min(n), max(n), count(*), sum(n) FROM (
  SELECT count(*) AS n FROM places_span g JOIN places_span v ON v.place_id = g.parent_id AND v.kind = 50
  WHERE g.kind = 60 AND g.start_on <= '{on}' AND g.end_on > '{on}' GROUP BY v.place_id
) AS villages
"""
SECRETARIES = """
SELECT count(*), sum(CASE WHEN p.sex = 'f' THEN 1 ELSE 0 END), sum(CASE WHEN p.born_on > '{born}' THEN 1 ELSE 0 END)
FROM people_tenure t JOIN people_posttype y ON y.id = t.type_id JOIN people_person p ON p.id = t.person_id
WHERE t.start_on <= '{on}' AND t.end_on > '{on}' AND y.code = 'secretary'
"""
EMPTY = """
SELECT y.code, count(*), sum(CASE WHEN EXISTS (
  SELECT 1 FROM people_tenure t WHERE t.post_id = p.id AND t.start_on <= '{on}' AND t.end_on > '{on}'
) THEN 0 ELSE 1 END)
FROM people_post p JOIN people_posttype y ON y.id = p.type_id
WHERE p.start_on <= '{on}' AND p.end_on > '{on}' GROUP BY y.code
"""
EVERYTHING = """
SELECT s.key, y.code, p.seat, t.start_on, t.end_on, t.how, t.end_reason, n.name, n.sex, n.born_on, o.number, b.code,
  f.key
FROM people_tenure t JOIN people_post p ON p.id = t.post_id JOIN people_posttype y ON y.id = t.type_id
  JOIN people_person n ON n.id = t.person_id JOIN places_span s ON s.place_id = t.place_id
  JOIN people_order o ON o.id = t.order_id LEFT JOIN people_batch b ON b.id = t.batch_id
  LEFT JOIN places_span f ON f.place_id = t.sent_by_id
"""

VOUCHERS = """
SELECT s.key, v.year, v.number, v."on", v.summary, v.total_fen, v.documents, v.kind, v.state, b.closed_to
FROM ledger_voucher v JOIN ledger_book b ON b.id = v.book_id JOIN places_span s ON s.place_id = b.place_id
"""
OVER_THE_LINE = """
SELECT year, count(*), sum(CASE WHEN earned > 10000000 THEN 1 ELSE 0 END) FROM (
  SELECT v.book_id, v.year, sum(e.credit_fen - e.debit_fen) AS earned FROM ledger_voucher v
  JOIN ledger_entry e ON e.voucher_id = v.id JOIN ledger_account a ON a.id = e.account_id
  WHERE v.state = 'posted' AND v.kind <> 'closing' AND a.top IN (501, 502, 503, 504) GROUP BY v.book_id, v.year
) AS villages GROUP BY year ORDER BY year
"""


def in_silence(_words: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def ask(query: str) -> Rows:
    """Ask the tests' database."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def one(asked: Ask, query: str) -> Any:
    """The only value of an answer."""
    [[value]] = asked(query)
    return value


def kinds(asked: Ask, on: date) -> dict[int, int]:
    """How many places of each kind stand on a date."""
    return dict(asked(KINDS.format(on=on)))


def headlines(asked: Ask, on: date) -> dict[str, int]:
    """The headline numbers as at a date."""
    codes = ("first_secretary", "graduate", "township_deputy", "border_team_member", "grid_worker")
    found = {code: one(asked, f"SELECT count(*) {SEATED.format(on=on, code=code)}") for code in codes}
    found["grids"] = kinds(asked, on).get(60, 0)
    found["three_in_one"] = one(asked, THREE_IN_ONE.format(on=on))
    found["empty"] = sum(row[2] for row in asked(EMPTY.format(on=on)))
    return found


def empties(asked: Ask, on: date) -> tuple[int, int]:
    """How many posts there are on a date, and how many of them nobody holds."""
    rows = asked(EMPTY.format(on=on))
    return sum(row[1] for row in rows), sum(row[2] for row in rows)


def staffed_grids(asked: Ask, on: date) -> float:
    """The share of grids with a grid worker."""
    [(seats, empty)] = [row[1:] for row in asked(EMPTY.format(on=on)) if row[0] == "grid_worker"]
    return float(1 - empty / seats)


def a_village(asked: Ask, code: str, on: date) -> tuple[Any, ...]:
    """Fewest and most people of a post in a village that has any, and how many villages have."""
    [row] = asked(A_VILLAGE.format(seated=SEATED.format(on=on, code=code)))
    return tuple(row)


def digest(asked: Ask) -> str:
    """Everything said about everybody, without the numbers that the database gives."""
    rows = sorted(repr(tuple(str(value) for value in row)) for row in asked(EVERYTHING) + asked(VOUCHERS))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
