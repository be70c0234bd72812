"""Who trains."""

from pathlib import Path
from typing import Any

from django.db import migrations

from headgoose.people.post_type_file import post_type_values

DATA = Path(__file__).resolve().parent.parent / "data"


def load_types(apps: Any, editor: Any) -> None:
    """Post types as the file has them: new ones added, rights of the others brought up to date."""
    PostType = apps.get_model("people", "PostType")
    for code, values in post_type_values(DATA / "post_types.csv"):
        PostType.objects.update_or_create(code=code, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("people", "0008_posts_of_one_net")]
    operations = [migrations.RunPython(load_types, migrations.RunPython.noop)]
