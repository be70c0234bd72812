"""Rules of deadlines and routes; roll-calls with their answers."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("casework", "0003_one_net_constraints")]

    dependencies = [
        ("casework", "0002_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField()),
                (
                    "end_at",
                    models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("source", models.CharField(max_length=200)),
                ("category", models.CharField(blank=True, max_length=30)),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("emergency", "emergency"),
                            ("urgent", "urgent"),
                            ("ordinary", "ordinary"),
                            ("complex", "complex"),
                        ],
                        max_length=10,
                    ),
                ),
                ("accept_minutes", models.PositiveIntegerField()),
                ("answer_minutes", models.PositiveIntegerField()),
                ("escalated_minutes", models.PositiveIntegerField()),
                ("working", models.BooleanField()),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("end_at", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("place", None),
                        ),
                        fields=("category", "urgency"),
                        name="deadline_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("end_at", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("place__isnull", False),
                        ),
                        fields=("place", "category", "urgency"),
                        name="deadline_once_here",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accept_minutes__range", (1, 1051200)),
                            ("answer_minutes__range", (1, 1051200)),
                            ("escalated_minutes__range", (1, 1051200)),
                        ),
                        name="deadline_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RouteRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField()),
                (
                    "end_at",
                    models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("source", models.CharField(max_length=200)),
                ("category", models.CharField(blank=True, max_length=30)),
                ("level", models.PositiveSmallIntegerField()),
                ("post_type", models.CharField(max_length=40)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("end_at", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("place", None),
                        ),
                        fields=("category",),
                        name="route_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("end_at", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("place__isnull", False),
                        ),
                        fields=("place", "category"),
                        name="route_once_here",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("low", models.BigIntegerField()),
                ("high", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("flood", "flood"),
                            ("snow", "snow"),
                            ("epidemic", "epidemic"),
                            ("fire", "fire"),
                            ("drill", "drill"),
                            ("other", "other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("form", models.JSONField()),
                ("called", models.PositiveIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("report", models.JSONField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["opened_at"], name="roll_call_by_time"),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["low", "high"], name="roll_call_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("low__lt", models.F("high"))), name="roll_call_area"),
                    models.CheckConstraint(
                        condition=models.Q(("answer_by__gt", models.F("opened_at"))), name="roll_call_has_length"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Called",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("count", models.PositiveIntegerField(null=True)),
                ("needs", models.BooleanField(default=False)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "roll_call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grids",
                        to="casework.rollcall",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["roll_call", "key", "answered_at", "status", "needs", "count"], name="called_by_key"
                    ),
                    models.Index(fields=["place", "roll_call"], name="called_by_place"),
                ],
                "constraints": [models.UniqueConstraint(fields=("roll_call", "place"), name="called_once")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("client_id", models.UUIDField(null=True, unique=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("for_grid", models.BooleanField(default=False)),
                ("given", models.JSONField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.attachment",
                    ),
                ),
                (
                    "called",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="casework.called",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("called", "number"), name="answer_once_a_number")],
            },
        ),
    ]
