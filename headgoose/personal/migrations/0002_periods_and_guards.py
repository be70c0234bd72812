"""Retention periods from the file as it was when this migration was written, and what must never be."""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.kernel.guards import append_only, refuse

SOURCE = Path(__file__).resolve().parent.parent / "data" / "retention_periods.csv"


def load(apps: Any, editor: Any) -> None:
    """Write one row a line."""
    period = apps.get_model("personal", "RetentionPeriod")
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            period.objects.create(**row)


class Migration(migrations.Migration):
    """Periods as data; a value stays with its person; who was shown what is never edited."""

    dependencies = [("personal", "0001_second_flight")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        refuse(
            "personal_personalfield",
            "personal_field_stays_put",
            "UPDATE",
            "NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind",
            "personal field: stays with its person",
        ),
        *append_only("personal_reveal"),
        *append_only("personal_retentionperiod"),
    ]
