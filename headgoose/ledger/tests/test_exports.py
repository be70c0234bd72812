"""A book is taken away, and who has the file checks it with a script that needs nothing of ours."""

import ast
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from headgoose.access.models import User
from headgoose.kernel.refusal import Refused
from headgoose.ledger import check_book
from headgoose.ledger.exporting import export_book
from headgoose.ledger.models import Voucher
from headgoose.ledger.tests.conftest import SIBLING, VILLAGE, Desk
from headgoose.ledger.tests.falsifying import fill
from headgoose.ledger.tests.peers import text_of

SCRIPT = Path(check_book.__file__ or "")
FEE = (("102", 5000.0), ("501", -5000.0))


@pytest.fixture
def full(new_desk: Callable[..., Desk]) -> Desk:
    """A book with everything in it: eight vouchers."""
    desk = new_desk(VILLAGE, 202501)
    fill(desk)
    return desk


def check(content: bytes, folder: Path, *known: str) -> tuple[int, str]:
    """The script in a Python of its own, in which nothing of ours can be found."""
    (folder / "book.jsonl").write_bytes(content)
    (folder / "check_book.py").write_bytes(SCRIPT.read_bytes())
    command = [sys.executable, "-I", "-S", "check_book.py", "book.jsonl", *known]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_script_has_at_most_fifty_lines_and_needs_only_what_comes_with_python() -> None:
    tree = ast.parse(SCRIPT.read_text())
    told = [node.body[0] for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef)]
    words = {line for doc in told for line in range(doc.lineno, (doc.end_lineno or 0) + 1)}
    code = [line for number, line in enumerate(SCRIPT.read_text().splitlines(), 1) if number not in words]
    assert len([line for line in code if line.strip()]) <= 50
    imports = [name for name in ast.walk(tree) if isinstance(name, ast.Import | ast.ImportFrom)]
    named = {alias.name for one in imports if isinstance(one, ast.Import) for alias in one.names}
    named |= {one.module or "" for one in imports if isinstance(one, ast.ImportFrom)}
    assert named <= set(sys.stdlib_module_names)


def test_a_book_taken_away_holds_by_the_script(full: Desk, tmp_path: Path) -> None:
    code, said = check(text_of(full.book, "json").encode(), tmp_path)
    assert code == 0
    last = Voucher.objects.get(book=full.book, sequence=8)
    assert f"8 vouchers, no fault. Newest hash: {last.hash}\n" in said
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines()[:-1]}
    assert rows["102"] == ["95700.00", "0.00", "95700.00"]
    assert rows["50101"] == ["5000.00", "5000.00", "0.00"]
    assert rows["513"] == ["0.00", "0.00", "0.00"]
    assert rows["total"][2] == "0.00"


def test_an_empty_book_holds(new_desk: Callable[..., Desk], tmp_path: Path) -> None:
    code, said = check(text_of(new_desk().book, "json").encode(), tmp_path)
    assert (code, said.splitlines()[-1]) == (0, "0 vouchers, no fault. Newest hash: ")


