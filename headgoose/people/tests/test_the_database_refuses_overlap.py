"""One person in a seat at a time: kept by the database, whoever writes and however."""

from datetime import date

import pytest
from django.db import Error, connection, transaction

from headgoose.people.models import Tenure
from headgoose.people.tests.conftest import NewPerson, NewPost, NewTenure


def test_direct_sql_cannot_seat_two_in_one_seat(
    new_post: NewPost, new_person: NewPerson, new_tenure: NewTenure
) -> None:
    held = new_tenure(new_post("secretary"))
    row: list[int | str] = [
        held.post_id,
        held.type_id,
        held.place_id,
        new_person("测试乙").pk,
        "2021-01-01",
        "9999-12-31",
        "sent",
        "",
        "2026-06-01 02:00:00",
    ]
    with pytest.raises(Error, match="tenure"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_tenure (post_id, type_id, place_id, person_id, start_on, end_on, how, end_reason, "
            "known_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            row,
        )
    assert Tenure.objects.count() == 1


def test_direct_sql_seats_somebody_after_the_seat_is_left(
    new_post: NewPost, new_person: NewPerson, new_tenure: NewTenure
) -> None:
    held = new_tenure(new_post("secretary"), end_on=date(2021, 1, 1))
    row: list[int | str] = [
        held.post_id,
        held.type_id,
        held.place_id,
        new_person("测试乙").pk,
        "2021-01-01",
        "9999-12-31",
        "sent",
        "",
        "2026-06-01 02:00:00",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_tenure (post_id, type_id, place_id, person_id, start_on, end_on, how, end_reason, "
            "known_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            row,
        )
    assert Tenure.objects.count() == 2


def test_an_update_cannot_stretch_a_tenure_over_the_next(new_post: NewPost, new_tenure: NewTenure) -> None:
    post = new_post("secretary")
    first = new_tenure(post, "测试甲", date(2020, 1, 1), date(2021, 1, 1))
    new_tenure(post, "测试乙", date(2021, 1, 1))
    with pytest.raises(Error, match="tenure"), transaction.atomic():
        Tenure.objects.filter(pk=first.pk).update(end_on=date(2021, 1, 2))
    first.refresh_from_db()
    assert first.end_on == date(2021, 1, 1)


def test_bulk_create_cannot_seat_two_in_one_seat(new_post: NewPost, new_person: NewPerson) -> None:
    post = new_post("secretary")
    rows = [
        Tenure(
            post=post,
            type=post.type,
            place=post.place,
            person=new_person(name),
            start_on=date(2020, 1, day),
            how="sent",
        )
        for day, name in ((1, "测试甲"), (2, "测试乙"))
    ]
    with pytest.raises(Error, match="tenure"), transaction.atomic():
        Tenure.objects.bulk_create(rows)
    assert not Tenure.objects.exists()


def test_a_tenure_is_never_deleted(new_post: NewPost, new_tenure: NewTenure) -> None:
    held = new_tenure(new_post("secretary"))
    with pytest.raises(Error, match="never deleted"), transaction.atomic():
        Tenure.objects.filter(pk=held.pk).delete()


def test_a_tenure_cannot_outlive_its_post(new_post: NewPost, new_tenure: NewTenure) -> None:
    with pytest.raises(Error, match="not of its post"), transaction.atomic():
        new_tenure(new_post("secretary", end_on=date(2022, 1, 1)))
