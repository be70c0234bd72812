"""Answers kept by the client's key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_seal_guards")]
    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("kept_at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["kept_at"], name="answer_by_age")],
                "constraints": [models.UniqueConstraint(fields=("user_id", "key"), name="answer_once")],
            },
        ),
    ]