def test_any_altered_byte_is_seen_and_its_line_named(full: Desk, tmp_path: Path) -> None:
    content = text_of(full.book, "json").encode()
    (tmp_path / "all.py").write_text(
        "import sys; sys.path.insert(0, '.'); import io, contextlib, check_book\n"
        "content = open('whole', 'rb').read()\n"
        "lines = content.splitlines(keepends=True)\n"
        "starts = [sum(map(len, lines[:n])) for n in range(len(lines))]\n"
        "for at in range(len(content)):\n"
        "    for other in (content[at] ^ 1, content[at] ^ 32, 10, 32):\n"
        "        if other == content[at]: continue\n"
        "        open('book', 'wb').write(content[:at] + bytes([other]) + content[at + 1:])\n"
        "        line = max(n for n, start in enumerate(starts, 1) if start <= at)\n"
        "        said = check_book.main('book')\n"
        "        if not said.startswith(f'FAULT in line {line}: '): print(at, other, said); sys.exit(1)\n"
        "print('every byte', len(content))\n"
    )
    (tmp_path / "whole").write_bytes(content)
    (tmp_path / "check_book.py").write_bytes(SCRIPT.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", "all.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == [f"every byte {len(content)}"], done.stdout[-300:] + done.stderr


def lines_of(desk: Desk) -> list[bytes]:
    return text_of(desk.book, "json").encode().splitlines(keepends=True)


ALTERED: list[tuple[str, Callable[[list[bytes]], list[bytes]], str]] = [
    ("a deleted voucher", lambda lines: [*lines[:2], *lines[3:]], "FAULT in line 3: "),
    ("the first one deleted", lambda lines: lines[1:], "FAULT in line 1: "),
    ("one twice", lambda lines: [*lines[:3], lines[2], *lines[3:]], "FAULT in line 4: "),
    ("two exchanged", lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "FAULT in line 2: "),
    ("half of a line lost", lambda lines: [*lines[:-1], lines[-1][:40]], "FAULT in line 8: "),
    ("the last line without its end", lambda lines: [*lines[:-1], lines[-1].rstrip()], "FAULT in line 8: "),
    ("an empty line", lambda lines: [*lines, b"\n"], "FAULT in line 9: "),
    ("other ends of lines", lambda lines: [line.replace(b"\n", b"\r\n") for line in lines], "FAULT in line 1: "),
    ("another amount", lambda lines: [*lines[:4], lines[4].replace(b"500000", b"500001"), *lines[5:]], "in line 5: "),
]


@pytest.mark.parametrize(("what", "alter", "owed"), ALTERED, ids=[row[0] for row in ALTERED])
def test_what_was_altered_is_seen_and_its_line_named(
    full: Desk, tmp_path: Path, what: str, alter: Callable[[list[bytes]], list[bytes]], owed: str
) -> None:
    code, said = check(b"".join(alter(lines_of(full))), tmp_path)
    assert code == 1
    assert owed in said


def test_an_end_cut_off_and_a_chain_made_anew_are_seen_by_a_hash_known_of_before(full: Desk, tmp_path: Path) -> None:
    lines, known = lines_of(full), Voucher.objects.get(book=full.book, sequence=8).hash
    assert check(b"".join(lines), tmp_path, known)[0] == 0
    assert check(b"".join(lines[:-1]), tmp_path)[0] == 0
    code, said = check(b"".join(lines[:-1]), tmp_path, known)
    assert (code, said[:20]) == (1, "FAULT after line 7: ")
    full.post("2026-05-01", *FEE)
    assert check(b"".join(lines_of(full)), tmp_path, known)[0] == 0


def rechained(contents: list[str]) -> bytes:
    """A file whose hashes are right, whatever it says."""
    from headgoose.ledger.chain import link

    before, lines = "", []
    for content in contents:
        before = link(before, content)
        lines.append(f'{{"content":{content},"hash":"{before}"}}\n')
    return "".join(lines).encode()


FORGED = [
    ("a gap in the sequence", "[2,", "[3,", "line 2: out of order"),
    ("a gap in the numbers", "[2,2025,2,", "[2,2025,3,", "line 2: out of order"),
    ("an amount", '"102",500000,0', '"102",500001,0', "line 2: debits and credits differ"),
    ("a broken amount", '"102",500000,0', '"102",500000.0,0', "line 2: fewer than two entries"),
    ("a text for an amount", '"102",500000,0', '"102","500000",0', "line 2: fewer than two entries"),
    ("an account that is none", '"102",500000,0', 'null,"1",0', "line 2: fewer"),
    ("a year that is none", "[2,2025,2,", "[2,[],2,", "line 2: "),
    ("no content", "[2,2025,2,202503", "[2", "line 2: "),
]


@pytest.mark.parametrize(("what", "right", "wrong", "owed"), FORGED, ids=[row[0] for row in FORGED])
def test_a_forged_chain_that_breaks_the_rules_is_seen(
    full: Desk, tmp_path: Path, what: str, right: str, wrong: str, owed: str
) -> None:
    contents = [line.decode()[len('{"content":') : -len(',"hash":""}\n') - 64] for line in lines_of(full)]
    assert rechained(contents) == b"".join(lines_of(full))
    assert right in contents[1]
    contents[1] = contents[1].replace(right, wrong, 1)
    code, said = check(rechained(contents), tmp_path)
    assert code == 1
    assert owed in said


def workbook_of(desk: Desk, year: int | None = None) -> dict[str, list[tuple[object, ...]]]:
    with override("en"):
        content = b"".join(export_book(desk.book, VILLAGE, "xlsx", year))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: [tuple(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def test_the_workbook_holds_vouchers_accounts_and_the_balances_of_every_month(full: Desk) -> None:
    book = workbook_of(full)
    header, *rows = book["Vouchers"]
    said = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(said) == 17
    red = [row for row in said if row["Kind"] == "red-letter reversal"]
    assert [(row["Code"], row["Debit"], row["Credit"]) for row in red] == [("513", -88.8, ""), ("101", "", -88.8)]
    assert ("50101", "机动地承包费", "income", "credit") in book["Accounts"]
    _title, *trial = book["Trial balance"]
    march = {row[1]: row[3:] for row in trial if row[0] == "2025-03"}
    assert march["102"] == (90000, 0, 5000, 0, 95000, 0)
    assert march["50101"] == (0, 0, 0, 5000, 0, 5000)
    totals = [row for row in trial if row[2] == "Total"]
    assert all((row[3], row[5], row[7]) == (row[4], row[6], row[8]) for row in totals)
    assert [row[0] for row in totals][:1] == ["2025, opening"]


def test_the_workbook_of_a_year_carries_balances_forward(full: Desk) -> None:
    book = workbook_of(full, 2026)
    assert {row[0] for row in book["Vouchers"][1:]} == {2026}
    february = {row[1]: row[3:] for row in book["Trial balance"] if row[0] == "2026-02"}
    assert february["102"] == (95000, 0, 700, 0, 95700, 0)
    assert february["322"] == (0, 5000, 0, 0, 0, 5000)


def test_red_letters_keep_their_side(full: Desk) -> None:
    journal = text_of(full.book, "hledger")
    assert re.search(r"    Expenses:A513  -88.80 CNY  ; red:debit\n    Assets:A101  88.80 CNY  ; red:credit\n", journal)


def test_the_chain_is_not_cut_by_years(full: Desk) -> None:
    with pytest.raises(Refused):
        export_book(full.book, VILLAGE, "json", 2026)


@pytest.mark.parametrize("kind", ["xlsx", "json", "hledger", "beancount"])
def test_the_files_are_had_by_who_may_read_the_book(
    full: Desk, cast: dict[str, User], client: Client, kind: str
) -> None:
    url = f"/place/{VILLAGE}/books/export/{kind}/"
    assert client.get(url).status_code == 302
    client.force_login(cast["village_accountant"])
    answer = client.get(url)
    assert answer.status_code == 200
    assert VILLAGE in answer["Content-Disposition"]
    expected = b"".join(export_book(full.book, VILLAGE, kind))
    assert kind == "xlsx" or answer.content == expected
    client.force_login(cast["resident"])
    assert client.get(url).status_code in (403, 404)


def test_other_books_kinds_and_years_are_refused_plainly(full: Desk, cast: dict[str, User], client: Client) -> None:
    client.force_login(cast["village_accountant"])
    here = f"/place/{VILLAGE}/books/export"
    assert client.get(f"/place/{SIBLING}/books/export/hledger/").status_code in (403, 404)
    assert client.get(f"{here}/pdf/").status_code == 404
    assert client.get(f"{here}/hledger/?year=２０２５").status_code == 422
    assert client.get(f"{here}/hledger/?year=0000").status_code == 422
    assert client.get(f"{here}/json/?year=2025").status_code == 422
    assert client.get(f"{here}/hledger/?year=1999").status_code == 200


def test_the_page_offers_all_files_and_says_where_the_chain_stands(
    full: Desk, cast: dict[str, User], client: Client
) -> None:
    client.force_login(cast["village_accountant"])
    page = client.get(f"/place/{VILLAGE}/books/export/").content.decode()
    assert Voucher.objects.get(book=full.book, sequence=8).hash in page
    for kind in ("xlsx", "json", "hledger", "beancount"):
        assert f'action="/place/{VILLAGE}/books/export/{kind}/"' in page
    # The chain is not cut by years.
    assert page.count("<option>2025</option><") + page.count("<option>2026</option><") == 3 * 2
    assert 'href="/books/check_book.py"' in page


def test_anybody_may_have_the_script(client: Client, db: None) -> None:
    answer = client.get("/books/check_book.py")
    assert answer.status_code == 200
    assert answer.content == SCRIPT.read_bytes()
