"""What must never be of runs, their pools and their plans, refused by the database itself."""

from django.db import migrations

from headgoose.kernel.guards import PerEngine, refuse

MOVES = [
    ("draft", "solving"),
    ("draft", "discarded"),
    ("solving", "planned"),
    ("solving", "infeasible"),
    ("solving", "draft"),
    ("infeasible", "draft"),
    ("infeasible", "solving"),
    ("infeasible", "discarded"),
    ("planned", "draft"),
    ("planned", "solving"),
    ("planned", "approved"),
    ("planned", "discarded"),
    ("approved", "planned"),
    ("approved", "issued"),
    ("issued", "reversed"),
]
NO_SUCH_MOVE = "NEW.state <> OLD.state AND NOT (" + (
    " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in MOVES) + ")"
)


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


RULE = ["number", "title", "batch_id", "how", "start_on", "end_on", "mode", "weights", "seed", "radius_km", "edges_max"]
RULE += ["home_rule", "home_strict", "may_stay_out"]
RESULT = ["fingerprint", "solver", "optimum", "objective", "parts", "envies", "keep"]
FIXED = ["place_id", "type_id", "maker_id", "maker_user_id"]
HEADING_CHANGED = (
    f"{_changed(*FIXED)} OR NEW.version < OLD.version OR (OLD.state <> 'draft' AND {_changed(*RULE)}) "
    "OR (OLD.order_id IS NOT NULL AND NEW.order_id IS DISTINCT FROM OLD.order_id)"
)
# What was approved is what is issued, and the same people stand behind it.
APPROVED_CHANGED = "OLD.state IN ('approved', 'issued', 'reversed') AND NEW.state <> 'planned' AND " + _changed(
    *RESULT, "approver_id", "approver_user_id", "changer_id", "changer_user_id", "approved_at"
)
ISSUED_UNAPPROVED = (
    "NEW.state = 'issued' AND (NEW.approver_id IS NULL OR NEW.approved_at IS NULL OR NEW.approver_id = NEW.maker_id "
    "OR NEW.approver_user_id = NEW.maker_user_id)"
)


def _not_in(row: str, *states: str) -> str:
    named = ", ".join(f"'{state}'" for state in states)
    return f"NOT EXISTS (SELECT 1 FROM dispatch_run AS r WHERE r.id = {row}.run_id AND r.state IN ({named}))"


OPEN = ("draft", "infeasible", "planned")
# While an approved run is issued its people are told whom they became, and its lines which tenure, once.
ISSUING = "EXISTS (SELECT 1 FROM dispatch_run AS r WHERE r.id = OLD.run_id AND r.state = 'approved')"
CANDIDATE = ["run_id", "number", "mark", "name", "sex", "born_on", "home_key", "home_level", "skills", "choices"]
CANDIDATE += ["score", "kept_key", "withdrawn", "row"]
CANDIDATE_CHANGED = (
    f"({_not_in('OLD', *OPEN)} OR NEW.run_id <> OLD.run_id) AND NOT ({ISSUING} AND OLD.person_id IS NULL "
    f"AND NOT {_changed(*CANDIDATE)})"
)
PLACEMENT = ["run_id", "candidate_id", "key", "rank", "km", "skill", "home", "by_hand"]
PLACEMENT_CHANGED = (
    f"({_not_in('OLD', 'planned')} OR NEW.run_id <> OLD.run_id) AND NOT ({ISSUING} AND OLD.tenure_id IS NULL "
    f"AND NOT {_changed(*PLACEMENT)})"
)
OTHER_RUN = "NOT EXISTS (SELECT 1 FROM dispatch_candidate AS c WHERE c.id = NEW.candidate_id AND c.run_id = NEW.run_id)"


def _only_in(table: str, name: str, *states: str) -> list[PerEngine]:
    """Rows of a run are written, changed and removed in some states only."""
    said = f"dispatch: the run is not open for its {name}"
    moved = f"{_not_in('OLD', *states)} OR NEW.run_id <> OLD.run_id"
    return [
        refuse(table, f"{name}_added", "INSERT", _not_in("NEW", *states), said),
        refuse(table, f"{name}_removed", "DELETE", _not_in("OLD", *states), said),
        refuse(table, f"{name}_changed", "UPDATE", moved, said),
    ]


RUN, SAID = "dispatch_run", "dispatch run"


class Migration(migrations.Migration):
    """Guards of runs and what belongs to them."""

    dependencies = [("dispatch", "0002_what_holds_of_runs")]
    operations = [
        refuse(RUN, "run_no_delete", "DELETE", "1=1", f"{SAID}: discarded, not deleted"),
        refuse(RUN, "run_begins_draft", "INSERT", "NEW.state <> 'draft'", f"{SAID}: begins as a draft"),
        refuse(RUN, "run_moves", "UPDATE", NO_SUCH_MOVE, f"{SAID}: no such move"),
        refuse(RUN, "run_heading", "UPDATE", HEADING_CHANGED, f"{SAID}: its heading and its rule are fixed"),
        refuse(RUN, "run_approved_stays", "UPDATE", APPROVED_CHANGED, f"{SAID}: what was approved is fixed"),
        refuse(RUN, "run_approved", "UPDATE", ISSUED_UNAPPROVED, f"{SAID}: not approved"),
        *_only_in("dispatch_demand", "demand", "draft"),
        *_only_in("dispatch_bound", "bound", "draft"),
        *_only_in("dispatch_edge", "edge", "draft"),
        *_only_in("dispatch_ruling", "ruling", *OPEN),
        refuse("dispatch_candidate", "candidate_added", "INSERT", _not_in("NEW", "draft"), "dispatch: no draft"),
        refuse("dispatch_candidate", "candidate_removed", "DELETE", _not_in("OLD", "draft"), "dispatch: no draft"),
        refuse("dispatch_candidate", "candidate_changed", "UPDATE", CANDIDATE_CHANGED, "dispatch: the pool is fixed"),
        refuse(
            "dispatch_placement",
            "placement_added",
            "INSERT",
            f"{_not_in('NEW', 'solving', 'planned')} OR {OTHER_RUN}",
            "dispatch: the plan is fixed",
        ),
        refuse(
            "dispatch_placement",
            "placement_removed",
            "DELETE",
            _not_in("OLD", "draft", "solving", "planned"),
            "dispatch: the plan is fixed",
        ),
        refuse("dispatch_placement", "placement_changed", "UPDATE", PLACEMENT_CHANGED, "dispatch: the plan is fixed"),
        refuse("dispatch_ruling", "ruling_of_its_run", "INSERT", OTHER_RUN, "dispatch: a ruling of another run"),
        refuse("dispatch_runfile", "run_file_no_delete", "DELETE", "1=1", "dispatch: files are never deleted"),
    ]
