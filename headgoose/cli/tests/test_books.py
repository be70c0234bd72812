"""The operator takes a book away, and is told in plain sentences when one is not as it was posted."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from headgoose.cli.tests.conftest import Operator, _server

VILLAGE = "231221100200"
PLACES = (
    "code,name,kind\n23,黑龙江省,province\n2312,绥化市,prefecture\n231221,望奎县,county\n"
    f"231221100,望奎镇,township\n{VILLAGE},厢红五村委会,village\n"
)
BOOK = """
import django; django.setup()
from datetime import UTC, date, datetime
from headgoose.kernel.actor import system_actor
from headgoose.ledger.actions.books import open_book
from headgoose.ledger.actions.posting import post_from_source
from headgoose.ledger.models import Account
from headgoose.ledger.posting import Posting, Ready
from headgoose.people.models import Person
from headgoose.places.models import Span
at, by = datetime(2026, 6, 1, 2, tzinfo=UTC), system_actor("operator", "cli")
people = [Person.objects.create(name=name, initials="x", sex="f", born_on=date(1985, 3, 5)).pk for name in "甲乙"]
book = open_book(by=by, at=at, place_id=Span.objects.get(key=231221100200000).place_id, since=202501)
ids = dict(Account.objects.values_list("code", "pk"))
for month in (1, 2, 3):
    lines = [Posting(ids["102"], "102", debit_fen=month), Posting(ids["501"], "501", credit_fen=month)]
    ready = Ready(date(2025, month, 5), 202500 + month, "收承包费", lines, *people, at, at)
    post_from_source(by=by, at=at, book_id=book.pk, ready=ready)
"""


@pytest.fixture(scope="session")
def first_keeping(
    databases: Callable[[Operator | None], Operator], first_laid: Operator, tmp_path_factory: pytest.TempPathFactory
) -> Operator:
    """Made once: a village with a book of three vouchers."""
    operator = databases(first_laid)
    places = tmp_path_factory.mktemp("villages") / "places.csv"
    places.write_text(PLACES, encoding="utf-8")
    operator.succeed("places", "import", str(places), "--effective-on", "2016-01-01", "--apply")
    environment = {**operator.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    subprocess.run([sys.executable, "-c", BOOK], env=environment, check=True)
    return operator


@pytest.fixture
def keeping(databases: Callable[[Operator | None], Operator], first_keeping: Operator) -> Operator:
    """An operator with a book."""
    return databases(first_keeping)


def falsify(operator: Operator, table: str, statement: str) -> None:
    """Change the database behind the application's back, as its owner can."""
    if operator.database.startswith("sqlite"):
        with closing(sqlite3.connect(operator.home / "headgoose.sqlite3")) as file:
            names = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table])
            for (name,) in names.fetchall():
                file.execute(f"DROP TRIGGER {name}")
            file.execute(statement)
            file.commit()
        return
    with psycopg.connect(**_server(), dbname=operator.database.rpartition("/")[2]) as server:
        server.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        server.execute(statement.encode())


def test_books_that_nobody_touched_are_sound(keeping: Operator) -> None:
    said = keeping.succeed("verify-books")
    assert "Books: 1. Vouchers: 3. Entries: 6.\nNewest voucher: place 3 in the chain, hash " in said
    assert said.endswith("Everything is as it was posted.\n")
    assert keeping.succeed("verify-books", VILLAGE) == said
    assert keeping.succeed("verify-books", "2312") == said


def test_each_fault_is_a_line_and_the_exit_code_is_one(keeping: Operator) -> None:
    falsify(keeping, "ledger_monthtotal", "UPDATE ledger_monthtotal SET debit_fen = 900 WHERE month = 202502")
    falsify(keeping, "ledger_voucher", "UPDATE ledger_voucher SET summary = 'x' WHERE sequence = 3")
    done = keeping.run("verify-books")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:3] == [
        f"{VILLAGE}, voucher 2025-3: its content or its hash is not what was posted.",
        f"{VILLAGE}, month 202502, account 102: the sum kept is 9.00 / 0.00, the entries come to 0.02 / 0.00.",
        f"{VILLAGE}, month 202502, account 501: the sum kept is 9.00 / 0.02, the entries come to 0.00 / 0.02.",
    ]
    found = json.loads(keeping.run("verify-books", "--json").stdout)
    assert [one["fault"] for one in found["findings"]] == ["voucher_edited", "total_wrong", "total_wrong"]
    assert (found["sound"], found["vouchers"]) == (False, 3)


