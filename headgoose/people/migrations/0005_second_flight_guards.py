"""The guards of tenures set up again, what must never be of versions and excluded posts, and the data for both."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.guards import append_only, keep_past, overlap_triggers, per_engine, refuse
from headgoose.people.post_type_file import post_type_values

DATA = Path(__file__).resolve().parent.parent / "data"
OF_THE_POST = (
    "NOT EXISTS (SELECT 1 FROM people_post AS p WHERE p.id = NEW.post_id AND p.type_id = NEW.type_id "
    "AND p.place_id = NEW.place_id AND p.start_on <= NEW.start_on "
    "AND p.end_on >= NEW.end_on)"
)
POST_STILL_USED = (
    "EXISTS (SELECT 1 FROM people_tenure AS t WHERE t.post_id = NEW.id AND t.start_on < t.end_on AND "
    "(t.start_on < NEW.start_on OR t.start_on >= NEW.end_on OR t.end_on > NEW.end_on))"
)
AT_ONE_TIME = (
    "o.start_on < NEW.end_on AND o.end_on > NEW.start_on AND o.start_on < o.end_on AND NEW.start_on < NEW.end_on"
)
# A cross join tells SQLite in which order to read: first the few rows that can matter, the tenures of a person last.
EXCLUDED = (
    "EXISTS (SELECT 1 FROM people_excludedpair AS x CROSS JOIN people_tenure AS o "
    "WHERE (x.type_a_id = NEW.type_id OR x.type_b_id = NEW.type_id) AND o.person_id = NEW.person_id "
    "AND o.type_id + 0 = CASE WHEN x.type_a_id = NEW.type_id THEN x.type_b_id ELSE x.type_a_id END "
    f"AND (x.anywhere OR o.place_id + 0 = NEW.place_id) AND {AT_ONE_TIME} AND o.id <> NEW.id)"
)
EXCLUDED_FOR_KIN = (
    "EXISTS (SELECT 1 FROM people_kinship AS k CROSS JOIN people_tenure AS o CROSS JOIN people_excludedpair AS x "
    "WHERE (k.person_a_id = NEW.person_id OR k.person_b_id = NEW.person_id) "
    "AND o.person_id = CASE WHEN k.person_a_id = NEW.person_id THEN k.person_b_id ELSE k.person_a_id END "
    "AND x.kin AND ((x.type_a_id = NEW.type_id AND x.type_b_id = o.type_id + 0) "
    "OR (x.type_b_id = NEW.type_id AND x.type_a_id = o.type_id + 0)) "
    "AND k.start_on < NEW.end_on AND k.end_on > NEW.start_on "
    f"AND (x.anywhere OR o.place_id + 0 = NEW.place_id) AND {AT_ONE_TIME})"
)
KEPT = [
    "post_id",
    "type_id",
    "place_id",
    "person_id",
    "start_on",
    "end_on",
    "how",
    "batch_id",
    "sent_by_id",
    "order_id",
    "end_reason",
    "ended_by_id",
    "known_at",
]
ANOTHER_TENURE = (
    "NEW.post_id <> OLD.post_id OR NEW.person_id <> OLD.person_id OR coalesce(NEW.order_id, 0) <> "
    "coalesce(OLD.order_id, 0) OR NEW.known_at < OLD.known_at"
)


def load_types(apps: Any, editor: Any) -> None:
    """Post types as the file has them: new ones added, rights of the others brought up to date."""
    PostType = apps.get_model("people", "PostType")
    for code, values in post_type_values(DATA / "post_types.csv"):
        PostType.objects.update_or_create(code=code, defaults=values)


def load_pairs(apps: Any, editor: Any) -> None:
    """The excluded pairs of the file."""
    ids = dict(apps.get_model("people", "PostType").objects.values_list("code", "id"))
    pairs = apps.get_model("people", "ExcludedPair").objects
    with (DATA / "excluded_pairs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs.create(
                type_a_id=ids[row["type_a"]],
                type_b_id=ids[row["type_b"]],
                anywhere=row["anywhere"] == "1",
                kin=row["kin"] == "1",
                source=row["source"],
            )


class Migration(migrations.Migration):
    """Guards of versions and excluded posts."""

    dependencies = [("people", "0004_second_flight")]
    operations = [
        per_engine(
            overlap_triggers(
                "people_tenure", "tenure_one_a_seat", {"post_id": "{row}post_id"}, "tenure: the seat is taken"
            )
            + overlap_triggers(
                "people_tenure",
                "tenure_one_of_a_kind",
                {"person_id": "{row}person_id", "place_id": "{row}place_id", "type_id": "{row}type_id"},
                "tenure: the person holds a like seat here",
            ),
            [
                "DROP TRIGGER tenure_of_its_post ON people_tenure",
                "DROP FUNCTION tenure_of_its_post()",
                "DROP TRIGGER tenure_no_delete ON people_tenure",
                "DROP FUNCTION tenure_no_delete()",
            ],
        ),
        refuse("people_tenure", "tenure_of_its_post", "INSERT OR UPDATE", OF_THE_POST, "tenure: not of its post"),
        refuse("people_tenure", "tenure_no_delete", "DELETE", "1=1", "tenure: never deleted"),
        refuse(
            "people_tenure", "tenure_stays_itself", "UPDATE", ANOTHER_TENURE, "tenure: post and person never change"
        ),
        refuse("people_tenure", "tenure_excluded", "INSERT OR UPDATE", EXCLUDED, "tenure: excluded by another post"),
        refuse(
            "people_tenure",
            "tenure_excluded_for_kin",
            "INSERT OR UPDATE",
            EXCLUDED_FOR_KIN,
            "tenure: excluded by the post of a near relative",
        ),
        refuse("people_post", "post_still_used", "UPDATE", POST_STILL_USED, "post: tenures lie outside its life"),
        keep_past("people_tenure", "people_tenurepast", "tenure_id", KEPT),
        *append_only("people_tenurepast"),
        refuse("people_kinship", "kinship_no_delete", "DELETE", "1=1", "kinship: ended, not deleted"),
        migrations.RunPython(load_types, migrations.RunPython.noop),
        migrations.RunPython(load_pairs, migrations.RunPython.noop),
    ]
