"""The post types of the programme, as the file has them."""

from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.people.post_type_file import post_type_values

SOURCE = Path(__file__).resolve().parent.parent / "data" / "post_types.csv"


def load(apps: Any, editor: Any) -> None:
    """Write one row a line."""
    PostType = apps.get_model("people", "PostType")
    for code, values in post_type_values(SOURCE):
        PostType.objects.create(code=code, **values)


class Migration(migrations.Migration):
    """Post types as data."""

    dependencies = [("people", "0002_tenure_guards")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
