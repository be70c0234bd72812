"""What must never be of books, refused by the database itself, and the shared chart of accounts."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.guards import append_only, per_engine, refuse
from headgoose.ledger.chart_file import account_values

CHART = Path(__file__).resolve().parent.parent / "data" / "chart_2023.csv"

POSTS = "NEW.state = 'posted'"
MOVES = [
    ("draft", "reviewed"),
    ("draft", "posted"),
    ("draft", "discarded"),
    ("reviewed", "draft"),
    ("reviewed", "posted"),
]
NO_SUCH_MOVE = "NEW.state <> OLD.state AND NOT (" + (
    " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in MOVES) + ")"
)
FACTS = [
    "book_id",
    "month",
    "year",
    "on",
    "kind",
    "summary",
    "documents",
    "total_fen",
    "source",
    "event",
    "reverses_id",
]
FACTS += ["maker_id"]
OTHER_FACTS = " OR ".join(f'NEW."{fact}" IS DISTINCT FROM OLD."{fact}"' for fact in FACTS)
OTHER_REVIEWER = "(NEW.state <> 'draft' AND NEW.reviewer_id IS DISTINCT FROM OLD.reviewer_id)"
UNBALANCED = (
    f"{POSTS} AND (SELECT count(*) >= 2 AND sum(e.debit_fen) = sum(e.credit_fen) AND sum(e.debit_fen) = NEW.total_fen "
    "FROM ledger_entry AS e WHERE e.voucher_id = NEW.id) IS NOT TRUE"
)
FOREIGN_ACCOUNT = (
    f"{POSTS} AND EXISTS (SELECT 1 FROM ledger_entry AS e JOIN ledger_account AS a ON a.id = e.account_id "
    "WHERE e.voucher_id = NEW.id AND a.book_id <> NEW.book_id)"
)
RED_WITHOUT_REVERSAL = (
    f"{POSTS} AND NEW.kind IN ('ordinary', 'closing') AND EXISTS (SELECT 1 FROM ledger_entry AS e "
    "WHERE e.voucher_id = NEW.id AND (e.debit_fen < 0 OR e.credit_fen < 0))"
)
CLOSED = (
    f"{POSTS} AND NOT EXISTS (SELECT 1 FROM ledger_book AS b WHERE b.id = NEW.book_id AND NEW.month > b.closed_to "
    "AND NEW.month >= b.since / 100 * 100)"
)
GAP = (
    f"{POSTS} AND (NEW.number <> 1 + coalesce((SELECT max(v.number) FROM ledger_voucher AS v "
    "WHERE v.book_id = NEW.book_id AND v.year = NEW.year), 0) "
    "OR NEW.sequence <> 1 + coalesce((SELECT max(v.sequence) FROM ledger_voucher AS v "
    "WHERE v.book_id = NEW.book_id), 0))"
)
REVERSES_ANOTHER = (
    f"{POSTS} AND NEW.kind = 'reversal' AND NOT EXISTS (SELECT 1 FROM ledger_voucher AS v "
    "WHERE v.id = NEW.reverses_id AND v.book_id = NEW.book_id AND v.state = 'posted' AND v.total_fen = -NEW.total_fen)"
)
MONTH_SQLITE = "(CAST(strftime('%Y', NEW.\"on\") AS INTEGER) * 100 + CAST(strftime('%m', NEW.\"on\") AS INTEGER))"
MONTH_POSTGRESQL = '(extract(year FROM NEW."on")::int * 100 + extract(month FROM NEW."on")::int)'
OUT_OF_MONTH = (
    "NEW.year <> NEW.month / 100 OR NOT ((NEW.kind IN ('ordinary', 'reversal') AND NEW.month = {month}) "
    "OR (NEW.kind = 'opening' AND NEW.month = {month} / 100 * 100) "
    "OR (NEW.kind = 'closing' AND NEW.month = {month} + 1 AND NEW.month % 100 = 13))"
)
FIXED = "EXISTS (SELECT 1 FROM ledger_voucher AS v WHERE v.id = {row}.voucher_id AND v.state IN ('reviewed', 'posted'))"


def out_of_month() -> migrations.RunPython:
    """A voucher's month is that of its date; how a month is taken from a date each engine says its own way."""
    said = "voucher: the date lies outside the month"
    condition = OUT_OF_MONTH.format(month=MONTH_POSTGRESQL)
    return per_engine(
        [
            f"CREATE TRIGGER voucher_out_of_month_{event.lower()} BEFORE {event} ON ledger_voucher "
            f"WHEN {OUT_OF_MONTH.format(month=MONTH_SQLITE)} BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for event in ("INSERT", "UPDATE")
        ],
        [
            f"CREATE FUNCTION voucher_out_of_month() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER voucher_out_of_month BEFORE INSERT OR UPDATE ON ledger_voucher FOR EACH ROW "
            "EXECUTE FUNCTION voucher_out_of_month()",
        ],
    )


