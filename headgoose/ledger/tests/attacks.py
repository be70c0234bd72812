"""A book under attack by somebody with SQL, past the application; for `test_what_the_database_refuses`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from conftest import AT
from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.actions.periods import close_month, lock_month
from headgoose.ledger.actions.posting import post_from_source, post_voucher, review_voucher
from headgoose.ledger.actions.vouchers import discard_voucher, reverse_voucher
from headgoose.ledger.models import Account, Acknowledgement, Disclosure, Evidence, Voucher, VoucherFile
from headgoose.ledger.posting import Posting, Ready
from headgoose.ledger.tests.conftest import SIBLING, VILLAGE, Desk
from headgoose.records.models import Attachment

FEE = (("102", 5000.0), ("501", -5000.0))
RED = (("102", -500_000, 0), ("501", 0, -500_000))
Line = tuple[str, Any, Any]


@dataclass
class Scene:
    """A book in the middle of its life: January is locked, February closed, vouchers stand at every step.

    Args:
        ids: of its rows, by the names that attacks use in braces.
    """

    desk: Desk
    ids: dict[str, int]

    def run(self, *statements: str) -> None:
        """SQL with the names of rows in braces."""
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.format(**self.ids))

    def account(self, code: str) -> int:
        """An account of the book, or `10209`, which is one of another village."""
        return Account.objects.get(code=code).pk

    def lay_lines(self, voucher_id: int, lines: Sequence[Line]) -> None:
        """Lines under a voucher, also one that is not there yet: references are checked at commit."""
        for number, (code, debit, credit) in enumerate(lines, 1):
            self.run(
                "INSERT INTO ledger_entry (voucher_id, line, account_id, debit_fen, credit_fen, summary, payee, "
                f"payee_kind) VALUES ({voucher_id}, {number}, {self.account(code)}, {debit}, {credit}, '', '', '')"
            )

    def columns(self, lines: Sequence[Line], changes: dict[str, Any]) -> dict[str, Any]:
        """The columns of a voucher that is posted by hand, without fault but for the changes."""
        return {
            "book_id": "{book}",
            "month": 202603,
            "year": 2026,
            "number": 5,
            "sequence": 5,
            '"on"': "'2026-03-25'",
            "kind": "'ordinary'",
            "state": "'posted'",
            "summary": "'手工写入'",
            "documents": 0,
            "total_fen": sum(debit for _code, debit, _credit in lines),
            "source": "''",
            "event": "''",
            "reverses_id": "NULL",
            "maker_id": "{maker}",
            "made_at": "'2026-06-01 02:00:00+00:00'",
            "reviewer_id": "{reviewer}",
            "reviewed_at": "'2026-06-01 02:00:00+00:00'",
            "posted_at": "'2026-06-01 02:00:00+00:00'",
            "file_id": "NULL",
            "remark": "''",
            "version": 0,
            "hash": "'00'",
        } | {name if name != "on" else '"on"': value for name, value in changes.items()}

    def insert(
        self, lines: Sequence[Line] = (("102", 100, 0), ("501", 0, 100)), verb: str = "", **changes: Any
    ) -> None:
        """Put a voucher into the table by hand, its lines before it."""
        voucher_id = changes.pop("id", 9001)
        voucher_id = self.ids.get(voucher_id, voucher_id)
        self.lay_lines(voucher_id, lines)
        columns = self.columns(lines, changes)
        names, values = ", ".join(columns), ", ".join(str(value) for value in columns.values())
        self.run(f"INSERT {verb} INTO ledger_voucher (id, {names}) VALUES ({voucher_id}, {values})")

    def replace(self, **changes: Any) -> None:
        """Put a draft in the place of what has its number or its key."""
        same: dict[str, Any] = {
            "state": "'draft'",
            "number": "NULL",
            "sequence": "NULL",
            "posted_at": "NULL",
            "hash": "''",
        }
        self.insert((), "OR REPLACE", **{**same, **changes})

    def update(self, lines: Sequence[Line] = (("102", 100, 0), ("501", 0, 100)), **changes: Any) -> None:
        """Turn the draft into a posted voucher by hand."""
        self.run("DELETE FROM ledger_entry WHERE voucher_id = {draft}")
        self.lay_lines(self.ids["draft"], lines)
        columns = self.columns(lines, changes)
        sets = ", ".join(f"{name} = {value}" for name, value in columns.items() if name != "book_id")
        self.run(f"UPDATE ledger_voucher SET {sets} WHERE id = {{draft}}")


def set_scene(new_desk: Callable[..., Desk]) -> Scene:
    """Build the scene through the actions; what other helpers of the room write is put in as rows."""
    desk, other = new_desk(VILLAGE), new_desk(SIBLING, since=202603)
    by: dict[str, Any] = {"by": desk.reviewer, "at": AT, "book_id": desk.book.pk}
    add_detail_account(by=other.maker, at=AT, book_id=other.book.pk, code="10209", name="邻村账户")
    add_detail_account(by=desk.maker, at=AT, book_id=desk.book.pk, code="50101", name="承包费")
    add_detail_account(by=desk.maker, at=AT, book_id=desk.book.pk, code="50102", name="租金")
    paper = lay_evidence(desk.draft("2026-02-10", *FEE), "a")
    posted = post_voucher(by=desk.reviewer, at=AT, voucher_id=paper.voucher_id)
    wrong = desk.post("2026-02-11", *FEE)
    for month in (202601, 202602):
        close_month(**by, month=month)
    lock_month(**by, month=202601)
    red = reverse_voucher(by=desk.maker, at=AT, voucher_id=wrong.pk, on=date(2026, 3, 1), why="金额有误")
    post_voucher(by=desk.reviewer, at=AT, voucher_id=red.pk)
    late = post_from_source(**by, ready=from_source(desk))
    reviewed = desk.draft("2026-03-05", *FEE)
    review_voucher(by=desk.reviewer, at=AT, voucher_id=reviewed.pk)
    draft = desk.draft("2026-03-06", *FEE)
    discarded = desk.draft("2026-03-07", *FEE)
    discard_voucher(by=desk.maker, at=AT, voucher_id=discarded.pk)
    foreign = other.post("2026-03-02", *FEE)
    vouchers = {"posted": posted, "wrong": wrong, "red": red, "reviewed": reviewed, "draft": draft, "foreign": foreign}
    vouchers |= {"discarded": discarded}
    ids = {name: voucher.pk for name, voucher in vouchers.items()}
    ids |= {f"{name}_entry": voucher.entries.get(line=1).pk for name, voucher in vouchers.items()}
    ids |= {"late": late, "paper": paper.pk, "draft_paper": lay_evidence(draft, "b").pk}
    ids |= {"attachment": Attachment.objects.get(sha256="c" * 64).pk if attach("c") else 0}
    ids |= {"book": desk.book.pk, "other": other.book.pk, "place": desk.book.place_id}
    ids |= {"maker": desk.maker.person_id or 0, "reviewer": desk.reviewer.person_id or 0}
    ids |= {f"a{account.code}": account.pk for account in Account.objects.all()}
    totals = desk.book.totals.filter(account__code="102")
    ids |= {"total": totals.get(month=202602).pk, "open_total": totals.get(month=202603).pk}
    return Scene(desk, ids | declared(desk))


def from_source(desk: Desk) -> Ready:
    """What another record caused, posted at once."""
    later: dict[str, Any] = {"made_at": AT - timedelta(hours=1), "reviewed_at": AT}
    people: dict[str, Any] = {"maker_id": desk.maker.person_id or 0, "reviewer_id": desk.reviewer.person_id or 0}
    lines = [Posting(entry.account_id, entry.code, entry.debit_fen, entry.credit_fen) for entry in desk.postings(*FEE)]
    return Ready(date(2026, 3, 20), 202603, "合同款", lines, **people, **later, source="test.due:1", event="2026")


def attach(letter: str) -> Attachment:
    """A picture in the database."""
    return Attachment.objects.create(sha256=letter * 64, media="image/png", size=1, content=b"x", added_at=AT)


def lay_evidence(voucher: Voucher, letter: str) -> Evidence:
    """A picture under a draft."""
    return Evidence.objects.create(voucher=voucher, attachment=attach(letter), name="收据.png")


def declared(desk: Desk) -> dict[str, int]:
    """A row of each of the tables that are only added to."""
    book, person = desk.book, desk.reviewer.person_id
    shown = Disclosure.objects.create(
        book=book, from_month=202601, to_month=202602, declared_on=date(2026, 3, 9), declarer_id=person
    )
    seen = Acknowledgement.objects.create(
        book=book, check_code="cash", subject="2026-02", why="已核对", person_id=person, made_at=AT
    )
    file = VoucherFile.objects.create(
        book=book, name="二月.xlsx", sha256="f" * 64, rows=2, taken=1, maker_id=person, made_at=AT
    )
    return {"disclosure": shown.pk, "acknowledgement": seen.pk, "voucherfile": file.pk}


class Attack(NamedTuple):
    """What somebody tries, and the guards that stand in the way, by their triggers on SQLite; mostly it is one."""

    does: str
    guards: tuple[str, ...]
    act: Callable[[Scene], None]
    engine: str = ""


def flaws() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is wrong with a voucher that is posted by hand: guard, words, and what is changed of one without fault."""
    yield "voucher_balanced", "unbalanced", {"lines": [("102", 100, 0), ("501", 0, 90)]}
    yield "voucher_balanced", "without lines", {"lines": []}
    yield "voucher_balanced", "of another total than its lines", {"total_fen": 99}
    yield "voucher_own_accounts", "on another village's account", {"lines": [("10209", 100, 0), ("501", 0, 100)]}
    yield "voucher_red_letters", "in red letters", {"lines": [("102", -100, 0), ("501", 0, -100)]}
    opening = {"kind": "'opening'", "month": 202600}
    yield "voucher_month_open", "into a locked month", {"month": 202601, "on": "'2026-01-05'"}
    yield "voucher_month_open", "into a closed month", {"month": 202602, "on": "'2026-02-05'"}
    yield "voucher_month_open", "into the closed opening", opening
    yield "voucher_no_gap", "with a number left out", {"number": 6}
    yield "voucher_no_gap", "with a place in the chain left out", {"sequence": 6}
    yield "voucher_no_gap", "with the first number of a new year left out", {
        "number": 5, "year": 2027, "month": 202701, "on": "'2027-01-02'"
    }  # fmt: skip
    yield "voucher_out_of_month", "dated in another month", {"on": "'2026-04-01'"}
    yield "voucher_out_of_month", "in another year than its month", {"year": 2025, "number": 1}
    yield "voucher_out_of_month", "in the closing without being one", {"month": 202613, "on": "'2026-12-31'"}
    yield "voucher_out_of_month", "as a closing within the year", {"kind": "'closing'", "on": "'2026-03-31'"}
    reversal = {"kind": "'reversal'", "lines": RED}
    yield "voucher_reverses", "as a reversal of what is not posted", {**reversal, "reverses_id": "{reviewed}"}
    yield "voucher_reverses", "as a reversal of another book's", {**reversal, "reverses_id": "{foreign}"}
    yield "voucher_reverses", "as a reversal before what it reverses", {
        **reversal, "reverses_id": "{late}", "on": "'2026-03-19'"
    }  # fmt: skip
    back = [("102", 500_000, 0), ("501", 0, 500_000)]
    yield "voucher_reverses", "as a reversal of a reversal", {**reversal, "reverses_id": "{red}", "lines": back}
    elsewhere, doubled = [("101", -500_000, 0), RED[1]], [("102", -300_000, 0), ("102", -200_000, 0), RED[1]]
    yield "voucher_reverses_lines", "as a reversal of other lines", {
        **reversal, "reverses_id": "{late}", "lines": elsewhere
    }  # fmt: skip
    yield "voucher_reverses_lines", "as a reversal of more lines", {
        **reversal, "reverses_id": "{late}", "lines": doubled
    }  # fmt: skip


