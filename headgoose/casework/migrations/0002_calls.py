"""Photos, desks that join, call-backs, and whistles with their legs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_one_net"),
    ]

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
            options={
                "constraints": [models.UniqueConstraint(fields=("event", "sha256"), name="photo_once")],
            },
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
            options={
                "indexes": [models.Index(fields=["place", "type", "request"], name="joiner_by_desk")],
                "constraints": [models.UniqueConstraint(fields=("request", "place", "type"), name="joiner_once")],
            },
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("request", "round"), name="call_back_once"),
                    models.CheckConstraint(
                        condition=models.Q(("satisfaction", None), ("satisfaction__range", (1, 5)), _connector="OR"),
                        name="call_back_satisfaction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at", None), ("satisfaction", None), ("solved", None)),
                            models.Q(("replied_at__isnull", False), ("solved__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_back_replied",
                    ),
                ],
            },
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
            options={
                "indexes": [
                    models.Index(fields=["key", "blown_at"], name="whistle_by_key"),
                    models.Index(fields=["county", "blown_at"], name="whistle_by_county"),
                    models.Index(condition=models.Q(("state", "blown")), fields=["key"], name="whistle_open"),
                ],
            },
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
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["called", "reported", "answered"])),
                        fields=["department", "report_by"],
                        name="leg_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("whistle", "department"), name="leg_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("lead", True)), fields=("whistle",), name="leg_one_leads"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating", None), ("rating__range", (1, 5)), _connector="OR"),
                        name="leg_rating",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rated"), _negated=True),
                            models.Q(("rated_at__isnull", False), ("rating__isnull", False)),
                            _connector="OR",
                        ),
                        name="leg_rated",
                    ),
                ],
            },
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
                "constraints": [models.UniqueConstraint(fields=("whistle", "number"), name="whistle_event_once")],
            },
        ),
    ]
