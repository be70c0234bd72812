"""What must never be of papers and their lines, refused by the database itself."""

from django.db import migrations

from headgoose.kernel.guards import refuse

MOVES = [
    ("drafted", "submitted"),
    ("drafted", "discarded"),
    ("submitted", "approved"),
    ("submitted", "drafted"),
    ("approved", "drafted"),
    ("approved", "issued"),
    ("issued", "reversing"),
    ("reversing", "issued"),
    ("reversing", "reversed"),
]
NO_SUCH_MOVE = "NEW.state <> OLD.state AND NOT (" + (
    " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in MOVES) + ")"
)
HEADING_CHANGED = (
    "NEW.place_id <> OLD.place_id OR coalesce(NEW.maker_id, 0) <> coalesce(OLD.maker_id, 0) "
    "OR coalesce(NEW.maker_user_id, 0) <> coalesce(OLD.maker_user_id, 0) OR NEW.version < OLD.version "
    "OR (OLD.state <> 'drafted' AND (NEW.number <> OLD.number OR NEW.title <> OLD.title "
    "OR NEW.effective_on <> OLD.effective_on)) "
    "OR (OLD.order_id IS NOT NULL AND coalesce(NEW.order_id, 0) <> OLD.order_id)"
)
# The same people stand behind a paper while it is approved and after.
APPROVER_CHANGED = (
    "OLD.state IN ('approved', 'issued', 'reversing', 'reversed') AND NEW.state <> 'drafted' AND "
    "(NEW.approver_id <> OLD.approver_id OR coalesce(NEW.approver_user_id, 0) <> coalesce(OLD.approver_user_id, 0))"
)
ISSUED_UNAPPROVED = (
    "NEW.state = 'issued' AND (NEW.approver_id IS NULL OR NEW.approved_at IS NULL OR NEW.approver_id = NEW.maker_id "
    "OR NEW.approver_user_id = NEW.maker_user_id)"
)
NOT_DRAFTED = "NOT EXISTS (SELECT 1 FROM orders_orderpaper AS p WHERE p.id = {row}.paper_id AND p.state = 'drafted')"
FACTS = [
    "paper_id",
    "number",
    "verb",
    "post_id",
    "tenure_id",
    "name",
    "sex",
    "born_on",
    "alike",
    "start_on",
    "end_on",
    "how",
    "batch_id",
    "reason",
    "row",
]
SAME_FACTS = " AND ".join(f"NEW.{fact} IS NOT DISTINCT FROM OLD.{fact}" for fact in FACTS)
# While an approved paper is issued its lines are told what became of them, once.
CHANGED = (
    f"({NOT_DRAFTED.format(row='OLD')} OR NEW.paper_id <> OLD.paper_id) AND NOT (OLD.made_id IS NULL AND "
    "EXISTS (SELECT 1 FROM orders_orderpaper AS p WHERE p.id = OLD.paper_id AND p.state = 'approved') "
    f"AND (OLD.person_id IS NULL OR NEW.person_id = OLD.person_id) AND {SAME_FACTS})"
)


class Migration(migrations.Migration):
    """Guards of papers and lines."""

    dependencies = [("orders", "0001_second_flight")]
    operations = [
        refuse("orders_orderpaper", "paper_no_delete", "DELETE", "1=1", "order paper: discarded, not deleted"),
        refuse("orders_orderpaper", "paper_begins_drafted", "INSERT", "NEW.state <> 'drafted'", "order paper: a draft"),
        refuse("orders_orderpaper", "paper_moves", "UPDATE", NO_SUCH_MOVE, "order paper: no such move"),
        refuse("orders_orderpaper", "paper_heading", "UPDATE", HEADING_CHANGED, "order paper: its heading is fixed"),
        refuse("orders_orderpaper", "paper_approver", "UPDATE", APPROVER_CHANGED, "order paper: its approver is fixed"),
        refuse("orders_orderpaper", "paper_approved", "UPDATE", ISSUED_UNAPPROVED, "order paper: not approved"),
        refuse("orders_orderline", "line_added", "INSERT", NOT_DRAFTED.format(row="NEW"), "order line: no draft"),
        refuse("orders_orderline", "line_removed", "DELETE", NOT_DRAFTED.format(row="OLD"), "order line: no draft"),
        refuse("orders_orderline", "line_changed", "UPDATE", CHANGED, "order line: no draft"),
        refuse("orders_orderfile", "order_file_no_delete", "DELETE", "1=1", "order file: never deleted"),
    ]
