"""Claims a key, keeps the answer, and clears what is older than its period."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.records.actions import record_act
from headgoose.records.idempotency.models import KeptAnswer

KEY_FIELD = "Idempotency-Key"


def claim_key(*, user_id: int, key: str, digest: str, at: datetime) -> tuple[KeptAnswer, bool]:
    """The row of a key, and whether it is new, inside the transaction that also writes what the request asks for.

    A second request with the key waits until the first is through: on SQLite at its lock, on PostgreSQL at the row.

    Raises:
        Refused: the key belongs to another request.
    """
    answer = find_answer(user_id, key)
    if answer is None:
        try:
            with transaction.atomic():
                row = KeptAnswer.objects.create(user_id=user_id, key=key, digest=digest, kept_at=at)
            return row, True
        except IntegrityError:
            answer = KeptAnswer.objects.get(user_id=user_id, key=key)
    if answer.digest != digest:
        reason = _("This Idempotency-Key was used for another request. A new request needs a new key.")
        raise Refused(reason, Because.CONFLICT, field=KEY_FIELD)
    return answer, False


def find_answer(user_id: int, key: str) -> KeptAnswer | None:
    """What was answered under a key, or None."""
    return KeptAnswer.objects.filter(user_id=user_id, key=key).first()


def keep_answer(*, answer: KeptAnswer, status: int, headers: Mapping[str, str], body: str) -> None:
    """Keep what is being answered, inside the transaction of `claim_key`."""
    answer.status, answer.headers, answer.body = status, dict(headers), body
    answer.save(update_fields=["status", "headers", "body"])


def count_answers(before: datetime) -> int:
    """How many answers are older."""
    return KeptAnswer.objects.filter(kept_at__lt=before).count()


@action
def clear_answers(*, before: datetime, at: datetime, by: Actor) -> int:
    """Remove the answers that are older, and say how many they were."""
    by.require(Right.OPERATE, EVERYWHERE)
    count, _kinds = KeptAnswer.objects.filter(kept_at__lt=before).delete()
    after = {"before": before.isoformat(), "count": count}
    record_act(by=by, at=at, verb="records.clear_answers", subject="records.kept_answer:0", after=after)
    return count
