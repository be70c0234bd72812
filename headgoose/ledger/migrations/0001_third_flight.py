"""Books, their accounts, month totals, disclosures, and findings that were acknowledged."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0006_rights_over_books"),
        ("places", "0003_map_events"),
        ("records", "0006_attachments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("since", models.PositiveIntegerField()),
                ("closed_to", models.PositiveIntegerField(default=0)),
                ("locked_to", models.PositiveIntegerField(default=0)),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="book", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("locked_to__lte", models.F("closed_to"))), name="book_locked_is_closed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__gte", 190001), ("since__lte", 299912)), name="book_since_is_a_month"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_code", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=60)),
                ("why", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="ledger.book",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("book", "check_code", "subject"), name="acknowledged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12)),
                ("top", models.PositiveSmallIntegerField()),
                ("name_zh", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("initials", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asset", "asset"),
                            ("liability", "liability"),
                            ("equity", "equity"),
                            ("cost", "cost"),
                            ("income", "income"),
                            ("expense", "expense"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("debit", "debit"), ("credit", "credit"), ("both", "either side")], max_length=6
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="ledger.book",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("book__isnull", True)), fields=("code",), name="account_shared_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("book__isnull", False)), fields=("book", "code"), name="account_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_month", models.PositiveIntegerField()),
                ("to_month", models.PositiveIntegerField()),
                ("declared_on", models.DateField()),
                ("remark", models.CharField(blank=True, max_length=200)),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="ledger.book",
                    ),
                ),
                (
                    "declarer",
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
                "constraints": [
                    models.UniqueConstraint(fields=("book", "to_month", "from_month"), name="disclosure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("from_month__lte", models.F("to_month"))), name="disclosure_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveIntegerField()),
                ("top", models.PositiveSmallIntegerField()),
                ("debit_fen", models.BigIntegerField()),
                ("credit_fen", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="totals",
                        to="ledger.book",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["top", "month", "book", "debit_fen", "credit_fen"], name="total_by_account")
                ],
                "constraints": [models.UniqueConstraint(fields=("book", "month", "account"), name="total_once")],
            },
        ),
    ]
