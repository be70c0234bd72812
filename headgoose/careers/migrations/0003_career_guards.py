"""What must never be of reviews, awards, reserves and handovers, refused by the database; and the rules to begin with."""

import csv
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.guards import append_only, no_replace, no_truncate, refuse

DATA = Path(__file__).resolve().parent.parent / "data"
SOURCE = "Default of the programme"
TABLES = ("review", "award", "extension", "reserve", "handover", "handovertask")
REVIEW_MOVES = {"written": ["reviewed"], "reviewed": ["written", "confirmed"]}
RESERVE_MOVES = {"proposed": ["listed", "off"], "listed": ["off"]}
HANDOVER_MOVES = {"open": ["done", "dropped"]}


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of a file of the room."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load_rules(apps: Any, editor: Any) -> None:
    """How long people may stay on, and what is handed over, by kind of post."""
    PostType = apps.get_model("people", "PostType")
    rule, item = apps.get_model("careers", "SuccessionRule"), apps.get_model("careers", "HandoverItem")
    types = {type_.code: type_ for type_ in PostType.objects.all()}
    for row in rows_of("succession_rules"):
        rule.objects.create(
            type=types[row["type"]],
            terms_most=int(row["terms_most"]) if row["terms_most"] else None,
            months_most=int(row["months_most"]),
            handover_days=int(row["handover_days"]),
            source=SOURCE,
        )
    numbers: dict[str, Iterator[int]] = {}
    for row in rows_of("handover_items"):
        number = next(numbers.setdefault(row["type"], count(1)))
        item.objects.create(type=types[row["type"]], number=number, name_zh=row["name_zh"], name_en=row["name_en"])


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


