"""Batches of acts under seal, and the ways in which the trail of an area is read."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    """Seals."""

    dependencies = [
        ("records", "0002_trail_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_act", models.BigIntegerField()),
                ("last_act", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("algorithm", models.CharField(max_length=10)),
                ("leaves", models.BinaryField()),
                ("root", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(F("place_key") / 10000000000000, "at", "id", name="act_by_province"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(F("place_key") / 100000000000, "at", "id", name="act_by_prefecture"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(F("place_key") / 1000000000, "at", "id", name="act_by_county"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(F("place_key") / 1000000, "at", "id", name="act_by_township"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["verb", "at", "id"], name="act_by_verb"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["user_id", "at", "id"], name="act_by_user"),
        ),
    ]
