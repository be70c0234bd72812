"""Encrypted values of people, who was shown them, and periods of retention."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first_flight"),
        ("records", "0001_first_flight"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("start_on", models.DateField()),
                ("days", models.PositiveIntegerField()),
                ("counted_from_zh", models.CharField(max_length=80)),
                ("counted_from_en", models.CharField(max_length=120)),
                ("source_zh", models.CharField(max_length=200)),
                ("source_en", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["name", "start_on"],
                "constraints": [models.UniqueConstraint(fields=("name", "start_on"), name="retention_period_once")],
            },
        ),
        migrations.CreateModel(
            name="PersonalField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("identity", "identity number"), ("phone", "telephone"), ("account", "bank account")],
                        max_length=10,
                    ),
                ),
                ("ciphertext", models.BinaryField()),
                ("key_name", models.CharField(max_length=40)),
                ("algorithm", models.CharField(max_length=20)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("changed_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="personal_fields", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key_name"], name="personal_field_by_key"),
                    models.Index(
                        condition=models.Q(("fingerprint", ""), _negated=True),
                        fields=["fingerprint"],
                        name="personal_field_by_print",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="personal_field_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "identity"), models.Q(("fingerprint", ""), _negated=True)),
                            models.Q(models.Q(("kind", "identity"), _negated=True), ("fingerprint", "")),
                            _connector="OR",
                        ),
                        name="personal_field_fingerprint",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.act"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "id"], name="reveal_by_person"),
                    models.Index(fields=["user_id", "at"], name="reveal_by_user"),
                ],
            },
        ),
    ]
