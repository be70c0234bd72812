"""What each table of requests, whistles and roll-calls refuses by itself, and by what it is read."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_calls")]

    operations = [
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_at", datetime(9999, 12, 31, 0, 0, tzinfo=UTC)), ("place", None)),
                fields=("code",),
                name="category_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_at", datetime(9999, 12, 31, 0, 0, tzinfo=UTC)), ("place__isnull", False)),
                fields=("place", "code"),
                name="category_once_here",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_at", datetime(9999, 12, 31, 0, 0, tzinfo=UTC)), ("place", None)),
                fields=("category", "urgency"),
                name="deadline_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_at", datetime(9999, 12, 31, 0, 0, tzinfo=UTC)), ("place__isnull", False)),
                fields=("place", "category", "urgency"),
                name="deadline_once_here",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accept_minutes__range", (1, 1051200)),
                    ("answer_minutes__range", (1, 1051200)),
                    ("escalated_minutes__range", (1, 1051200)),
                ),
                name="deadline_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(fields=("event", "sha256"), name="photo_once"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["key", "received_at", "private", "state", "category", "urgency", "channel"],
                name="request_by_key",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["received_at", "id"], name="request_by_time"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                fields=["village", "received_at", "state", "accepted_at", "respond_by"], name="request_by_village"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["desk_place", "desk_type", "received_at"], name="request_by_desk"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "accepted", "in_hand", "paused", "reopened"])),
                fields=["desk_place", "desk_type", "answer_by"],
                name="request_open_by_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "accepted", "in_hand", "paused", "reopened"])),
                fields=["key", "answer_by", "accept_by", "private", "state"],
                name="request_open_by_key",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["answered_at", "key", "private"], name="request_by_answer"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(condition=models.Q(("state", "new")), fields=["accept_by"], name="request_to_accept"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "accepted", "in_hand", "reopened"])),
                fields=["answer_by"],
                name="request_to_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state", "answered")), fields=["answered_at"], name="request_to_close"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="request_merged_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat_e6", None), ("long_e6", None)),
                    models.Q(("lat_e6__range", (-90000000, 90000000)), ("long_e6__range", (-180000000, 180000000))),
                    _connector="OR",
                ),
                name="request_on_earth",
            ),
        ),
        migrations.AddIndex(
            model_name="petitioner",
            index=models.Index(fields=["key_name"], name="petitioner_by_key"),
        ),
        migrations.AddIndex(
            model_name="joiner",
            index=models.Index(fields=["place", "type", "request"], name="joiner_by_desk"),
        ),
        migrations.AddConstraint(
            model_name="joiner",
            constraint=models.UniqueConstraint(fields=("request", "place", "type"), name="joiner_once"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["at"], name="event_by_time"),
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
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(fields=("request", "round"), name="call_back_once"),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("satisfaction", None), ("satisfaction__range", (1, 5)), _connector="OR"),
                name="call_back_satisfaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("satisfaction", None), ("solved", None)),
                    models.Q(("replied_at__isnull", False), ("solved__isnull", False)),
                    _connector="OR",
                ),
                name="call_back_replied",
            ),
        ),
        migrations.AddIndex(
            model_name="rollcall",
            index=models.Index(fields=["opened_at"], name="roll_call_by_time"),
        ),
        migrations.AddIndex(
            model_name="rollcall",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["low", "high"], name="roll_call_open"),
        ),
        migrations.AddConstraint(
            model_name="rollcall",
            constraint=models.CheckConstraint(condition=models.Q(("low__lt", models.F("high"))), name="roll_call_area"),
        ),
        migrations.AddConstraint(
            model_name="rollcall",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by__gt", models.F("opened_at"))), name="roll_call_has_length"
            ),
        ),
        migrations.AddIndex(
            model_name="called",
            index=models.Index(
                fields=["roll_call", "key", "answered_at", "status", "needs", "count"], name="called_by_key"
            ),
        ),
        migrations.AddIndex(
            model_name="called",
            index=models.Index(fields=["place", "roll_call"], name="called_by_place"),
        ),
        migrations.AddConstraint(
            model_name="called",
            constraint=models.UniqueConstraint(fields=("roll_call", "place"), name="called_once"),
        ),
        migrations.AddConstraint(
            model_name="routerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_at", datetime(9999, 12, 31, 0, 0, tzinfo=UTC)), ("place", None)),
                fields=("category",),
                name="route_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="routerule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("end_at", datetime(9999, 12, 31, 0, 0, tzinfo=UTC)), ("place__isnull", False)),
                fields=("place", "category"),
                name="route_once_here",
            ),
        ),
        migrations.AddIndex(
            model_name="whistle",
            index=models.Index(fields=["key", "blown_at"], name="whistle_by_key"),
        ),
        migrations.AddIndex(
            model_name="whistle",
            index=models.Index(fields=["county", "blown_at"], name="whistle_by_county"),
        ),
        migrations.AddIndex(
            model_name="whistle",
            index=models.Index(condition=models.Q(("state", "blown")), fields=["key"], name="whistle_open"),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(("state__in", ["called", "reported", "answered"])),
                fields=["department", "report_by"],
                name="leg_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.UniqueConstraint(fields=("whistle", "department"), name="leg_once"),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lead", True)), fields=("whistle",), name="leg_one_leads"
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating", None), ("rating__range", (1, 5)), _connector="OR"), name="leg_rating"
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rated"), _negated=True),
                    models.Q(("rated_at__isnull", False), ("rating__isnull", False)),
                    _connector="OR",
                ),
                name="leg_rated",
            ),
        ),
        migrations.AddConstraint(
            model_name="whistleevent",
            constraint=models.UniqueConstraint(fields=("whistle", "number"), name="whistle_event_once"),
        ),
    ]
