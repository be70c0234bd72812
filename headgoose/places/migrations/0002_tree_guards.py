"""A place has one span at a time, a code one place at a time, and history is not deleted: in the database itself."""

from django.db import migrations

from headgoose.kernel.guards import no_overlap, refuse


class Migration(migrations.Migration):
    """Guards of the tree."""

    dependencies = [("places", "0001_first_flight")]
    operations = [
        no_overlap("places_span", "span_one_a_place", {"place_id": "{row}place_id"}, "place: two spans at one time"),
        no_overlap(
            "places_span",
            "span_one_a_code",
            {"key": "{row}key", "level": "({row}kind / 10)"},
            "place: a code belongs to one place at a time",
        ),
        refuse("places_span", "span_no_delete", "DELETE", "1=1", "place: history is not deleted"),
        refuse("places_place", "place_no_delete", "DELETE", "1=1", "place: a place is closed, not deleted"),
    ]
