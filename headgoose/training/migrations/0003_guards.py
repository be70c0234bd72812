"""What must never be of classes, places in them, rolls and hours, refused by the database; and the tracks."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.guards import append_only, no_replace, no_truncate, per_engine, refuse

DATA = Path(__file__).resolve().parent.parent / "data"
MOVES = {
    "planned": ["announced", "cancelled"],
    "announced": ["under_way", "cancelled"],
    "under_way": ["approved", "cancelled"],
}
NO_SUCH_MOVE = "NEW.state <> OLD.state AND NOT ({})".format(
    " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state IN ({', '.join(map(repr, targets))}))"
        for source, targets in MOVES.items()
    )
)


def other(columns: str) -> str:
    """SQL that holds when one of some columns is changed."""
    return " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in columns.split())


CLASS_BEGINS = "NEW.state <> 'planned' AND NOT (NEW.carried AND NEW.state = 'approved')"
CLASS_FACTS = (
    f"{other('track_id place_id carried made_at maker_id')} "
    f"OR (OLD.state <> 'planned' AND ({other('title start_on end_on')})) "
    f"OR (OLD.state IN ('approved', 'cancelled') AND ({other('approved_at approver_id cancel_why')}))"
)
HOURS_MISSING = (
    "NEW.state = 'approved' AND EXISTS (SELECT 1 FROM training_enrolment AS e WHERE e.training_class_id = NEW.id "
    "AND e.withdrawn_at IS NULL AND e.minutes IS NULL)"
)
CLASS_OVER = (
    "EXISTS (SELECT 1 FROM training_trainingclass AS c WHERE c.id = NEW.training_class_id "
    "AND c.state IN ('approved', 'cancelled') AND NOT c.carried)"
)
NOT_PLANNED = (
    "NOT EXISTS (SELECT 1 FROM training_trainingclass AS c WHERE c.id = OLD.training_class_id AND c.state = 'planned')"
)
PARTS = "coalesce((SELECT sum(p.seats) FROM training_quota AS p WHERE p.parent_id = {of}), 0)"
LAST_SEAT = (
    "coalesce((SELECT max(e.seat) FROM training_enrolment AS e WHERE e.quota_id = {of} AND e.withdrawn_at IS NULL), 0)"
)
# What a quota gives away and the seats taken in it find room in it; the new row itself is not yet among the parts.
QUOTA_ADDED = (
    "NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM training_quota AS q WHERE q.id = NEW.parent_id "
    "AND q.training_class_id = NEW.training_class_id AND q.seats >= NEW.seats + "
    f"{PARTS.format(of='q.id')} + {LAST_SEAT.format(of='q.id')})"
)
QUOTA_CHANGED = (
    f"{other('training_class_id place_id parent_id given_at')} "
    f"OR NEW.seats < {PARTS.format(of='NEW.id')} + {LAST_SEAT.format(of='NEW.id')} "
    "OR (NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM training_quota AS q WHERE q.id = NEW.parent_id "
    f"AND q.seats >= NEW.seats - OLD.seats + {PARTS.format(of='q.id')} + {LAST_SEAT.format(of='q.id')}))"
)
NO_SUCH_SEAT = (
    "NEW.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM training_quota AS q WHERE q.id = NEW.quota_id "
    "AND q.training_class_id = NEW.training_class_id AND NEW.seat >= 1 "
    f"AND NEW.seat <= q.seats - {PARTS.format(of='q.id')})"
)
NOT_OF_TRACK = (
    "NOT EXISTS (SELECT 1 FROM people_tenure AS t, training_trainingclass AS c, training_tracktype AS y "
    "WHERE t.id = NEW.tenure_id AND t.person_id = NEW.person_id AND c.id = NEW.training_class_id "
    "AND y.track_id = c.track_id AND y.type_id = t.type_id AND t.start_on <= c.end_on AND t.end_on > c.start_on "
    "AND (c.state IN ('announced', 'under_way') AND NEW.minutes IS NULL OR c.carried))"
)
# Asked here and not of the unique keys alone: SQLite takes rows away for `INSERT OR REPLACE` without asking a key.
IN_ALREADY = (
    "EXISTS (SELECT 1 FROM training_enrolment AS e WHERE e.training_class_id = NEW.training_class_id "
    "AND e.person_id = NEW.person_id AND (e.withdrawn_at IS NULL OR e.turn >= NEW.turn)) "
    "OR NEW.turn < 1 OR (NEW.turn > 1 AND NEW.turn <> 1 + (SELECT count(*) FROM training_enrolment AS e "
    "WHERE e.training_class_id = NEW.training_class_id AND e.person_id = NEW.person_id))"
)
SEAT_TAKEN = (
    "EXISTS (SELECT 1 FROM training_enrolment AS e WHERE e.quota_id = NEW.quota_id AND e.seat = NEW.seat "
    "AND e.withdrawn_at IS NULL)"
)
LENGTH = (
    "(SELECT coalesce(sum(s.minutes), 0) FROM training_session AS s WHERE s.training_class_id = NEW.training_class_id)"
)
TOO_LONG = f"NEW.minutes IS NOT NULL AND NEW.minutes > {LENGTH}"
ENROLMENT_FACTS = (
    f"{other('training_class_id person_id turn quota_id tenure_id named_at named_by_id')} "
    f"OR (OLD.withdrawn_at IS NOT NULL AND ({other('withdrawn_at withdrawn_why seat minutes')})) "
    "OR (OLD.answered AND NOT NEW.answered)"
)
STATE = "(SELECT c.state FROM training_trainingclass AS c WHERE c.id = NEW.training_class_id)"
MINUTES_CHANGED = (
    "NEW.minutes IS DISTINCT FROM OLD.minutes AND (NEW.minutes IS NULL "
    f"OR (OLD.minutes IS NULL AND {STATE} <> 'under_way') "
    f"OR (OLD.minutes IS NOT NULL AND ({STATE} <> 'approved' OR NEW.corrected_at IS NOT DISTINCT FROM OLD.corrected_at)))"
)
CORRECTED = "NEW.corrected_at IS DISTINCT FROM OLD.corrected_at"
KEPT = (
    "INSERT INTO training_hourspast (enrolment_id, minutes, corrected_at, corrected_why, corrected_by_id, known_until) "
    "VALUES (OLD.id, OLD.minutes, OLD.corrected_at, OLD.corrected_why, OLD.corrected_by_id, NEW.corrected_at)"
)
MARKED_WRONGLY = (
    "NEW.present <> (NEW.number % 2 = 1) OR NEW.number <> 1 + coalesce((SELECT max(m.number) FROM training_mark AS m "
    "WHERE m.enrolment_id = NEW.enrolment_id AND m.session_id = NEW.session_id), 0) "
    "OR NOT EXISTS (SELECT 1 FROM training_session AS s, training_enrolment AS e, training_trainingclass AS c "
    "WHERE s.id = NEW.session_id AND e.id = NEW.enrolment_id AND e.training_class_id = s.training_class_id "
    "AND e.withdrawn_at IS NULL AND c.id = s.training_class_id AND (c.state = 'under_way' OR c.carried))"
)
NO_HOURS = (
    "NOT EXISTS (SELECT 1 FROM training_enrolment AS e, training_trainingclass AS c WHERE e.id = NEW.enrolment_id "
    "AND e.minutes > 0 AND c.id = e.training_class_id AND c.state = 'approved')"
)
NOBODY_ANSWERED = (
    "(SELECT count(*) FROM training_evaluation AS v WHERE v.training_class_id = NEW.training_class_id) >= "
    "(SELECT count(*) FROM training_enrolment AS e WHERE e.training_class_id = NEW.training_class_id AND e.answered)"
)
MATERIAL_CHANGED = f"{other('training_class_id attachment_id name added_at added_by_id')} OR OLD.removed_at IS NOT NULL"
ALL = "track tracktype trainingclass session material quota enrolment hourspast certificate rolllist mark evaluation"


def load_tracks(apps: Any, editor: Any) -> None:
    """Tracks and the posts that belong to them, as the file has them."""
    tracks, track_types = (apps.get_model("training", name).objects for name in ("Track", "TrackType"))
    types = {type_.code: type_ for type_ in apps.get_model("people", "PostType").objects.all()}
    with (DATA / "tracks.csv").open(encoding="utf-8", newline="") as file:
        for order, row in enumerate(csv.DictReader(file), 1):
            named = {name: row[name] for name in ("code", "name_zh", "name_en", "family")}
            track = tracks.create(order=order, **named)
            for code in row["home"].split():
                track_types.create(track=track, type=types[code], home=True)
            for code in row["also"].split():
                track_types.create(track=track, type=types[code])


class Migration(migrations.Migration):
    """Guards and tracks."""

    dependencies = [("training", "0002_rolls_and_constraints"), ("people", "0009_who_trains")]
    operations = [
        migrations.RunPython(load_tracks, migrations.RunPython.noop),
        refuse("training_trainingclass", "class_no_delete", "DELETE", "1=1", "class: cancelled, not deleted"),
        refuse("training_trainingclass", "class_begins", "INSERT", CLASS_BEGINS, "class: begins planned"),
        refuse("training_trainingclass", "class_moves", "UPDATE", NO_SUCH_MOVE, "class: no such move"),
        refuse("training_trainingclass", "class_facts", "UPDATE", CLASS_FACTS, "class: this is fixed"),
        refuse("training_trainingclass", "class_hours", "UPDATE", HOURS_MISSING, "class: somebody has no hours yet"),
        refuse("training_session", "session_added", "INSERT", CLASS_OVER, "session: the class is over"),
        refuse("training_session", "session_no_edit", "UPDATE", "1=1", "session: never edited"),
        refuse("training_session", "session_removed", "DELETE", NOT_PLANNED, "session: the class is announced"),
        refuse("training_material", "material_no_delete", "DELETE", "1=1", "material: taken away, not deleted"),
        refuse("training_material", "material_changed", "UPDATE", MATERIAL_CHANGED, "material: fixed"),
        refuse("training_quota", "quota_no_delete", "DELETE", "1=1", "quota: never deleted"),
        refuse("training_quota", "quota_added", "INSERT", QUOTA_ADDED, "quota: more than there is"),
        refuse("training_quota", "quota_changed", "UPDATE", QUOTA_CHANGED, "quota: more than there is, or fixed"),
        refuse("training_enrolment", "enrolment_no_delete", "DELETE", "1=1", "enrolment: withdrawn, not deleted"),
        refuse(
            "training_enrolment",
            "enrolment_added",
            "INSERT",
            f"{SEAT_TAKEN} OR {NO_SUCH_SEAT} OR {NOT_OF_TRACK} OR {IN_ALREADY} OR {TOO_LONG}",
            "enrolment: no such seat, no post of the track, in the class already, or more minutes than it lasts",
        ),
        refuse(
            "training_enrolment",
            "enrolment_changed",
            "UPDATE",
            f"{NO_SUCH_SEAT} OR {ENROLMENT_FACTS} OR {MINUTES_CHANGED} OR {TOO_LONG}",
            "enrolment: fixed, no such seat, or no such minutes",
        ),
        per_engine(
            [
                f"CREATE TRIGGER training_hours_kept AFTER UPDATE ON training_enrolment WHEN {CORRECTED} "
                f"BEGIN {KEPT}; END"
            ],
            [
                "CREATE FUNCTION training_hours_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {CORRECTED} THEN {KEPT}; END IF; RETURN NULL; END $$",
                "CREATE TRIGGER training_hours_kept AFTER UPDATE ON training_enrolment FOR EACH ROW "
                "EXECUTE FUNCTION training_hours_kept()",
            ],
        ),
        refuse("training_mark", "mark_added", "INSERT", MARKED_WRONGLY, "mark: out of turn, or not of this class"),
        refuse("training_certificate", "certificate_added", "INSERT", NO_HOURS, "certificate: no approved hours"),
        refuse("training_evaluation", "evaluation_added", "INSERT", NOBODY_ANSWERED, "evaluation: nobody answered"),
        *(
            guard
            for name in ("mark", "hourspast", "certificate", "rolllist", "evaluation")
            for guard in append_only(f"training_{name}")
        ),
        no_replace("training_trainingclass"),
        no_replace("training_quota"),
        no_replace("training_enrolment"),
        no_replace("training_mark", edited=False),
        no_replace("training_evaluation", edited=False),
        no_truncate(*(f"training_{name}" for name in ALL.split())),
    ]
