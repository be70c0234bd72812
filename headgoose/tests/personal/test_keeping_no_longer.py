"""What has outlived its period goes, with an act for each kind; nothing else does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Refused
from headgoose.kernel.registries import chores, retentions
from headgoose.people.models import Person, Post, Tenure
from headgoose.personal.actions.clearing import clear_outlived, set_period
from headgoose.personal.actions.fields import record_field
from headgoose.personal.models import FieldKind, PersonalField, RetentionPeriod
from headgoose.personal.purging import find_outlived, purge
from headgoose.personal.queries import periods_on
from headgoose.places.models import ImportState, TreeImport
from headgoose.records.models import Act
from headgoose.tests.personal.conftest import VALUES, VILLAGE

LEFT = date(2025, 5, 1)


@pytest.fixture
def held(person_id: int, county: Actor) -> int:
    """A person with all three values who left their last post on 2025-05-01."""
    for kind, value in zip(FieldKind, VALUES, strict=True):
        record_field(by=county, at=AT, person_id=person_id, kind=kind, text=value)
    Tenure.objects.filter(person_id=person_id).update(end_on=LEFT)
    return person_id


def counts(at: datetime) -> dict[str, int]:
    return {one.name: one.count for one in find_outlived(at) if one.name.startswith("personal_")}


def kept() -> set[str]:
    return set(PersonalField.objects.values_list("kind", flat=True))


def test_telephone_and_account_go_a_year_after_the_last_tenure(held: int, system: Actor) -> None:
    day_before = datetime(2026, 4, 30, 4, 0, tzinfo=AT.tzinfo)
    assert counts(day_before) == {"personal_account": 0, "personal_phone": 0, "personal_identity": 0}
    assert purge(system, day_before) == []
    after = day_before + timedelta(days=1)
    assert counts(after) == {"personal_account": 1, "personal_phone": 1, "personal_identity": 0}
    assert kept() == {"identity", "phone", "account"}
    assert {one.name for one in purge(system, after)} == {"personal_account", "personal_phone"}
    assert kept() == {"identity"}
    acts = Act.objects.filter(verb="personal.clear_outlived")
    assert [(act.after["kind"], act.after["persons"]) for act in acts] == [("account", [held]), ("phone", [held])]


def test_the_identity_number_goes_after_five_years(held: int, system: Actor) -> None:
    assert counts(datetime(2030, 4, 30, tzinfo=AT.tzinfo))["personal_identity"] == 0
    purge(system, datetime(2030, 5, 2, tzinfo=AT.tzinfo))
    assert kept() == set()
    assert Person.objects.filter(pk=held).exists()
    assert Tenure.objects.filter(person_id=held).exists()


@pytest.mark.parametrize("start_on", [date(2026, 5, 30), date(2026, 7, 1)])
def test_of_somebody_who_came_back_or_is_coming_nothing_goes(
    held: int, system: Actor, user_at: Callable[..., User], start_on: date
) -> None:
    like = Tenure.objects.get(person__user=user_at("graduate", VILLAGE))
    post = Post.objects.create(type=like.type, place=like.place, seat=2, start_on=like.post.start_on)
    Tenure.objects.create(post=post, type=like.type, place=like.place, person_id=held, start_on=start_on, how=like.how)
    assert purge(system, AT) == []


def test_of_somebody_who_never_held_a_post_values_are_kept_as_long_after_they_were_recorded(
    held: int, system: Actor
) -> None:
    Tenure.with_voided.filter(person_id=held).update(start_on=LEFT, end_on=LEFT, end_reason="void")
    assert counts(AT + timedelta(days=364))["personal_phone"] == 0
    assert counts(AT + timedelta(days=366))["personal_phone"] == 1


def test_a_second_purge_finds_nothing_and_leaves_no_act(held: int, system: Actor) -> None:
    purge(system, AT)
    acts = Act.objects.count()
    assert purge(system, AT) == []
    assert Act.objects.count() == acts


@pytest.mark.django_db
def test_files_that_never_took_effect_lose_their_content(system: Actor) -> None:
    def uploaded(state: ImportState, days: int) -> int:
        made = AT - timedelta(days=days)
        row = TreeImport(file_name="x.csv", sha256="0" * 64, effective_on=LEFT, state=state, content=b"content")
        row.summary, row.made_at = {"counts": {}, "roots": []}, made
        row.save()
        return int(row.pk)

    old, put_aside, applied, young = (
        uploaded(ImportState.PREVIEWED, 91),
        uploaded(ImportState.DISCARDED, 91),
        uploaded(ImportState.APPLIED, 91),
        uploaded(ImportState.PREVIEWED, 89),
    )
    assert [one.count for one in purge(system, AT) if one.name == "tree_import_contents"] == [2]
    found = {row.pk: (bytes(row.content), row.state) for row in TreeImport.objects.all()}
    assert found == {
        old: (b"", ImportState.DISCARDED),
        put_aside: (b"", ImportState.DISCARDED),
        applied: (b"content", ImportState.APPLIED),
        young: (b"content", ImportState.PREVIEWED),
    }


def test_a_period_is_changed_for_the_time_to_come(held: int, system: Actor) -> None:
    set_period(by=system, at=AT, name="personal_phone", days=30, start_on=date(2026, 7, 1), source="省委组织部通知")
    assert periods_on(date(2026, 6, 30))["personal_phone"].days == 365
    assert periods_on(date(2026, 7, 1))["personal_phone"].days == 30
    for days, start_on in ((0, date(2027, 1, 1)), (10, date(2026, 7, 1)), (10, date(2020, 1, 1))):
        with pytest.raises(Refused):
            set_period(by=system, at=AT, name="personal_phone", days=days, start_on=start_on, source="省委组织部通知")
    for source in ("", "  x  ", "长" * 201):
        with pytest.raises(Refused) as refusal:
            set_period(by=system, at=AT, name="personal_phone", days=9, start_on=date(2027, 1, 1), source=source)
        assert refusal.value.field == "source"
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionPeriod.objects.update(days=1)


def test_nobody_but_the_operator_clears(held: int, county: Actor) -> None:
    with pytest.raises(Refused):
        clear_outlived(by=county, at=AT, kind=FieldKind.PHONE, before=AT)
    with pytest.raises(Refused):
        set_period(by=county, at=AT, name="personal_phone", days=1, start_on=date(2026, 7, 1), source="x")
    assert "phone" in kept()


@pytest.mark.django_db
def test_what_is_kept_for_a_time_has_a_period_and_goes_daily() -> None:
    periods = periods_on(date(2026, 6, 1))
    assert [kind.name for kind in retentions if kind.name not in periods] == []
    assert [chore.every_seconds for chore in chores if chore.name == "purge"] == [86400]
