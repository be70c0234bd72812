"""Seals are append-only and follow each other, and nothing slips in among acts that are sealed: in the database itself."""

from django.db import migrations

from headgoose.kernel.guards import append_only, per_engine, refuse

LAST_SEALED = "coalesce((SELECT last_act FROM records_seal ORDER BY number DESC LIMIT 1), 0)"
LAST_NUMBER = "coalesce((SELECT max(number) FROM records_seal), 0)"
TOO_LATE = "records_act: this number is sealed already"

# SQLite tells the number of a new row only after it is there; PostgreSQL has drawn it before.
ACTS_COME_LAST = per_engine(
    [
        f"CREATE TRIGGER records_act_last AFTER INSERT ON records_act WHEN NEW.id <= {LAST_SEALED} "
        f"BEGIN SELECT RAISE(ABORT, '{TOO_LATE}'); END"
    ],
    [
        f"CREATE FUNCTION records_act_last() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.id <= {LAST_SEALED} THEN "
        f"RAISE EXCEPTION '{TOO_LATE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER records_act_last BEFORE INSERT ON records_act FOR EACH ROW EXECUTE FUNCTION records_act_last()",
    ],
)


class Migration(migrations.Migration):
    """Guards of the seals."""

    dependencies = [("records", "0003_seals")]
    operations = [
        *append_only("records_seal"),
        refuse(
            "records_seal",
            "records_seal_next",
            "INSERT",
            f"NEW.number <> {LAST_NUMBER} + 1 OR NEW.first_act <= {LAST_SEALED} OR NEW.last_act < NEW.first_act",
            "records_seal: a seal follows the one before",
        ),
        ACTS_COME_LAST,
    ]
