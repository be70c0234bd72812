"""What each table of books refuses by itself, and by what it is read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Constraints and indexes."""

    dependencies = [("ledger", "0001_third_flight")]

    operations = [
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
