"""Past the application too, a key names one request of an account."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import AT
from headgoose.records.idempotency.models import KeptAnswer

pytestmark = pytest.mark.django_db
FIRST = {"user_id": 7, "key": "voucher-0001", "digest": "a" * 64, "kept_at": AT}
INSERT = (
    "INSERT INTO {table} (user_id, key, digest, kept_at, status, headers, body) "
    "VALUES (7, 'voucher-0001', 'b', '2026-06-01 02:00:00+00:00', 201, '{{}}', '')"
)
TABLE = KeptAnswer._meta.db_table


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


ATTEMPTS: dict[str, Callable[[], object]] = {
    "a queryset": lambda: KeptAnswer.objects.create(**{**FIRST, "digest": "b" * 64}),
    "many at once": lambda: KeptAnswer.objects.bulk_create([KeptAnswer(**FIRST)]),
    "SQL": lambda: run(INSERT.format(table=TABLE)),
    "an update": lambda: KeptAnswer.objects.filter(key="other").update(key="voucher-0001"),
}


@pytest.mark.parametrize("way", ATTEMPTS)
def test_the_database_refuses_a_second_request_under_a_key(way: str) -> None:
    KeptAnswer.objects.create(**FIRST)
    KeptAnswer.objects.create(**{**FIRST, "key": "other"})
    with pytest.raises(IntegrityError), transaction.atomic():
        ATTEMPTS[way]()
    # Another account may have chosen the same key.
    KeptAnswer.objects.create(**{**FIRST, "user_id": 8})
    assert KeptAnswer.objects.get(user_id=7, key="voucher-0001").digest == "a" * 64
