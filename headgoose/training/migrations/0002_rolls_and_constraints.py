import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("training", "0001_training")]
    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("content", models.PositiveSmallIntegerField()),
                ("teaching", models.PositiveSmallIntegerField()),
                ("use", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, max_length=500)),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="training.trainingclass",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="enrolment",
            name="training_class",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="training.trainingclass",
            ),
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("present", models.BooleanField(default=True)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("code", "scanned the code"),
                            ("sheet", "entered from the signed sheet"),
                            ("list", "from a list filled in without a network"),
                        ],
                        max_length=5,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="training.enrolment",
                    ),
                ),
                (
                    "roll_list",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="training.rolllist",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="training.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("enrolment", "session", "number"), name="mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "list"), ("roll_list__isnull", False)),
                            models.Q(models.Q(("how", "list"), _negated=True), ("roll_list__isnull", True)),
                            _connector="OR",
                        ),
                        name="mark_of_a_list_names_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrackType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("home", models.BooleanField(default=False)),
                (
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="types", to="training.track"
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.posttype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("track", "type"), name="track_type_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("home", True)), fields=("type",), name="track_type_one_home"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="trainingclass",
            index=models.Index(fields=["end_on"], name="class_by_end"),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("start_on__lte", models.F("end_on"))), name="class_has_length"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancel_why", "")),
                    models.Q(("cancel_why__gt", ""), ("state", "cancelled")),
                    _connector="OR",
                ),
                name="class_cancelled_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("state", "approved"), _negated=True), ("approved_at__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("state", "approved")),
                    _connector="OR",
                ),
                name="class_approved_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(fields=("training_class", "number"), name="session_once"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 720)), name="session_within_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="rolllist",
            constraint=models.UniqueConstraint(fields=("training_class", "sha256"), name="roll_list_once"),
        ),
        migrations.AddConstraint(
            model_name="quota",
            constraint=models.UniqueConstraint(fields=("training_class", "place"), name="quota_once"),
        ),
        migrations.AddConstraint(
            model_name="quota",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent__isnull", True)), fields=("training_class",), name="quota_one_root"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("content__range", (1, 5)), ("teaching__range", (1, 5)), ("use__range", (1, 5))),
                name="evaluation_from_1_to_5",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["person", "training_class", "minutes"], name="enrolment_by_person"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(fields=("training_class", "person", "turn"), name="enrolment_once"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("quota", "seat"),
                name="enrolment_one_in_a_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                    models.Q(("minutes__isnull", True), ("withdrawn_at__isnull", False), ("withdrawn_why__gt", "")),
                    _connector="OR",
                ),
                name="enrolment_withdrawn_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrected_at__isnull", True), ("corrected_why", "")),
                    models.Q(("corrected_at__isnull", False), ("corrected_why__gt", ""), ("minutes__isnull", False)),
                    _connector="OR",
                ),
                name="enrolment_corrected_for_a_reason",
            ),
        ),
    ]
