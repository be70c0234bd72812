"""The tables of what hangs on requests, and of whistles and roll-calls."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_one_net")]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("media", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="casework.event",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Joiner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.posttype",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joiners",
                        to="casework.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("replied_at", models.DateTimeField(null=True)),
                ("solved", models.BooleanField(null=True)),
                ("satisfaction", models.PositiveSmallIntegerField(null=True)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("excluded_why", models.CharField(blank=True, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "excluded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="casework.request",
                    ),
                ),
            ],
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
        ),
        migrations.CreateModel(
            name="Whistle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enforcement", "joint enforcement"),
                            ("beyond", "beyond our own power"),
                            ("emergency", "emergency"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("text", models.CharField(max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[("blown", "blown"), ("closed", "closed"), ("withdrawn", "withdrawn")],
                        default="blown",
                        max_length=10,
                    ),
                ),
                ("blown_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("client_id", models.UUIDField(null=True, unique=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "blown_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="whistles",
                        to="casework.request",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lead", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("called", "called"),
                            ("reported", "reported for duty"),
                            ("answered", "answered"),
                            ("rated", "rated"),
                            ("excused", "let go"),
                        ],
                        default="called",
                        max_length=10,
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("report_by", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("reported_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=2000)),
                ("rated_at", models.DateTimeField(null=True)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.department",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "whistle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="casework.whistle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WhistleEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=20)),
                ("text", models.CharField(blank=True, max_length=2000)),
                ("client_id", models.UUIDField(null=True, unique=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "leg",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="events", to="casework.leg"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "whistle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="casework.whistle",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
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
