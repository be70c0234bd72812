"""The tables of requests."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0008_posts_of_one_net"),
        ("places", "0003_map_events"),
        ("records", "0006_attachments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name_zh", models.CharField(max_length=40)),
                ("name_en", models.CharField(max_length=60)),
                ("post_type", models.CharField(max_length=40)),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField()),
                ("end_at", models.DateTimeField(default=datetime(9999, 12, 31, 0, 0, tzinfo=UTC))),
                ("source", models.CharField(max_length=200)),
                ("code", models.CharField(max_length=30)),
                ("name_zh", models.CharField(max_length=40)),
                ("name_en", models.CharField(max_length=60)),
                ("example_zh", models.CharField(blank=True, max_length=120)),
                ("example_en", models.CharField(blank=True, max_length=160)),
                ("icon", models.CharField(blank=True, max_length=30)),
                ("private", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField()),
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
                "ordering": ["order", "code"],
            },
        ),
        migrations.CreateModel(
            name="ClientKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField()),
                ("end_at", models.DateTimeField(default=datetime(9999, 12, 31, 0, 0, tzinfo=UTC))),
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
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("accepted", "accepted"),
                            ("in_hand", "in hand"),
                            ("paused", "paused"),
                            ("answered", "answered"),
                            ("reopened", "reopened"),
                            ("closed", "closed"),
                            ("rejected", "rejected"),
                            ("transferred", "passed to an office outside"),
                            ("merged", "merged"),
                        ],
                        max_length=12,
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=20)),
                ("text", models.CharField(blank=True, max_length=2000)),
                ("outcome", models.JSONField(default=dict)),
                ("open", models.BooleanField(default=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("client_id", models.UUIDField(null=True, unique=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("client_id", models.UUIDField(null=True, unique=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("key", models.BigIntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "public form"),
                            ("worker", "taken down by a worker"),
                            ("api", "by a programme"),
                            ("open311", "Open311"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=2000)),
                ("where_text", models.CharField(blank=True, max_length=200)),
                ("lat_e6", models.IntegerField(null=True)),
                ("long_e6", models.IntegerField(null=True)),
                ("attributes", models.JSONField(default=dict)),
                ("private", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("accepted", "accepted"),
                            ("in_hand", "in hand"),
                            ("paused", "paused"),
                            ("answered", "answered"),
                            ("reopened", "reopened"),
                            ("closed", "closed"),
                            ("rejected", "rejected"),
                            ("transferred", "passed to an office outside"),
                            ("merged", "merged"),
                        ],
                        max_length=12,
                    ),
                ),
                ("dispatches", models.PositiveSmallIntegerField()),
                ("designated", models.BooleanField(default=False)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("dispatched_at", models.DateTimeField()),
                ("respond_by", models.DateTimeField(null=True)),
                ("accept_by", models.DateTimeField(null=True)),
                ("answer_by", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "against_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "against_type",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.posttype",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.category"
                    ),
                ),
                (
                    "client_key",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.clientkey",
                    ),
                ),
                (
                    "desk_place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "desk_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.posttype",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="casework.request",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Petitioner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ciphertext", models.BinaryField()),
                ("key_name", models.CharField(max_length=40)),
                ("algorithm", models.CharField(max_length=20)),
                ("agrees", models.BooleanField(default=False)),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="petitioner", to="casework.request"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="event",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="casework.request",
            ),
        ),
        migrations.CreateModel(
            name="RouteRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField()),
                ("end_at", models.DateTimeField(default=datetime(9999, 12, 31, 0, 0, tzinfo=UTC))),
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
        ),
    ]
