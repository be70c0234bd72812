"""What must never be of books, tried past the application: the database itself refuses it, on both engines.

The attacks are in `attacks.sql` and `attacks.py`. Each names the one guard that stands in its way; without that guard
it would succeed, which is tried as well, so that no guard and no attack is there for show.
"""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from headgoose.kernel.guard_names import expected_guards
from headgoose.ledger.models import Account, Book, Entry, Evidence, MonthTotal, Voucher
from headgoose.ledger.tests.attacks import ATTACKS, Attack, Scene, set_scene
from headgoose.ledger.tests.conftest import Desk

TABLES = ("book", "account", "voucher", "entry", "monthtotal", "evidence", "disclosure", "acknowledgement")
MINE = ("voucher_", "entry_", "evidence_", "total_", "book_", "account_", "ledger_")
HERE = [attack for attack in ATTACKS if attack.engine in ("", connection.vendor)]


@pytest.fixture
def scene(new_desk: Callable[..., Desk]) -> Scene:
    return set_scene(new_desk)


def drop_guard(guard: str) -> None:
    """Take one trigger down; PostgreSQL has one for all events, named without the last word."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {guard}")
            return
        cursor.execute("SELECT tgname, tgrelid::regclass FROM pg_trigger")
        tables = dict(cursor.fetchall())
        name = guard.rpartition("_")[0]
        cursor.execute(f"DROP TRIGGER {name} ON {tables[name]}")


@pytest.mark.parametrize("attack", HERE, ids=lambda attack: attack.does)
def test_the_database_refuses_that(scene: Scene, attack: Attack) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        attack.act(scene)
    with transaction.atomic():
        for guard in attack.guards:
            drop_guard(guard)
        attack.act(scene)
        # References are checked at the end of the test; this was no way to leave them.
        transaction.set_rollback(True)


def test_no_guard_of_the_room_is_there_for_show() -> None:
    needed = {attack.guards[0] for attack in HERE}
    if connection.vendor == "postgresql":
        needed = {guard.rpartition("_")[0] for guard in needed} | {f"ledger_{table}_no_truncate" for table in TABLES}
        needed.add("ledger_voucherfile_no_truncate")
    assert {guard for guard in expected_guards() if guard.startswith(MINE)} <= needed


def test_a_voucher_without_fault_is_taken_by_hand_too(scene: Scene) -> None:
    scene.insert()
    scene.update(number=6, sequence=6)
    assert Voucher.objects.get(pk=9001).state == Voucher.objects.get(pk=scene.ids["draft"]).state == "posted"


BY_A_CONSTRAINT: dict[str, Callable[[Scene], None]] = {
    "the same person made and reviewed it": lambda scene: scene.insert(reviewer_id="{maker}"),
    "nobody reviewed it": lambda scene: scene.insert(reviewer_id="NULL"),
    "nobody made it": lambda scene: scene.insert(maker_id="NULL"),
    "it has no number": lambda scene: scene.insert(number="NULL"),
    "it has no place in the chain": lambda scene: scene.insert(sequence="NULL"),
    "it has no hash": lambda scene: scene.insert(hash="''"),
    "a draft has a number": lambda scene: scene.run("UPDATE ledger_voucher SET number = 5 WHERE id = {draft}"),
    "its source has posted it before": lambda scene: scene.insert(source="'test.due:1'", event="'2026'"),
    "it reverses nothing": lambda scene: scene.insert(kind="'reversal'"),
    "one that is no reversal reverses": lambda scene: scene.insert(reverses_id="{late}"),
    "what it reverses is reversed": lambda scene: scene.insert(
        [("102", -500_000, 0), ("501", 0, -500_000)], kind="'reversal'", reverses_id="{wrong}"
    ),
    "a line has both sides": lambda scene: scene.insert([("102", 100, 100), ("501", 0, 0)]),
    "an amount is beyond what sums can hold": lambda scene: scene.insert(
        [("102", 10**15 + 1, 0), ("501", 0, 10**15 + 1)]
    ),
    "a locked month is reopened": lambda scene: scene.run("UPDATE ledger_book SET closed_to = 0 WHERE id = {book}"),
    "a month is locked before it is closed": lambda scene: scene.run(
        "UPDATE ledger_book SET locked_to = 202603 WHERE id = {book}"
    ),
    "a village has two books": lambda scene: scene.run(
        "INSERT INTO ledger_book (place_id, name, since, closed_to, locked_to) VALUES ({place}, 'x', 202601, 0, 0)"
    ),
    "months are disclosed twice": lambda scene: scene.run(
        "INSERT INTO ledger_disclosure (book_id, from_month, to_month, declared_on, remark) "
        "VALUES ({book}, 202601, 202602, '2026-05-05', '')"
    ),
    "a file is taken twice": lambda scene: scene.run(
        "INSERT INTO ledger_voucherfile (book_id, name, sha256, rows, taken, made_at) "
        "SELECT book_id, name, sha256, rows, taken, made_at FROM ledger_voucherfile"
    ),
}


@pytest.mark.parametrize("does", BY_A_CONSTRAINT)
def test_a_constraint_refuses_that(scene: Scene, does: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BY_A_CONSTRAINT[does](scene)


BY_A_QUERYSET: dict[str, Callable[[Scene], object]] = {
    "update of vouchers": lambda scene: Voucher.objects.filter(state="posted").update(summary="x"),
    "update of a month": lambda scene: Voucher.objects.filter(pk=scene.ids["posted"]).update(month=202603),
    "update of a state": lambda scene: Voucher.objects.filter(pk=scene.ids["draft"]).update(state="posted"),
    "update of lines": lambda scene: Entry.objects.filter(debit_fen__gt=0).update(debit_fen=F("debit_fen") + 1),
    "update of the marks": lambda scene: Book.objects.update(locked_to=0),
    "update of the chart": lambda scene: Account.objects.update(top=101),
    "update of totals": lambda scene: MonthTotal.objects.update(debit_fen=0),
    "delete of vouchers": lambda scene: Voucher.objects.filter(state="discarded").delete(),
    "delete of lines": lambda scene: Entry.objects.all().delete(),
    "delete of evidence": lambda scene: Evidence.objects.filter(pk=scene.ids["paper"]).delete(),
    "delete of totals": lambda scene: MonthTotal.objects.all().delete(),
    "bulk_update of lines": lambda scene: Entry.objects.bulk_update(
        [Entry(pk=scene.ids["posted_entry"], debit_fen=7, credit_fen=0)], ["debit_fen"]
    ),
    "bulk_create of lines": lambda scene: Entry.objects.bulk_create(
        [Entry(voucher_id=scene.ids["posted"], line=9, account_id=scene.ids["a102"], debit_fen=7)]
    ),
    "bulk_create of accounts": lambda scene: Account.objects.bulk_create(
        [Account(code="601", top=601, name_zh="x", kind="income", side="credit")]
    ),
    "save of a voucher": lambda scene: Voucher.objects.get(pk=scene.ids["posted"]).save(),
    "save of a line": lambda scene: Entry.objects.get(pk=scene.ids["posted_entry"]).save(),
}


@pytest.mark.parametrize("does", BY_A_QUERYSET)
def test_a_queryset_does_not_get_past_the_guards(scene: Scene, does: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BY_A_QUERYSET[does](scene)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite deletes row by row, which is refused")
@pytest.mark.parametrize("table", [*TABLES, "voucherfile"])
def test_no_table_is_emptied_at_a_stroke(scene: Scene, table: str) -> None:
    scene.run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.run(f"TRUNCATE ledger_{table} CASCADE")
