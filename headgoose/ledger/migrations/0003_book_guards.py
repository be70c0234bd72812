"""What must never be of books, refused by the database itself, and the shared chart of accounts."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.guards import PerEngine, append_only, no_replace, no_truncate, per_engine, refuse
from headgoose.ledger.chart_file import account_values

CHART = Path(__file__).resolve().parent.parent / "data" / "chart_2023.csv"

POSTS = "NEW.state = 'posted'"
REVERSES = f"{POSTS} AND NEW.kind = 'reversal'"
MOVES = [
    ("draft", "reviewed"),
    ("draft", "posted"),
    ("draft", "discarded"),
    ("reviewed", "draft"),
    ("reviewed", "posted"),
]
NO_SUCH_MOVE = "NOT (" + (
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
FACTS += ["maker_id", "made_at", "file_id"]
OTHER_FACTS = " OR ".join(f'NEW."{fact}" IS DISTINCT FROM OLD."{fact}"' for fact in FACTS)
OTHER_REVIEWER = (
    "(NEW.state <> 'draft' AND (NEW.reviewer_id IS DISTINCT FROM OLD.reviewer_id "
    "OR NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at))"
)
UNBALANCED = (
    "(SELECT count(*) >= 2 AND sum(e.debit_fen) = sum(e.credit_fen) AND sum(e.debit_fen) = NEW.total_fen "
    "FROM ledger_entry AS e WHERE e.voucher_id = NEW.id) IS NOT TRUE"
)
FOREIGN_ACCOUNT = (
    "EXISTS (SELECT 1 FROM ledger_entry AS e JOIN ledger_account AS a ON a.id = e.account_id "
    "WHERE e.voucher_id = NEW.id AND a.book_id <> NEW.book_id)"
)
RED_WITHOUT_REVERSAL = (
    "EXISTS (SELECT 1 FROM ledger_entry AS e WHERE e.voucher_id = NEW.id AND (e.debit_fen < 0 OR e.credit_fen < 0))"
)
OPEN = (
    "SELECT 1 FROM ledger_book AS b WHERE b.id = NEW.book_id AND NEW.month > b.closed_to "
    "AND (NEW.month >= b.since OR NEW.kind = 'opening' AND NEW.month = b.since / 100 * 100)"
)
CLOSED = f"NOT EXISTS ({OPEN})"
# PostgreSQL has many writers: the row is held, so that nobody closes the month, or fixes the voucher, meanwhile.
CLOSED_HELD = f"NOT EXISTS ({OPEN} FOR SHARE)"
GAP = (
    "NEW.number <> 1 + coalesce((SELECT max(v.number) FROM ledger_voucher AS v "
    "WHERE v.book_id = NEW.book_id AND v.year = NEW.year), 0) "
    "OR NEW.sequence <> 1 + coalesce((SELECT max(v.sequence) FROM ledger_voucher AS v "
    "WHERE v.book_id = NEW.book_id), 0)"
)
# Said so that one step down the index is all that PostgreSQL sees in it: it plans a function once, and for a book
# that was empty then it would count through all vouchers for the largest.
GAP_ONE_STEP = (
    "NEW.number <> 1 + coalesce((SELECT v.number FROM ledger_voucher AS v WHERE v.book_id = NEW.book_id "
    "AND v.year = NEW.year AND v.number IS NOT NULL ORDER BY v.number DESC LIMIT 1), 0) "
    "OR NEW.sequence <> 1 + coalesce((SELECT v.sequence FROM ledger_voucher AS v WHERE v.book_id = NEW.book_id "
    "AND v.sequence IS NOT NULL ORDER BY v.sequence DESC LIMIT 1), 0)"
)
REVERSES_ANOTHER = (
    "NOT EXISTS (SELECT 1 FROM ledger_voucher AS v "
    "WHERE v.id = NEW.reverses_id AND v.book_id = NEW.book_id AND v.state = 'posted' AND v.kind <> 'reversal' "
    'AND v."on" <= NEW."on" AND v.total_fen = -NEW.total_fen)'
)
LINES_OF = "(SELECT count(*) FROM ledger_entry AS e WHERE e.voucher_id = {voucher})"
REVERSES_OTHER_LINES = (
    f"({LINES_OF.format(voucher='NEW.id')} <> "
    f"{LINES_OF.format(voucher='NEW.reverses_id')} OR EXISTS (SELECT 1 FROM ledger_entry AS e "
    "WHERE e.voucher_id = NEW.id AND NOT EXISTS (SELECT 1 FROM ledger_entry AS o WHERE o.voucher_id = NEW.reverses_id "
    "AND o.line = e.line AND o.account_id = e.account_id AND o.debit_fen = -e.debit_fen "
    "AND o.credit_fen = -e.credit_fen)))"
)
MONTH_SQLITE = "(CAST(strftime('%Y', NEW.\"on\") AS INTEGER) * 100 + CAST(strftime('%m', NEW.\"on\") AS INTEGER))"
MONTH_POSTGRESQL = '(extract(year FROM NEW."on")::int * 100 + extract(month FROM NEW."on")::int)'
OUT_OF_MONTH = (
    "NEW.year <> NEW.month / 100 OR NOT ((NEW.kind IN ('ordinary', 'reversal') AND NEW.month = {month}) "
    "OR (NEW.kind = 'opening' AND NEW.month = {month} / 100 * 100) "
    "OR (NEW.kind = 'closing' AND NEW.month = {month} + 1 AND NEW.month % 100 = 13))"
)
FIXED = "(SELECT v.state FROM ledger_voucher AS v WHERE v.id = {row}.voucher_id{held}) IN {fixed}"
FIXED_STATES = "('reviewed', 'posted', 'discarded')"
# SQLite would keep half a fen, or a word, in a column of whole numbers, and a day that the calendar does not have.
NOT_WHOLE = "typeof(NEW.debit_fen) <> 'integer' OR typeof(NEW.credit_fen) <> 'integer'"
NO_DAY_SQLITE = 'NEW."on" IS NOT date(NEW."on", \'+0 days\')'
TOTAL_FIXED = "NEW.month <= (SELECT b.closed_to FROM ledger_book AS b WHERE b.id = NEW.book_id)"
TOTAL_ELSEWHERE = (
    "NEW.book_id <> OLD.book_id OR NEW.month <> OLD.month OR NEW.account_id <> OLD.account_id OR NEW.top <> OLD.top"
)
OTHER_TOP = "NEW.top <> (SELECT a.top FROM ledger_account AS a WHERE a.id = NEW.account_id)"
NO_MARK = (
    "(NEW.closed_to <> 0 AND (NEW.closed_to < NEW.since OR NEW.closed_to % 100 NOT BETWEEN 1 AND 13)) "
    "OR (NEW.locked_to <> 0 AND (NEW.locked_to < NEW.since OR NEW.locked_to % 100 NOT BETWEEN 1 AND 13))"
)
SAME_SOURCE = "NOT (other.source = '') AND other.source = NEW.source AND other.event = NEW.event"
SAME_REVERSED = (
    "NOT (other.state = 'discarded') AND NOT (NEW.state = 'discarded') AND other.reverses_id = NEW.reverses_id"
)
TABLES = ["book", "account", "voucher", "entry", "monthtotal", "evidence", "disclosure", "acknowledgement"]
TABLES += ["voucherfile"]


def out_of_month() -> PerEngine:
    """A voucher's month is that of its date; how a month is taken from a date each engine says its own way."""
    said = "voucher: the date lies outside the month"
    condition = OUT_OF_MONTH.format(month=MONTH_POSTGRESQL)
    return per_engine(
        [
            f"CREATE TRIGGER voucher_out_of_month_{event.lower()} BEFORE {event} ON ledger_voucher "
            f"WHEN {NO_DAY_SQLITE} OR {OUT_OF_MONTH.format(month=MONTH_SQLITE)} BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for event in ("INSERT", "UPDATE")
        ],
        [
            f"CREATE FUNCTION voucher_out_of_month() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER voucher_out_of_month BEFORE INSERT OR UPDATE ON ledger_voucher FOR EACH ROW "
            "EXECUTE FUNCTION voucher_out_of_month()",
        ],
    )


