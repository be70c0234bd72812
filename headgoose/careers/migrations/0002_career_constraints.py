"""What each table refuses by itself, and by what it is read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careers", "0001_what_becomes_of_people")]

    operations = [
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(fields=["state", "due_on"], name="handover_by_state"),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(condition=models.Q(("came__isnull", False)), fields=["came"], name="handover_by_came"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True), fields=("left",), name="handover_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("left", models.F("came")), _negated=True), name="handover_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_why", ""), ("state", "open")),
                    models.Q(
                        ("came__isnull", False), ("closed_at__isnull", False), ("closed_why", ""), ("state", "done")
                    ),
                    models.Q(
                        ("closed_at__isnull", False), ("state", "dropped"), models.Q(("closed_why", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="handover_closed_by_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.UniqueConstraint(fields=("type", "number"), name="handover_item_once"),
        ),
        migrations.AddConstraint(
            model_name="handovertask",
            constraint=models.UniqueConstraint(fields=("handover", "item"), name="handover_task_once"),
        ),
        migrations.AddConstraint(
            model_name="handovertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_at__isnull", True), ("given_by__isnull", True), ("given_why", "")),
                    models.Q(("given_at__isnull", False), ("given_by__isnull", False)),
                    _connector="OR",
                ),
                name="handover_task_given_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="handovertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                    models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="handover_task_taken_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="reserve",
            index=models.Index(fields=["place", "type", "state"], name="reserve_by_place"),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "off"), _negated=True),
                fields=("place", "type", "person"),
                name="reserve_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("listed_at__isnull", True),
                        ("lister__isnull", True),
                        models.Q(("state", "listed"), _negated=True),
                    ),
                    models.Q(
                        ("listed_at__isnull", False),
                        ("lister__isnull", False),
                        models.Q(("state", "proposed"), _negated=True),
                        models.Q(("lister", models.F("proposer")), _negated=True),
                        models.Q(("lister", models.F("person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reserve_listed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("off_at__isnull", True), ("off_why", ""), models.Q(("state", "off"), _negated=True)),
                    models.Q(("off_at__isnull", False), ("state", "off"), models.Q(("off_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reserve_off_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reserve",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposer", models.F("person")), _negated=True), name="reserve_not_by_oneself"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["person", "confirmed_at"], name="review_by_person"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("state", "confirmed"), _negated=True),
                fields=["state", "tenure"],
                name="review_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("tenure", "year"), name="review_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("own_word", ""), _negated=True), name="review_has_own_word"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("grade", ""),
                        ("results", ""),
                        ("reviewed_at__isnull", True),
                        ("reviewer__isnull", True),
                        ("state", "written"),
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewer__isnull", False),
                        ("state__in", ["reviewed", "confirmed"]),
                        models.Q(("results", ""), _negated=True),
                        models.Q(("grade", ""), _negated=True),
                        models.Q(("reviewer", models.F("person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("confirmer__isnull", True),
                        ("state__in", ["written", "reviewed"]),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmer__isnull", False),
                        ("state", "confirmed"),
                        models.Q(("confirmer", models.F("person")), _negated=True),
                        models.Q(("confirmer", models.F("reviewer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_confirmed_by_a_third",
            ),
        ),
        migrations.AddConstraint(
            model_name="successionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("handover_days__gte", 1), ("handover_days__lte", 180), ("months_most__lte", 36)),
                name="succession_rule_within_reason",
            ),
        ),
    ]