def load_chart(apps: Any, editor: Any) -> None:
    """The 42 accounts that all books share."""
    Account = apps.get_model("ledger", "Account")
    with CHART.open(encoding="utf-8", newline="") as file:
        Account.objects.bulk_create(Account(**values) for values in account_values(csv.DictReader(file)))


class Migration(migrations.Migration):
    """Guards of books."""

    dependencies = [("ledger", "0001_third_flight")]
    operations = [
        migrations.RunPython(load_chart, migrations.RunPython.noop),
        refuse("ledger_voucher", "voucher_posted_stays", "UPDATE", "OLD.state = 'posted'", "voucher: posted"),
        refuse("ledger_voucher", "voucher_no_delete", "DELETE", "1=1", "voucher: never deleted"),
        refuse("ledger_voucher", "voucher_moves", "UPDATE", NO_SUCH_MOVE, "voucher: no such move"),
        refuse(
            "ledger_voucher",
            "voucher_reviewed_stays",
            "UPDATE",
            f"OLD.state = 'reviewed' AND ({OTHER_FACTS} OR {OTHER_REVIEWER})",
            "voucher: reviewed, give it back to change it",
        ),
        out_of_month(),
        refuse("ledger_voucher", "voucher_balanced", "INSERT OR UPDATE", UNBALANCED, "voucher: does not balance"),
        refuse(
            "ledger_voucher", "voucher_own_accounts", "INSERT OR UPDATE", FOREIGN_ACCOUNT, "voucher: foreign account"
        ),
        refuse(
            "ledger_voucher", "voucher_red_letters", "INSERT OR UPDATE", RED_WITHOUT_REVERSAL, "voucher: red letters"
        ),
        refuse("ledger_voucher", "voucher_month_open", "INSERT OR UPDATE", CLOSED, "voucher: the month is not open"),
        refuse("ledger_voucher", "voucher_no_gap", "INSERT OR UPDATE", GAP, "voucher: numbers have no gap"),
        refuse("ledger_voucher", "voucher_reverses", "INSERT OR UPDATE", REVERSES_ANOTHER, "voucher: reverses another"),
        refuse("ledger_entry", "entry_fixed_new", "INSERT", FIXED.format(row="NEW"), "entry: the voucher is fixed"),
        refuse(
            "ledger_entry",
            "entry_fixed_change",
            "UPDATE",
            f"{FIXED.format(row='OLD')} OR NEW.voucher_id <> OLD.voucher_id",
            "entry: the voucher is fixed",
        ),
        refuse("ledger_entry", "entry_fixed_delete", "DELETE", FIXED.format(row="OLD"), "entry: the voucher is fixed"),
        refuse(
            "ledger_evidence", "evidence_fixed_new", "INSERT", FIXED.format(row="NEW"), "evidence: the voucher is fixed"
        ),
        refuse("ledger_evidence", "evidence_no_edit", "UPDATE", "1=1", "evidence: never edited"),
        refuse(
            "ledger_evidence",
            "evidence_fixed_delete",
            "DELETE",
            FIXED.format(row="OLD"),
            "evidence: the voucher is fixed",
        ),
        refuse("ledger_book", "book_no_delete", "DELETE", "1=1", "book: never deleted"),
        refuse(
            "ledger_book",
            "book_stays",
            "UPDATE",
            "NEW.place_id <> OLD.place_id OR NEW.since <> OLD.since OR NEW.locked_to < OLD.locked_to",
            "book: its place, its beginning and what is locked stay",
        ),
        refuse(
            "ledger_account",
            "account_stays",
            "UPDATE",
            "NEW.code <> OLD.code OR NEW.top <> OLD.top OR NEW.book_id IS DISTINCT FROM OLD.book_id "
            "OR NEW.kind <> OLD.kind OR OLD.book_id IS NULL",
            "account: its code stays, and the shared chart too",
        ),
        refuse(
            "ledger_account",
            "account_in_chart",
            "INSERT",
            "NEW.book_id IS NULL OR NOT EXISTS (SELECT 1 FROM ledger_account AS a WHERE a.book_id IS NULL "
            "AND a.top = NEW.top AND a.kind = NEW.kind AND NEW.code LIKE a.code || '%' AND length(NEW.code) > 3)",
            "account: below an account of the shared chart",
        ),
        refuse("ledger_account", "account_no_delete", "DELETE", "1=1", "account: never deleted"),
        *append_only("ledger_disclosure"),
        *append_only("ledger_acknowledgement"),
        *append_only("ledger_voucherfile"),
    ]