def posting(name: str, condition: str, message: str, only: str = POSTS, on_postgresql: str = "") -> Any:
    """What a voucher must be like when it is posted, at once or from a draft."""
    told = f"voucher: {message}"
    return refuse(
        "ledger_voucher",
        f"voucher_{name}",
        "INSERT OR UPDATE",
        condition,
        told,
        only=only,
        on_postgresql=on_postgresql,
    )


def fixed(table: str, name: str, when: str, row: str, message: str, more: str = "", on_sqlite: str = "") -> Any:
    """Nothing is put under a voucher, changed there, or taken away, once it is reviewed."""
    plain = FIXED.format(row=row, held="", fixed=FIXED_STATES)
    held = FIXED.format(row=row, held=" FOR SHARE", fixed=FIXED_STATES)
    return refuse(table, name, when, "", message, on_sqlite=f"{plain}{more}{on_sqlite}", on_postgresql=f"{held}{more}")


# What `holding.py` asks on SQLite in one statement. Here the book is waited for first: each statement of a function
# sees what was committed before it, where a single one would see what was there before it waited. The table is locked
# as an ordinary insert does it, so that whoever steps over a block of ids waits for us, and we for them.
HOLD = """
CREATE FUNCTION ledger_hold(
    wanted bigint, of_year bigint, of_source text, of_event text, accounts bigint[], codes text[],
    OUT id bigint, OUT place_id bigint, OUT name text, OUT since integer, OUT closed_to integer,
    OUT locked_to integer, OUT key bigint, OUT kind integer, OUT number integer, OUT sequence integer, OUT hash text,
    OUT is_known boolean, OUT has_odd_line boolean, OUT voucher_id bigint
) RETURNS SETOF record LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    SELECT b.id, b.place_id, b.name, b.since, b.closed_to, b.locked_to
    INTO id, place_id, name, since, closed_to, locked_to
    FROM ledger_book AS b WHERE b.id = wanted FOR UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    LOCK TABLE ledger_voucher IN ROW EXCLUSIVE MODE;
    RETURN QUERY SELECT wanted, place_id, name, since, closed_to, locked_to, s.key, s.kind::integer,
        (SELECT v.number FROM ledger_voucher AS v WHERE v.book_id = wanted AND v.year = of_year::integer
            AND v.number IS NOT NULL ORDER BY v.number DESC LIMIT 1),
        h.sequence, h.hash::text,
        EXISTS (SELECT 1 FROM ledger_voucher AS v
            WHERE v.source <> '' AND v.source = of_source AND v.event = of_event),
        EXISTS (SELECT 1 FROM unnest(accounts, codes) AS l(account, code) LEFT JOIN ledger_account AS a
            ON a.id = l.account AND a.code = l.code AND coalesce(a.book_id, wanted) = wanted WHERE a.id IS NULL),
        nextval('ledger_voucher_id_seq')
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (SELECT n.key, n.kind FROM places_span AS n WHERE n.place_id = ledger_hold.place_id
        ORDER BY n.end_on DESC, n.id DESC LIMIT 1) AS s ON true
    LEFT JOIN LATERAL (SELECT v.sequence, v.hash FROM ledger_voucher AS v
        WHERE v.book_id = wanted AND v.sequence IS NOT NULL ORDER BY v.sequence DESC LIMIT 1) AS h ON true;
END $$
"""


