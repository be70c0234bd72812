"""Reviews, awards, rules, reserves and handovers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0009_who_trains"),
        ("places", "0003_map_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "under way"), ("done", "handed over"), ("dropped", "called off")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_why", models.CharField(blank=True, max_length=200)),
                (
                    "came",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_came",
                        to="people.tenure",
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_left",
                        to="people.tenure",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name_zh", models.CharField(max_length=60)),
                ("name_en", models.CharField(max_length=100)),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handover_items", to="people.posttype"
                    ),
                ),
            ],
            options={
                "ordering": ["type", "number"],
            },
        ),
        migrations.CreateModel(
            name="HandoverTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField(null=True)),
                ("given_why", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="careers.handover",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careers.handoveritem",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["item__number"],
            },
        ),
        migrations.CreateModel(
            name="Reserve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("listed", "on the list"), ("off", "off the list")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("proposed_at", models.DateTimeField()),
                ("listed_at", models.DateTimeField(null=True)),
                ("off_at", models.DateTimeField(null=True)),
                ("off_why", models.CharField(blank=True, max_length=200)),
                (
                    "lister",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reserves", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("written", "own word written"), ("reviewed", "reviewed"), ("confirmed", "confirmed")],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("own_word", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("results", models.TextField(blank=True)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[("good", "good"), ("fit", "fit"), ("basic", "basically fit"), ("unfit", "not fit")],
                        max_length=8,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=200)),
                (
                    "confirmer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="people.person",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "tenure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="people.tenure",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SuccessionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("terms_most", models.PositiveSmallIntegerField(null=True)),
                ("months_most", models.PositiveSmallIntegerField()),
                ("handover_days", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=200)),
                (
                    "type",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="succession", to="people.posttype"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "nation"), (1, "province"), (2, "prefecture"), (3, "county"), (4, "township")]
                    ),
                ),
                ("unit", models.CharField(max_length=60)),
                ("awarded_on", models.DateField()),
                ("document", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_why", models.CharField(blank=True, max_length=200)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="people.person",
                    ),
                ),
                (
                    "tenure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="people.tenure",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tenure"], name="award_by_tenure")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("person", "awarded_on", "title", "unit"),
                        name="award_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_why", "")),
                            models.Q(("revoked_at__isnull", False), models.Q(("revoked_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="award_revoked_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("unit", ""), _negated=True),
                            models.Q(("document", ""), _negated=True),
                        ),
                        name="award_has_its_document",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base_on", models.DateField()),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("limit_on", models.DateField()),
                ("why", models.CharField(max_length=200)),
                ("document", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "tenure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="people.tenure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenure", "from_on"), name="extension_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("base_on__lte", models.F("from_on")),
                            ("from_on__lt", models.F("to_on")),
                            ("to_on__lte", models.F("limit_on")),
                        ),
                        name="extension_within_its_limit",
                    ),
                ],
            },
        ),
    ]