def by_hand(does: str, guard: str, changes: dict[str, Any]) -> Iterator[Attack]:
    """A flawed voucher put in posted, and a draft turned into it."""
    yield Attack(f"a voucher is put in posted {does}", (f"{guard}_insert",), lambda scene: scene.insert(**changes))
    yield Attack(f"a draft is turned posted {does}", (f"{guard}_update",), lambda scene: scene.update(**changes))


def in_sql() -> Iterator[Attack]:
    """The attacks of `attacks.sql`: a line `-- what it does | guards | engine`, and below it the statement."""
    for block in Path(__file__).with_name("attacks.sql").read_text().split("\n\n"):
        heading, _, statement = block.strip().partition("\n")
        if heading:
            does, guards, engine = [*heading.removeprefix("-- ").split(" | "), ""][:3]
            yield Attack(does, tuple(guards.split()), lambda scene, statement=statement: scene.run(statement), engine)  # type: ignore[misc]


def replacements() -> Iterator[Attack]:
    """A draft in the place of a voucher that is posted: SQLite would delete that one without a word."""
    for words, changes in {
        "of its number": {"id": "late"},
        "of its source": {"source": "'test.due:1'", "event": "'2026'"},
        "that reverses the same": {"kind": "'reversal'", "reverses_id": "{wrong}"},
    }.items():
        does = f"a draft takes the place of a posted voucher {words}"
        yield Attack(
            does,
            ("ledger_voucher_no_replace_insert",),
            partial(lambda scene, said: scene.replace(**said), said=changes),
            SQLITE,
        )
    day = partial(Scene.insert, on="'2026-03-25 '")
    yield Attack("a voucher is put in on a day that no month has", ("voucher_out_of_month_insert",), day, SQLITE)


SQLITE = "sqlite"
ATTACKS = [*in_sql(), *replacements()]
ATTACKS += [attack for guard, does, changes in flaws() for attack in by_hand(does, guard, changes)]
