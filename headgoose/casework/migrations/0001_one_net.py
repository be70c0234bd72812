"""Categories, departments, requests with their logs, and who asked."""

import datetime

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
                (
                    "end_at",
                    models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                ),
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("end_at", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("place", None),
                        ),
                        fields=("code",),
                        name="category_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("end_at", datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("place__isnull", False),
                        ),
                        fields=("place", "code"),
                        name="category_once_here",
                    ),
                ],
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
                "indexes": [models.Index(fields=["at"], name="event_by_time")],
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
            options={
                "indexes": [
                    models.Index(
                        fields=["key", "received_at", "private", "state", "category", "urgency", "channel"],
                        name="request_by_key",
                    ),
                    models.Index(fields=["received_at", "id"], name="request_by_time"),
                    models.Index(
                        fields=["village", "received_at", "state", "accepted_at", "respond_by"],
                        name="request_by_village",
                    ),
                    models.Index(fields=["desk_place", "desk_type", "received_at"], name="request_by_desk"),
                    models.Index(
                        condition=models.Q(("state__in", ["new", "accepted", "in_hand", "paused", "reopened"])),
                        fields=["desk_place", "desk_type", "answer_by"],
                        name="request_open_by_desk",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["new", "accepted", "in_hand", "paused", "reopened"])),
                        fields=["key", "answer_by", "accept_by", "private", "state"],
                        name="request_open_by_key",
                    ),
                    models.Index(fields=["answered_at", "key", "private"], name="request_by_answer"),
                    models.Index(condition=models.Q(("state", "new")), fields=["accept_by"], name="request_to_accept"),
                    models.Index(
                        condition=models.Q(("state__in", ["new", "accepted", "in_hand", "reopened"])),
                        fields=["answer_by"],
                        name="request_to_answer",
                    ),
                    models.Index(
                        condition=models.Q(("state", "answered")), fields=["answered_at"], name="request_to_close"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                            _connector="OR",
                        ),
                        name="request_merged_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat_e6", None), ("long_e6", None)),
                            models.Q(
                                ("lat_e6__range", (-90000000, 90000000)), ("long_e6__range", (-180000000, 180000000))
                            ),
                            _connector="OR",
                        ),
                        name="request_on_earth",
                    ),
                ],
            },
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
            options={
                "indexes": [models.Index(fields=["key_name"], name="petitioner_by_key")],
            },
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
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("request", "number"), name="event_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verb", "escalate")), fields=("request", "level"), name="event_escalated_once"
            ),
        ),
    ]
