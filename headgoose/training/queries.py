"""Reads of classes and of what came of them, within what the actor may see."""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from headgoose.kernel.bulk import among
from headgoose.training.models import Enrolment


def approved_minutes(person_ids: Collection[int], year: int) -> dict[int, int]:
    """Approved minutes of classes that ended in a year, by person id; who has none is absent."""
    if not person_ids:
        return {}
    condition, parameter = among("e.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.person_id, sum(e.minutes) FROM training_enrolment e "
            "JOIN training_trainingclass c ON c.id = e.training_class_id "
            f"WHERE {condition} AND e.minutes > 0 AND c.state = 'approved' AND c.end_on >= %s AND c.end_on <= %s "
            "GROUP BY e.person_id",
            [parameter, date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()],
        )
        return {person: int(minutes) for person, minutes in cursor.fetchall()}


def classes_of(person_id: int) -> QuerySet[Enrolment]:
    """A person's enrolments with their classes, newest first, withdrawn ones too. The caller has asked who may see."""
    rows = Enrolment.objects.filter(person_id=person_id)
    return rows.select_related("training_class__track").order_by("-training_class__start_on", "-pk")
