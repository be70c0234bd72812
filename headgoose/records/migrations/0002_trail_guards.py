"""The trail is append-only, in the database itself."""

from django.db import migrations

from headgoose.kernel.guards import append_only


class Migration(migrations.Migration):
    """Guards of the audit trail."""

    dependencies = [("records", "0001_first_flight")]
    operations = append_only("records_act")