def test_a_book_that_was_cut_is_known_from_heads_kept_elsewhere(keeping: Operator, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    kept.write_text(keeping.succeed("verify-books", "--json"))
    keeping.succeed("verify-books", "--heads", str(kept))
    falsify(keeping, "ledger_monthtotal", "DELETE FROM ledger_monthtotal WHERE month = 202503")
    last = "(SELECT id FROM ledger_voucher WHERE sequence = 3)"
    falsify(keeping, "ledger_entry", f"DELETE FROM ledger_entry WHERE voucher_id = {last}")
    falsify(keeping, "ledger_voucher", "DELETE FROM ledger_voucher WHERE sequence = 3")
    assert keeping.run("verify-books").returncode == 0
    done = keeping.run("verify-books", VILLAGE, "--heads", str(kept))
    assert done.returncode == 1
    assert done.stdout.startswith(f"{VILLAGE}, place 3 in the chain: the chain does not lead over the hash known")


@pytest.mark.parametrize("content", ["", "[]", '{"heads": {"23": [1]}}', '{"heads": []}', "\udc80"])
def test_heads_that_are_none_are_said(keeping: Operator, tmp_path: Path, content: str) -> None:
    heads = tmp_path / "heads.json"
    heads.write_bytes(content.encode(errors="surrogateescape"))
    assert "is not what `headgoose verify-books --json` writes" in keeping.fail("verify-books", "--heads", str(heads))
    assert "There is no file" in keeping.fail("verify-books", "--heads", str(tmp_path / "nothing"))


def test_a_book_is_written_once_and_whole(keeping: Operator, tmp_path: Path) -> None:
    file = tmp_path / "book.journal"
    said = keeping.succeed("export-book", VILLAGE, "--format", "hledger", "--output", str(file))
    assert said.startswith(f"{file}: 厢红五村")
    assert said.endswith(f", {file.stat().st_size:,} bytes.\n")
    assert "exists already" in keeping.fail("export-book", VILLAGE, "--format", "hledger", "--output", str(file))
    assert keeping.succeed("export-book", VILLAGE, "--format", "hledger", "--output", "-") == file.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["book.journal"]
    year = keeping.succeed("export-book", VILLAGE, "--format", "hledger", "--year", "2026", "--output", "-")
    assert "2025-12-31 * 上年结转" in year


def test_a_book_taken_away_is_checked_by_the_script(keeping: Operator, tmp_path: Path) -> None:
    from headgoose.ledger import check_book

    file = tmp_path / "book.jsonl"
    keeping.succeed("export-book", VILLAGE, "--format", "json", "--output", str(file))
    command = [sys.executable, "-I", str(check_book.__file__), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "3 vouchers, no fault." in done.stdout


REFUSED = [
    (("231221",), "has no books here yet"),
    (("999999999999",), "999999999999"),
    ((VILLAGE, "--format", "pdf"), "A book is taken away as one of: xlsx, json, hledger, beancount."),
    ((VILLAGE, "--format", "json", "--year", "2025"), "The chain of a book is checked as a whole"),
    ((VILLAGE, "--output", "/nowhere/book.xlsx"), "The folder /nowhere does not exist."),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_what_cannot_be_taken_away_is_said(keeping: Operator, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in keeping.fail("export-book", *arguments)


def test_books_are_opened_for_all_villages_that_have_none(laid: Operator, tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(f"{PLACES}231221100201,厢红六村委会,village\n", encoding="utf-8")
    laid.succeed("places", "import", str(file), "--effective-on", "2016-01-01", "--apply")
    assert "YYYY-MM" in laid.fail("open-books", "231221", "--since", "2025")
    assert "A book begins this month or earlier." in laid.fail("open-books", "231221", "--since", "2999-01")
    assert laid.query("SELECT count(*) FROM ledger_book") == [(0,)]
    assert laid.succeed("open-books", VILLAGE, "--since", "2025-01") == "Books opened: 1.\n"
    assert laid.succeed("open-books", "231221", "--since", "2025-01") == "Books opened: 1.\n"
    assert "has a book already" in laid.fail("open-books", "231221", "--since", "2025-01")
    assert laid.query("SELECT count(*) FROM records_act WHERE verb = 'ledger.open_book'") == [(2,)]
