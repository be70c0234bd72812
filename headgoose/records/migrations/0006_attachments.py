"""Pictures and PDFs that stand under records."""

from django.db import migrations, models

from headgoose.kernel.guards import append_only, no_replace


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_kept_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("media", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("added_at", models.DateTimeField()),
            ],
        ),
        *append_only("records_attachment"),
        no_replace("records_attachment", "other.sha256 = NEW.sha256", edited=False),
    ]
