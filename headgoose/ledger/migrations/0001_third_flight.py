"""Books, vouchers, entries, and what stands under them."""

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
            },
        ),
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
        migrations.AddConstraint(
            model_name="book",
            constraint=models.CheckConstraint(
                condition=models.Q(("locked_to__lte", models.F("closed_to"))), name="book_locked_is_closed"
            ),
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__gte", 190001), ("since__lte", 299912)), name="book_since_is_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(fields=("book", "check_code", "subject"), name="acknowledged_once"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("book__isnull", True)), fields=("code",), name="account_shared_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("book__isnull", False)), fields=("book", "code"), name="account_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(fields=("book", "to_month", "from_month"), name="disclosure_once"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_month__lte", models.F("to_month"))), name="disclosure_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="monthtotal",
            index=models.Index(fields=["top", "month", "book", "debit_fen", "credit_fen"], name="total_by_account"),
        ),
        migrations.AddConstraint(
            model_name="monthtotal",
            constraint=models.UniqueConstraint(fields=("book", "month", "account"), name="total_once"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("voucher", "attachment"), name="evidence_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("voucher", "line"), name="entry_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("debit_fen", 0), models.Q(("credit_fen", 0), _negated=True)),
                    models.Q(models.Q(("debit_fen", 0), _negated=True), ("credit_fen", 0)),
                    _connector="OR",
                ),
                name="entry_on_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("debit_fen__range", (-1000000000000000, 1000000000000000)),
                    ("credit_fen__range", (-1000000000000000, 1000000000000000)),
                ),
                name="entry_amount_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucherfile",
            constraint=models.UniqueConstraint(fields=("book", "sha256"), name="voucher_file_once"),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(fields=["book", "month", "id"], name="voucher_by_month"),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(condition=models.Q(("file__isnull", False)), fields=["file"], name="voucher_by_file"),
        ),
        migrations.AddIndex(
            model_name="voucher",
            index=models.Index(
                condition=models.Q(("state", "posted"), _negated=True), fields=["book", "state"], name="voucher_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(fields=("book", "year", "number"), name="voucher_number_once"),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(fields=("book", "sequence"), name="voucher_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("source", "event"),
                name="voucher_source_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "discarded"), _negated=True),
                fields=("reverses",),
                name="voucher_reversed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                    models.Q(models.Q(("kind", "reversal"), _negated=True), ("reverses__isnull", True)),
                    _connector="OR",
                ),
                name="voucher_reversal_names_it",
            ),
        ),
    ]