# Posts drafts in the order of their numbers: each must find the one before it, so that one UPDATE will not do, whose
# order is the planner's.
POST = """
CREATE FUNCTION ledger_post(
    ids bigint[], numbers integer[], sequences integer[], hashes text[], reviewers bigint[], reviewed timestamptz[],
    at timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE place integer;
BEGIN
    FOR place IN 1 .. cardinality(ids) LOOP
        UPDATE ledger_voucher SET state = 'posted', number = numbers[place], sequence = sequences[place],
            hash = hashes[place], posted_at = at, reviewer_id = reviewers[place], reviewed_at = reviewed[place]
        WHERE id = ids[place];
    END LOOP;
    RETURN cardinality(ids);
END $$
"""


def load_chart(apps: Any, editor: Any) -> None:
    """The 42 accounts that all books share."""
    Account = apps.get_model("ledger", "Account")
    with CHART.open(encoding="utf-8", newline="") as file:
        Account.objects.bulk_create(Account(**values) for values in account_values(csv.DictReader(file)))


class Migration(migrations.Migration):
    """Guards of books."""

    dependencies = [("ledger", "0002_vouchers")]
    operations = [
        migrations.RunPython(load_chart, migrations.RunPython.noop),
        refuse(
            "ledger_voucher",
            "voucher_posted_stays",
            "UPDATE",
            "OLD.state IN ('posted', 'discarded') OR NEW.book_id <> OLD.book_id",
            "voucher: posted or discarded, or put into another book",
        ),
        no_replace("ledger_voucher", SAME_SOURCE, SAME_REVERSED),
        refuse("ledger_voucher", "voucher_no_delete", "DELETE", "1=1", "voucher: never deleted"),
        refuse(
            "ledger_voucher",
            "voucher_moves",
            "UPDATE",
            NO_SUCH_MOVE,
            "voucher: no such move",
            only="NEW.state <> OLD.state",
        ),
        refuse(
            "ledger_voucher",
            "voucher_reviewed_stays",
            "UPDATE",
            f"{OTHER_FACTS} OR {OTHER_REVIEWER}",
            "voucher: reviewed, give it back to change it",
            only="OLD.state = 'reviewed'",
        ),
        out_of_month(),
        posting("balanced", UNBALANCED, "does not balance"),
        posting("own_accounts", FOREIGN_ACCOUNT, "foreign account"),
        posting("red_letters", RED_WITHOUT_REVERSAL, "red letters", only=f"{POSTS} AND NEW.kind <> 'reversal'"),
        posting("month_open", CLOSED, "the month is not open", on_postgresql=CLOSED_HELD),
        posting("no_gap", GAP, "numbers have no gap", on_postgresql=GAP_ONE_STEP),
        posting("reverses", REVERSES_ANOTHER, "reverses another", only=REVERSES),
        posting("reverses_lines", REVERSES_OTHER_LINES, "reverses other lines", only=REVERSES),
        fixed(
            "ledger_entry",
            "entry_fixed_new",
            "INSERT",
            "NEW",
            "entry: the voucher is fixed, or no whole fen",
            on_sqlite=f" OR {NOT_WHOLE}",
        ),
        fixed(
            "ledger_entry",
            "entry_fixed_change",
            "UPDATE",
            "OLD",
            "entry: the voucher is fixed, or no whole fen",
            " OR NEW.voucher_id <> OLD.voucher_id",
            on_sqlite=f" OR {NOT_WHOLE}",
        ),
        fixed("ledger_entry", "entry_fixed_delete", "DELETE", "OLD", "entry: the voucher is fixed"),
        no_replace("ledger_entry"),
        fixed("ledger_evidence", "evidence_fixed_new", "INSERT", "NEW", "evidence: the voucher is fixed"),
        refuse("ledger_evidence", "evidence_no_edit", "UPDATE", "1=1", "evidence: never edited"),
        fixed("ledger_evidence", "evidence_fixed_delete", "DELETE", "OLD", "evidence: the voucher is fixed"),
        no_replace("ledger_evidence", edited=False),
        refuse(
            "ledger_monthtotal",
            "total_fixed_new",
            "INSERT",
            f"{TOTAL_FIXED} OR {OTHER_TOP}",
            "month total: the month is closed, or another account",
        ),
        refuse(
            "ledger_monthtotal",
            "total_fixed_change",
            "UPDATE",
            f"{TOTAL_FIXED} OR {TOTAL_ELSEWHERE}",
            "month total: the month is closed, or another account",
        ),
        refuse("ledger_monthtotal", "total_no_delete", "DELETE", "1=1", "month total: never deleted"),
        no_replace("ledger_monthtotal"),
        refuse("ledger_book", "book_no_delete", "DELETE", "1=1", "book: never deleted"),
        refuse(
            "ledger_book",
            "book_stays",
            "UPDATE",
            "NEW.place_id <> OLD.place_id OR NEW.since <> OLD.since OR NEW.locked_to < OLD.locked_to",
            "book: its place, its beginning and what is locked stay",
        ),
        refuse("ledger_book", "book_marks_are_months", "INSERT OR UPDATE", NO_MARK, "book: a mark is a month of it"),
        no_replace("ledger_book", "other.place_id = NEW.place_id"),
        refuse(
            "ledger_account",
            "account_stays",
            "UPDATE",
            "NEW.code <> OLD.code OR NEW.top <> OLD.top OR NEW.book_id IS DISTINCT FROM OLD.book_id "
            "OR NEW.kind <> OLD.kind OR NEW.side <> OLD.side OR OLD.book_id IS NULL",
            "account: its code stays, and the shared chart too",
        ),
        no_replace("ledger_account", "other.book_id = NEW.book_id AND other.code = NEW.code"),
        refuse(
            "ledger_account",
            "account_in_chart",
            "INSERT",
            "NEW.book_id IS NULL OR NOT EXISTS (SELECT 1 FROM ledger_account AS a WHERE a.book_id IS NULL "
            "AND a.top = NEW.top AND a.kind = NEW.kind AND a.side = NEW.side AND NEW.code LIKE a.code || '%' "
            "AND length(NEW.code) > 3 AND trim(NEW.code, '0123456789') = '')",
            "account: below an account of the shared chart",
        ),
        refuse("ledger_account", "account_no_delete", "DELETE", "1=1", "account: never deleted"),
        *append_only("ledger_disclosure"),
        no_replace(
            "ledger_disclosure",
            "other.book_id = NEW.book_id AND other.to_month = NEW.to_month AND other.from_month = NEW.from_month",
            edited=False,
        ),
        *append_only("ledger_acknowledgement"),
        no_replace(
            "ledger_acknowledgement",
            "other.book_id = NEW.book_id AND other.check_code = NEW.check_code AND other.subject = NEW.subject",
            edited=False,
        ),
        *append_only("ledger_voucherfile"),
        no_replace("ledger_voucherfile", "other.book_id = NEW.book_id AND other.sha256 = NEW.sha256", edited=False),
        per_engine([], [HOLD, POST]),
        no_truncate(*(f"ledger_{table}" for table in TABLES)),
    ]
