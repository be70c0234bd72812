"""django-ledger: posted journal entries of two transactions, one by one."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ground import measure, start, tell

count = start(["django_ledger"])

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from django_ledger.models import EntityModel  # noqa: E402

admin = get_user_model().objects.create_user("bench")
entity = EntityModel.create_entity(name="bench", use_accrual_method=True, admin=admin, fy_start_month=1)
chart = entity.create_chart_of_accounts(assign_as_default=True, commit=True)
bank = entity.create_account("1010", "asset_ca_cash", "bank", "debit", active=True)
income = entity.create_account("4010", "in_operational", "income", "credit", active=True)
ledger = entity.create_ledger(name="book", posted=True)
WHEN = datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC"))


def post(number: int) -> None:
    """One receipt."""
    amount = Decimal(100 + abs(number) % 1000)
    with transaction.atomic():
        entity.commit_txs(
            je_timestamp=WHEN,
            je_txs=[
                {"account": bank, "tx_type": "debit", "amount": amount, "description": "fee"},
                {"account": income, "tx_type": "credit", "amount": amount, "description": "fee"},
            ],
            je_posted=True,
            je_ledger_model=ledger,
            je_desc="fee",
        )


tell(measure(post, count))
