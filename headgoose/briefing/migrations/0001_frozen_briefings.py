"""The room's first own table: briefings as they were frozen, which the database itself never lets be changed."""

import django.db.models.deletion
from django.db import migrations, models

from headgoose.kernel.guards import append_only


class Migration(migrations.Migration):
    """Frozen briefings."""

    initial = True
    dependencies = [("places", "0003_map_events")]
    operations = [
        migrations.CreateModel(
            name="FrozenBriefing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                ("on", models.DateField()),
                ("basis", models.CharField(max_length=5)),
                ("title", models.CharField(max_length=200)),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=100)),
                ("public_key", models.CharField(max_length=60)),
                ("frozen_at", models.DateTimeField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(max_length=120)),
                ("reason", models.CharField(blank=True, max_length=400)),
                (
                    "amends",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amended_by",
                        to="briefing.frozenbriefing",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={"ordering": ["-frozen_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="FrozenFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=100)),
                (
                    "frozen",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="briefing.frozenbriefing",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "frozenfile", models.UniqueConstraint(fields=["frozen", "name"], name="frozen_file_once")
        ),
        *append_only("briefing_frozenbriefing"),
        *append_only("briefing_frozenfile"),
    ]