NOT_HIS_TENURE = (
    "NOT EXISTS (SELECT 1 FROM people_tenure AS t WHERE t.id = NEW.tenure_id AND t.person_id = NEW.person_id"
)
# Dates read alike on both engines only as text.
YEAR = "CAST(substr(CAST({date} AS text), 1, 4) AS integer)"
REVIEW_NOT_HIS = (
    f"{NOT_HIS_TENURE} AND {YEAR.format(date='t.start_on')} <= NEW.year AND {YEAR.format(date='t.end_on')} >= NEW.year)"
)
REVIEW_CHANGED = (
    f"{other('tenure_id person_id year')} OR NEW.version <> OLD.version + 1 OR OLD.state = 'confirmed' "
    f"OR (OLD.state <> 'written' AND ({other('own_word written_at')})) "
    f"OR (NEW.state = 'confirmed' AND ({other('results grade reviewer_id reviewed_at')}))"
)
AWARD_CHANGED = (
    f"{other('tenure_id person_id title level unit awarded_on document made_at')} OR OLD.revoked_at IS NOT NULL"
)
EXTENSION_ASTRAY = (
    "NEW.from_on <> coalesce((SELECT max(e.to_on) FROM careers_extension AS e WHERE e.tenure_id = NEW.tenure_id), "
    "NEW.base_on) OR EXISTS (SELECT 1 FROM careers_extension AS e WHERE e.tenure_id = NEW.tenure_id "
    "AND (e.base_on <> NEW.base_on OR e.limit_on <> NEW.limit_on)) "
    "OR NOT EXISTS (SELECT 1 FROM people_tenure AS t WHERE t.id = NEW.tenure_id AND t.end_on = NEW.to_on)"
)
BEYOND_RULE = (
    "NOT EXISTS (SELECT 1 FROM people_tenure AS t JOIN careers_successionrule AS r ON r.type_id = t.type_id "
    "WHERE t.id = NEW.tenure_id AND NEW.limit_on <= {last})"
)
LAST_ON_SQLITE = "date(NEW.base_on, '+' || r.months_most || ' months')"
LAST_ON_POSTGRESQL = "NEW.base_on + make_interval(months => r.months_most)"
RESERVE_CHANGED = (
    f"{other('person_id type_id place_id why proposer_id proposed_at')} OR OLD.state = 'off' "
    f"OR (OLD.state = 'listed' AND ({other('lister_id listed_at')}))"
)
OF_ONE_SEAT = (
    "NEW.came_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people_tenure AS l JOIN people_tenure AS c "
    "ON c.post_id = l.post_id AND c.person_id <> l.person_id AND c.start_on >= l.end_on "
    "WHERE l.id = NEW.left_id AND c.id = NEW.came_id)"
)
HANDOVER_CHANGED = (
    f"{other('left_id opened_at due_on')} OR OLD.state <> 'open' "
    "OR (OLD.came_id IS NOT NULL AND coalesce(NEW.came_id, 0) <> OLD.came_id)"
)
LEFT_OVER = (
    "NEW.state = 'done' AND (EXISTS (SELECT 1 FROM careers_handovertask AS k WHERE k.handover_id = NEW.id "
    "AND (k.given_at IS NULL OR k.taken_at IS NULL)) "
    "OR NOT EXISTS (SELECT 1 FROM careers_handovertask AS k WHERE k.handover_id = NEW.id))"
)
NOT_OPEN = "NOT EXISTS (SELECT 1 FROM careers_handover AS h WHERE h.id = {row}.handover_id AND h.state = 'open')"
TASK_CHANGED = (
    f"{other('handover_id item_id')} "
    f"OR (OLD.given_at IS NOT NULL AND ({other('given_by_id given_at given_why')})) "
    f"OR (OLD.taken_at IS NOT NULL AND ({other('taken_by_id taken_at')}))"
)
BY_OTHERS = (
    "NEW.taken_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM careers_handover AS h JOIN people_tenure AS c "
    "ON c.id = h.came_id WHERE h.id = NEW.handover_id AND c.person_id = NEW.taken_by_id) "
    "OR NEW.given_by_id IS NOT NULL AND NEW.given_why = '' AND NOT EXISTS (SELECT 1 FROM careers_handover AS h "
    "JOIN people_tenure AS l ON l.id = h.left_id WHERE h.id = NEW.handover_id AND l.person_id = NEW.given_by_id) "
    "OR NEW.given_by_id = NEW.taken_by_id"
)


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0002_career_constraints"),
        ("people", "0009_who_trains"),
    ]
    operations = [
        migrations.RunPython(load_rules, migrations.RunPython.noop),
        *(
            refuse(f"careers_{name}", f"careers_{name}_no_delete", "DELETE", "1=1", f"{name}: never deleted")
            for name in TABLES
            if name != "extension"
        ),
        *append_only("careers_extension"),
        no_truncate(*(f"careers_{name}" for name in TABLES)),
        no_replace("careers_review", "other.tenure_id = NEW.tenure_id AND other.year = NEW.year"),
        no_replace("careers_award"),
        no_replace("careers_extension", edited=False),
        no_replace("careers_reserve"),
        no_replace("careers_handover"),
        no_replace("careers_handovertask", "other.handover_id = NEW.handover_id AND other.item_id = NEW.item_id"),
        refuse("careers_review", "review_of_own_tenure", "INSERT", REVIEW_NOT_HIS, "review: not of this tenure"),
        refuse("careers_review", "review_moves", "UPDATE", no_such_move(REVIEW_MOVES), "review: no such move"),
        refuse("careers_review", "review_stays", "UPDATE", REVIEW_CHANGED, "review: what was written stays"),
        refuse(
            "careers_award",
            "award_of_own_tenure",
            "INSERT",
            f"{NOT_HIS_TENURE} AND t.start_on <= NEW.awarded_on)",
            "award: not of this tenure",
        ),
        refuse("careers_award", "award_stays", "UPDATE", AWARD_CHANGED, "award: revoked once, never changed"),
        refuse("careers_extension", "extension_joins", "INSERT", EXTENSION_ASTRAY, "extension: joins on to no end"),
        refuse(
            "careers_extension",
            "extension_within_rule",
            "INSERT",
            BEYOND_RULE.format(last=LAST_ON_SQLITE),
            "extension: beyond what the rule allows",
            on_postgresql=BEYOND_RULE.format(last=LAST_ON_POSTGRESQL),
        ),
        refuse("careers_reserve", "reserve_moves", "UPDATE", no_such_move(RESERVE_MOVES), "reserve: no such move"),
        refuse("careers_reserve", "reserve_stays", "UPDATE", RESERVE_CHANGED, "reserve: who was named stays"),
        refuse("careers_handover", "handover_one_seat", "INSERT OR UPDATE", OF_ONE_SEAT, "handover: not of one seat"),
        refuse("careers_handover", "handover_moves", "UPDATE", no_such_move(HANDOVER_MOVES), "handover: no such move"),
        refuse("careers_handover", "handover_stays", "UPDATE", HANDOVER_CHANGED, "handover: its facts stay"),
        refuse("careers_handover", "handover_done", "UPDATE", LEFT_OVER, "handover: something is left"),
        refuse("careers_handover", "handover_begins", "INSERT", "NEW.state <> 'open'", "handover: begins open"),
        refuse("careers_handovertask", "task_added", "INSERT", NOT_OPEN.format(row="NEW"), "task: handover not open"),
        refuse("careers_handovertask", "task_when_open", "UPDATE", NOT_OPEN.format(row="OLD"), "task: not open"),
        refuse("careers_handovertask", "task_once", "UPDATE", TASK_CHANGED, "task: confirmed once"),
        refuse("careers_handovertask", "task_by_the_two", "INSERT OR UPDATE", BY_OTHERS, "task: confirmed by another"),
    ]
