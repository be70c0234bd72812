"""Many rows of the trail at once are the same rows as one by one."""

from datetime import date
from typing import Any

import pytest

from conftest import AT
from headgoose.kernel.actor import Actor
from headgoose.kernel.writing import Unaudited, action
from headgoose.records.actions import Entry, record_act, record_acts
from headgoose.records.models import Act

ENTRIES = [
    Entry("people.tenure:1", 231221100200000, date(2026, 7, 1), None, {"how": "选举", "of": [1, None, True]}),
    Entry("people.tenure:2", None, None, {"end_on": "2026-06-01"}, {"end_on": "2027-06-01"}),
]


@action
def leave_many(by: Actor) -> range:
    return record_acts(by=by, at=AT, verb="people.issue_order", entries=ENTRIES)


@action
def leave_one_by_one(by: Actor) -> None:
    for entry in ENTRIES:
        record_act(
            by=by,
            at=AT,
            verb="people.issue_order",
            subject=entry.subject,
            place_key=entry.place_key,
            touches_from=entry.touches_from,
            before=entry.before,
            after=entry.after,
        )


def _rows(first: int) -> list[dict[str, Any]]:
    rows = list(Act.objects.filter(id__gte=first).order_by("id").values())
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


@pytest.mark.django_db
def test_many_acts_are_the_same_rows_as_one_by_one(system: Actor) -> None:
    ids = leave_many(system)
    assert list(Act.objects.order_by("id").values_list("id", flat=True)) == list(ids)
    many = _rows(ids.start)
    leave_one_by_one(system)
    assert _rows(ids.stop) == many


@pytest.mark.django_db
def test_an_act_after_many_gets_a_later_number(system: Actor) -> None:
    last = max(leave_many(system))
    leave_one_by_one(system)
    assert Act.objects.filter(id__gt=last).count() == len(ENTRIES)


@pytest.mark.django_db
def test_many_acts_are_not_recorded_outside_an_action(system: Actor) -> None:
    with pytest.raises(Unaudited):
        record_acts(by=system, at=AT, verb="people.issue_order", entries=ENTRIES)


@pytest.mark.django_db
def test_no_entries_leave_no_act(system: Actor) -> None:
    @action
    def leave_none() -> None:
        record_acts(by=system, at=AT, verb="people.issue_order", entries=[])

    with pytest.raises(Unaudited):
        leave_none()
