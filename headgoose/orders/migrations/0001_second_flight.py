"""Papers, their lines, and the files that lines came from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0005_second_flight_guards"),
        ("places", "0003_map_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=120)),
                ("effective_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "draft"),
                            ("submitted", "waiting for approval"),
                            ("approved", "approved"),
                            ("issued", "issued"),
                            ("reversing", "reversal proposed"),
                            ("reversed", "reversed"),
                            ("discarded", "discarded"),
                        ],
                        default="drafted",
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("maker_user_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("approver_user_id", models.BigIntegerField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("outcome", models.BinaryField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("proposer_user_id", models.BigIntegerField(null=True)),
                ("reverser_user_id", models.BigIntegerField(null=True)),
                ("reversed_at", models.DateTimeField(null=True)),
                (
                    "approver",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.order"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "reverser",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "id"], name="paper_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("maker_user_id", models.F("approver_user_id")), _negated=True),
                            models.Q(("maker", models.F("approver")), _negated=True),
                        ),
                        name="paper_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proposer_user_id", models.F("reverser_user_id")), _negated=True),
                            models.Q(("proposer", models.F("reverser")), _negated=True),
                        ),
                        name="paper_two_reversers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "issued", "reversing", "reversed"]), _negated=True),
                            models.Q(("approved_at__isnull", False), ("approver__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reversed"), _negated=True),
                            models.Q(("proposer__isnull", False), ("reverser__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_is_taken_back_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["issued", "reversing", "reversed"]), _negated=True),
                            models.Q(("issued_at__isnull", False), ("order__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_has_its_document",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "verb",
                    models.CharField(
                        choices=[("appoint", "appoint"), ("end", "end a tenure"), ("transfer", "transfer")],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40)),
                ("sex", models.CharField(blank=True, choices=[("f", "woman"), ("m", "man")], max_length=1)),
                ("born_on", models.DateField(null=True)),
                ("alike", models.BooleanField(default=False)),
                ("start_on", models.DateField(null=True)),
                ("end_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("elected", "elected"),
                            ("appointed", "appointed"),
                            ("sent", "sent"),
                            ("recruited", "recruited"),
                            ("hired", "hired"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("term_over", "end of term"),
                            ("transferred", "transferred"),
                            ("resigned", "resigned"),
                            ("recalled", "recalled"),
                            ("retired", "retired"),
                            ("removed", "removed"),
                            ("died", "died"),
                            ("place_closed", "place merged or closed"),
                            ("void", "recorded by mistake"),
                        ],
                        max_length=12,
                    ),
                ),
                ("row", models.PositiveIntegerField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.batch",
                    ),
                ),
                (
                    "made",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.tenure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.post"
                    ),
                ),
                (
                    "tenure",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.tenure",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.orderpaper",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "number"), name="line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tenure__isnull", True), ("verb", "appoint")),
                            models.Q(models.Q(("verb", "appoint"), _negated=True), ("tenure__isnull", False)),
                            _connector="OR",
                        ),
                        name="line_has_its_tenure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verb", "end"), models.Q(("how__gt", ""), ("start_on__isnull", False)), _connector="OR"
                        ),
                        name="line_has_its_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            models.Q(("born_on__isnull", False), ("name__gt", ""), ("sex__gt", "")),
                            _connector="OR",
                        ),
                        name="line_has_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("taken", models.PositiveIntegerField()),
                ("header", models.JSONField()),
                ("faulty", models.JSONField()),
                ("settled", models.BooleanField(default=False)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="orders.orderpaper"
                    ),
                ),
            ],
        ),
    ]
