"""django-hordak: transactions of two legs, one by one and in bulk, its triggers on watch."""

import time
from datetime import date
from typing import Any

from ground import measure, start, tell

count = start(["mptt", "djmoney", "hordak"])

from django.db import transaction  # noqa: E402
from hordak.models import Account, AccountType, Leg, Transaction  # noqa: E402
from moneyed import Money  # noqa: E402

bank = Account.objects.create(name="bank", code="1", type=AccountType.asset, currencies=["EUR"])
income = Account.objects.create(name="income", code="2", type=AccountType.income, currencies=["EUR"])


def post(number: int) -> None:
    """One receipt."""
    with transaction.atomic():
        income.transfer_to(bank, Money(100 + abs(number) % 1000, "EUR"), description="fee", date=date(2026, 3, 1))


def bulk(many: int) -> float:
    """As many at once; the seconds it took."""
    began = time.perf_counter()
    with transaction.atomic():
        made = Transaction.objects.bulk_create(
            [Transaction(description="fee", date=date(2026, 3, 1)) for _number in range(many)], batch_size=5000
        )
        legs: list[Any] = []
        for one in made:
            legs.append(Leg(transaction=one, account=income, credit=Money(100, "EUR")))
            legs.append(Leg(transaction=one, account=bank, debit=Money(100, "EUR")))
        Leg.objects.bulk_create(legs, batch_size=5000)
    return time.perf_counter() - began


found = measure(post, count)
tell({**found, "bulk_count": 10_000, "bulk_s": bulk(10_000)})
