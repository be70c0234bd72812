"""What must never be of requests, whistles and roll-calls, refused by the database; and the tables they begin with."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.area import Level
from headgoose.kernel.guards import append_only, no_replace, no_truncate, refuse

DATA = Path(__file__).resolve().parent.parent / "data"
SINCE = datetime(2016, 1, 1, tzinfo=UTC)
SOURCE = "Default of the programme"

MOVES = {
    "new": ["accepted", "rejected", "transferred", "merged"],
    "accepted": ["rejected", "transferred", "merged", "in_hand", "paused", "answered"],
    "in_hand": ["transferred", "merged", "paused", "answered"],
    "reopened": ["transferred", "merged", "in_hand", "paused", "answered"],
    "paused": ["merged", "in_hand"],
    "answered": ["closed", "reopened"],
    "closed": ["reopened"],
    "rejected": ["reopened"],
    "merged": ["reopened"],
}
LEG_MOVES = {
    "called": ["reported", "excused"],
    "reported": ["answered", "excused"],
    "answered": ["reported", "rated"],
}
WHISTLE_MOVES = {"blown": ["closed", "withdrawn"]}


def no_such_move(moves: dict[str, list[str]]) -> str:
    """SQL that holds for a move that the table of states does not name."""
    named = (
        f"(OLD.state = '{source}' AND NEW.state IN ({', '.join(map(repr, targets))}))"
        for source, targets in moves.items()
    )
    return f"NEW.state <> OLD.state AND NOT ({' OR '.join(named)})"


def other(columns: str) -> str:
    """SQL that holds when one of some columns is changed."""
    return " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in columns.split())


REQUEST_FACTS = other(
    "code client_id client_key_id place_id channel against_place_id against_type_id private received_at"
)
# The village follows the place when the map changes, and the key shows it.
REQUEST_VILLAGE = "NEW.village_id <> OLD.village_id AND NEW.key = OLD.key"
REQUEST_WORDS = other("text where_text")
EVENT_FACTS = other("request_id number at verb state person_id label outcome open level client_id")
NO_EVENT = (
    "NEW.version <> OLD.version + 1 AND NEW.version <> OLD.version "
    "OR NEW.version = OLD.version AND NEW.state <> OLD.state "
    "OR NOT EXISTS (SELECT 1 FROM casework_event AS e WHERE e.request_id = NEW.id AND e.number = NEW.version "
    "AND e.state = NEW.state)"
)
EVENT_GAP = (
    "NEW.number <> 1 + coalesce((SELECT max(e.number) FROM casework_event AS e WHERE e.request_id = NEW.request_id), 0)"
)
WHISTLE_GAP = (
    "NEW.number <> 1 + coalesce((SELECT max(e.number) FROM casework_whistleevent AS e "
    "WHERE e.whistle_id = NEW.whistle_id), 0)"
)
OPEN_LEG = (
    "NEW.state = 'closed' AND EXISTS (SELECT 1 FROM casework_leg AS l WHERE l.whistle_id = NEW.id "
    "AND l.state IN ('called', 'reported', 'answered'))"
)
REQUEST_ERASED = "EXISTS (SELECT 1 FROM casework_request AS r WHERE r.id = OLD.request_id AND r.erased_at IS NOT NULL)"
CLOSED_WHISTLE = "(SELECT w.state FROM casework_whistle AS w WHERE w.id = NEW.whistle_id) <> 'blown'"
CLOSED_ROLL = (
    "EXISTS (SELECT 1 FROM casework_rollcall AS r JOIN casework_called AS c ON c.roll_call_id = r.id "
    "WHERE c.id = NEW.called_id AND r.closed_at IS NOT NULL)"
)
MERGED_INTO_MERGED = (
    "NEW.merged_into_id IS NOT NULL AND (NEW.merged_into_id = NEW.id OR EXISTS (SELECT 1 FROM casework_request AS o "
    "WHERE o.id = NEW.merged_into_id AND o.state = 'merged'))"
)
ROW_STAYS = "{facts} OR NEW.end_at > OLD.end_at"
TABLE_FACTS = {
    "category": "place_id code name_zh name_en example_zh example_en icon private start_at source",
    "deadlinerule": "place_id category urgency accept_minutes answer_minutes escalated_minutes working start_at source",
    "routerule": "place_id category level post_type start_at source",
}
NAMES = ["request", "event", "petitioner", "callback", "joiner", "photo", "category", "deadlinerule", "routerule"]
NAMES += ["whistle", "leg", "whistleevent", "rollcall", "called", "answer"]


def rows_of(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file of the room, counted from 1."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), 1)


def load_tables(apps: Any, editor: Any) -> None:
    """Departments, categories with their routes, and deadlines, for everywhere."""
    department, category = apps.get_model("casework", "Department"), apps.get_model("casework", "Category")
    deadline_rule, route_rule = apps.get_model("casework", "DeadlineRule"), apps.get_model("casework", "RouteRule")
    dated = {"start_at": SINCE, "source": SOURCE}
    for order, row in rows_of("departments"):
        department.objects.create(order=order, **row)
    for order, row in rows_of("categories"):
        level, post_type = Level[row.pop("level").upper()], row.pop("post_type")
        private = bool(row.pop("private"))
        category.objects.create(order=order, private=private, **row, **dated)
        route_rule.objects.create(category=row["code"], level=level, post_type=post_type, **dated)
    route_rule.objects.create(category="", level=Level.VILLAGE, post_type="secretary", **dated)
    for _order, row in rows_of("deadlines"):
        minutes = {name: int(row[name]) for name in row if name.endswith("_minutes")}
        deadline_rule.objects.create(urgency=row["urgency"], working=bool(row["working"]), **minutes, **dated)


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_roll_calls")]
    operations = [
        migrations.RunPython(load_tables, migrations.RunPython.noop),
        refuse("casework_request", "request_no_delete", "DELETE", "1=1", "request: never deleted"),
        refuse(
            "casework_request",
            "request_facts_stay",
            "UPDATE",
            f"{REQUEST_FACTS} OR ({REQUEST_VILLAGE})",
            "request: what came in stays",
        ),
        refuse(
            "casework_request",
            "request_words_stay",
            "UPDATE",
            f"({REQUEST_WORDS}) AND NOT (NEW.text = '' AND NEW.where_text = '' AND NEW.erased_at IS NOT NULL)",
            "request: its words stay, or are erased",
        ),
        refuse("casework_request", "request_moves", "UPDATE", no_such_move(MOVES), "request: no such move"),
        refuse("casework_request", "request_by_event", "UPDATE", NO_EVENT, "request: no event says so"),
        refuse(
            "casework_request", "request_merged_once", "UPDATE", MERGED_INTO_MERGED, "request: merged into a merged"
        ),
        no_replace("casework_request", "other.code = NEW.code"),
        refuse("casework_event", "event_no_gap", "INSERT", EVENT_GAP, "event: numbers have no gap"),
        refuse("casework_event", "event_no_delete", "DELETE", "1=1", "event: never deleted"),
        refuse(
            "casework_event",
            "event_stays",
            "UPDATE",
            f"{EVENT_FACTS} OR NEW.text <> '' OR NEW.digest <> ''",
            "event: never edited, only erased",
        ),
        no_replace("casework_event", "other.request_id = NEW.request_id AND other.number = NEW.number"),
        refuse("casework_callback", "callback_no_delete", "DELETE", "1=1", "call-back: never deleted"),
        refuse(
            "casework_callback",
            "callback_reply_stays",
            "UPDATE",
            "OLD.replied_at IS NOT NULL AND (NEW.replied_at IS DISTINCT FROM OLD.replied_at "
            "OR NEW.solved IS DISTINCT FROM OLD.solved OR NEW.satisfaction IS DISTINCT FROM OLD.satisfaction "
            "OR (NEW.words <> OLD.words AND NEW.words <> ''))",
            "call-back: a reply stays",
        ),
        no_replace("casework_callback", "other.request_id = NEW.request_id AND other.round = NEW.round"),
        *(
            refuse(
                f"casework_{name}",
                f"{name}_stays",
                "UPDATE",
                ROW_STAYS.format(facts=other(facts)),
                f"{name}: a row ends, and another follows",
            )
            for name, facts in TABLE_FACTS.items()
        ),
        *(
            refuse(f"casework_{name}", f"{name}_no_delete", "DELETE", "1=1", f"{name}: never deleted")
            for name in (*TABLE_FACTS, "whistle", "leg", "rollcall", "called")
        ),
        refuse(
            "casework_whistle",
            "whistle_facts_stay",
            "UPDATE",
            f"{other('place_id county_id kind title request_id blown_at blown_by_id client_id')} "
            f"OR (NEW.text <> OLD.text AND NOT (NEW.text = '' AND {REQUEST_ERASED}))",
            "whistle: what was blown stays, or its words are erased with the request",
        ),
        refuse("casework_whistle", "whistle_moves", "UPDATE", no_such_move(WHISTLE_MOVES), "whistle: no such move"),
        refuse("casework_whistle", "whistle_legs_done", "UPDATE", OPEN_LEG, "whistle: a leg is open"),
        refuse("casework_leg", "leg_moves", "UPDATE", no_such_move(LEG_MOVES), "leg: no such move"),
        refuse("casework_leg", "leg_of_open_whistle", "INSERT OR UPDATE", CLOSED_WHISTLE, "leg: the whistle is closed"),
        refuse(
            "casework_leg",
            "leg_facts_stay",
            "UPDATE",
            other("whistle_id department_id lead called_at report_by answer_by"),
            "leg: whom it calls and until when stays",
        ),
        refuse("casework_whistleevent", "whistleevent_no_gap", "INSERT", WHISTLE_GAP, "event: numbers have no gap"),
        *append_only("casework_whistleevent"),
        refuse(
            "casework_rollcall",
            "rollcall_stays",
            "UPDATE",
            f"OLD.closed_at IS NOT NULL OR {other('place_id low high kind title form opened_at opened_by_id')}",
            "roll-call: what was called stays, and what is closed",
        ),
        refuse(
            "casework_called",
            "called_stays",
            "UPDATE",
            f"{other('roll_call_id place_id')} OR (OLD.answered_at IS NOT NULL "
            "AND NEW.answered_at IS DISTINCT FROM OLD.answered_at)",
            "called grid: the first answer stays",
        ),
        refuse("casework_answer", "answer_in_time", "INSERT", CLOSED_ROLL, "answer: the roll-call is closed"),
        *append_only("casework_answer"),
        no_truncate(*(f"casework_{name}" for name in NAMES)),
    ]
