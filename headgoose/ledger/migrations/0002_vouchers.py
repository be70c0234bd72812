"""Vouchers with their lines and documents, and the files they came from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("ledger", "0002_book_constraints")]

    dependencies = [
        ("ledger", "0001_third_flight"),
        ("people", "0006_rights_over_books"),
        ("places", "0003_map_events"),
        ("records", "0006_attachments"),
    ]

    operations = [
        migrations.CreateModel(
            name="VoucherFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField()),
                ("taken", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="ledger.book",
                    ),
                ),
                (
                    "maker",
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
                "constraints": [models.UniqueConstraint(fields=("book", "sha256"), name="voucher_file_once")],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveIntegerField()),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(null=True)),
                ("sequence", models.PositiveIntegerField(null=True)),
                ("on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "ordinary"),
                            ("opening", "opening balances"),
                            ("closing", "closing of the year"),
                            ("reversal", "red-letter reversal"),
                        ],
                        default="ordinary",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("reviewed", "reviewed"),
                            ("posted", "posted"),
                            ("discarded", "discarded"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("summary", models.CharField(max_length=120)),
                ("documents", models.PositiveSmallIntegerField(default=0)),
                ("total_fen", models.BigIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("event", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "book",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="ledger.book",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="ledger.voucher",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["book", "month", "id"], name="voucher_by_month"),
                    models.Index(
                        condition=models.Q(("state", "posted"), _negated=True),
                        fields=["book", "state"],
                        name="voucher_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("book", "year", "number"), name="voucher_number_once"),
                    models.UniqueConstraint(fields=("book", "sequence"), name="voucher_sequence_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("source", "event"),
                        name="voucher_source_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "discarded"), _negated=True),
                        fields=("reverses",),
                        name="voucher_reversed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["reviewed", "posted"]), _negated=True),
                            models.Q(
                                ("maker__isnull", False),
                                ("reviewed_at__isnull", False),
                                ("reviewer__isnull", False),
                                models.Q(("maker", models.F("reviewer")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="voucher_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number__isnull", False),
                                ("sequence__isnull", False),
                                ("state", "posted"),
                                ("hash__gt", ""),
                                ("posted_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "posted"), _negated=True),
                                ("number__isnull", True),
                                ("sequence__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="voucher_numbered_when_posted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                            models.Q(models.Q(("kind", "reversal"), _negated=True), ("reverses__isnull", True)),
                            _connector="OR",
                        ),
                        name="voucher_reversal_names_it",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="voucher",
            name="file",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="vouchers",
                to="ledger.voucherfile",
            ),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(condition=models.Q(("file__isnull", False)), fields=["file"], name="voucher_by_file"),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.attachment"
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="ledger.voucher",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("voucher", "attachment"), name="evidence_once")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveSmallIntegerField()),
                ("debit_fen", models.BigIntegerField(default=0)),
                ("credit_fen", models.BigIntegerField(default=0)),
                ("summary", models.CharField(blank=True, max_length=120)),
                ("payee", models.CharField(blank=True, max_length=60)),
                (
                    "payee_kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "no payment"), ("unit", "account of a unit"), ("person", "personal account")],
                        max_length=6,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.account",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.voucher",
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
                "constraints": [
                    models.UniqueConstraint(fields=("voucher", "line"), name="entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("debit_fen", 0), models.Q(("credit_fen", 0), _negated=True)),
                            models.Q(models.Q(("debit_fen", 0), _negated=True), ("credit_fen", 0)),
                            _connector="OR",
                        ),
                        name="entry_on_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debit_fen__range", (-1000000000000000, 1000000000000000)),
                            ("credit_fen__range", (-1000000000000000, 1000000000000000)),
                        ),
                        name="entry_amount_in_range",
                    ),
                ],
            },
        ),
    ]
