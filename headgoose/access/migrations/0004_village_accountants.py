"""One more part of the cast."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_more_parts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="cast",
            field=models.CharField(
                blank=True,
                choices=[
                    ("province_officer", "province officer"),
                    ("prefecture_officer", "prefecture officer"),
                    ("county_officer", "county officer"),
                    ("county_second", "second county officer, who approves"),
                    ("township_officer", "township officer"),
                    ("township_accountant", "township accountant"),
                    ("village_accountant", "village accountant"),
                    ("secretary", "village secretary"),
                    ("first_secretary", "first secretary"),
                    ("grid_worker", "grid worker"),
                    ("resident", "resident"),
                    ("buyer", "buyer"),
                    ("auditor", "auditor"),
                    ("system_admin", "system administrator"),
                    ("security_admin", "security administrator"),
                    ("audit_admin", "audit administrator"),
                    ("stranger", "stranger"),
                ],
                max_length=24,
            ),
        ),
    ]
