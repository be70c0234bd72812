"""Orders over HTTP: drawn up once however often the request is repeated, issued after a second person approved."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections

from conftest import AT, TREE_SINCE, Tree
from headgoose.access.models import User
from headgoose.access.queries import actor_of
from headgoose.api.tests.conftest import COUNTY, VILLAGE, Programme, Programmes
from headgoose.kernel import clock
from headgoose.kernel.actor import Actor
from headgoose.kernel.registries import retentions
from headgoose.kernel.rights import Right
from headgoose.orders.actions.steps import approve_order
from headgoose.orders.models import OrderPaper
from headgoose.people.models import Post, PostType, Tenure
from headgoose.records.idempotency.models import KeptAnswer
from headgoose.records.models import Act

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture
def seat(tree: Tree) -> Post:
    kind = PostType.objects.get(code="secretary")
    return Post.objects.create(type=kind, place=tree.place(VILLAGE), seat=1, start_on=TREE_SINCE)


@pytest.fixture
def officer(programme: Programmes) -> Programme:
    return programme("county_officer", COUNTY, Right.APPOINT)


@pytest.fixture
def clerk(user_at: Callable[..., User]) -> User:
    return user_at("secretary", "231221100201")


def body(post_id: int, person_id: int | None, **more: Any) -> dict[str, Any]:
    line = {"verb": "appoint", "post_id": post_id, "person_id": person_id, "how": "elected"}
    heading = {"number": "望组干〔2026〕18号", "title": "关于任职的通知", "place": COUNTY, "effective_on": "2026-06-01"}
    return {**heading, "lines": [line], **more}


@pytest.mark.django_db
def test_an_order_goes_from_draft_to_issue_with_a_second_person_between(
    officer: Programme, seat: Post, clerk: User, user_at: Callable[..., User]
) -> None:
    made = officer.post("orders", body(seat.pk, clerk.person_id), **KEY)
    paper = made.json()
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/orders/{paper['id']}")
    assert (paper["state"], paper["lines"], paper["place"]["code"]) == ("drafted", 1, COUNTY)
    address = f"orders/{paper['id']}"
    preview = officer.get(f"{address}/preview").json()
    assert (preview["filled"], preview["faults"]) == ([1], [])
    handed = officer.post(f"{address}/submit", {"token": preview["token"]}, **{"Idempotency-Key": "submit-18"})
    assert handed.json()["state"] == "submitted"
    assert officer.post(f"{address}/issue", {}, **{"Idempotency-Key": "issue-18"}).status_code == 409
    second = actor_of(user_at("county_officer", COUNTY), date(2026, 6, 1), "test")
    approve_order(by=second, at=AT, paper_id=paper["id"])
    issued = officer.post(f"{address}/issue", {}, **{"Idempotency-Key": "issue-18"})
    assert (issued.status_code, issued.json()["state"]) == (200, "issued")
    tenure = Tenure.objects.get(post=seat)
    assert (tenure.person_id, tenure.start_on) == (clerk.person_id, date(2026, 6, 1))
    assert officer.get(f"{address}/lines").json()["items"][0]["made_tenure_id"] == tenure.pk
    assert [row["id"] for row in officer.get("orders?state=issued").json()["items"]] == [paper["id"]]


@pytest.mark.django_db
def test_the_same_request_again_is_answered_the_same_and_does_nothing(
    officer: Programme, seat: Post, clerk: User
) -> None:
    first = officer.post("orders", body(seat.pk, clerk.person_id), **KEY)
    acts = Act.objects.count()
    again = officer.post("orders", body(seat.pk, clerk.person_id), **KEY)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert (OrderPaper.objects.count(), Act.objects.count()) == (1, acts)


@pytest.mark.django_db
def test_the_same_key_for_another_request_is_refused(officer: Programme, seat: Post, clerk: User) -> None:
    officer.post("orders", body(seat.pk, clerk.person_id), **KEY)
    other = officer.post("orders", body(seat.pk, clerk.person_id, title="另一份通知"), **KEY)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (409, "Idempotency-Key")
    elsewhere = officer.post(f"orders/{OrderPaper.objects.get().pk}/submit", {}, **KEY)
    assert elsewhere.status_code == 409
    assert OrderPaper.objects.get().state == "drafted"


@pytest.mark.django_db
def test_a_key_belongs_to_one_user(officer: Programme, programme: Programmes, seat: Post, clerk: User) -> None:
    colleague = programme("county_officer", COUNTY, Right.APPOINT)
    officer.post("orders", body(seat.pk, clerk.person_id), **KEY)
    other = colleague.post("orders", body(seat.pk, clerk.person_id, title="另一份通知"), **KEY)
    assert other.status_code == 201
    assert OrderPaper.objects.count() == 2


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(officer: Programme, seat: Post, clerk: User) -> None:
    refused = officer.post("orders", body(10**9, clerk.person_id), **KEY)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (404, "lines.0.post")
    assert not KeptAnswer.objects.exists()
    assert officer.post("orders", body(seat.pk, clerk.person_id), **KEY).status_code == 201


@pytest.mark.django_db
def test_writing_needs_a_key_and_a_token_that_may(
    officer: Programme, programme: Programmes, seat: Post, clerk: User
) -> None:
    missing = officer.post("orders", body(seat.pk, clerk.person_id))
    assert (missing.status_code, missing.json()["errors"][0]["where"]) == (422, "header")
    reader = programme("county_officer", COUNTY)
    assert reader.post("orders", body(seat.pk, clerk.person_id), **KEY).status_code == 403
    village = programme("secretary", VILLAGE)
    paper = officer.post("orders", body(seat.pk, clerk.person_id), **KEY).json()
    assert village.get(f"orders/{paper['id']}").status_code == 404
    assert not Tenure.objects.filter(post=seat).exists()


@pytest.mark.django_db
def test_an_answer_to_a_token_that_writes_is_not_repeated_to_one_that_reads(
    programme: Programmes, user_at: Callable[..., User], seat: Post, clerk: User
) -> None:
    user = user_at("county_officer", COUNTY)
    writer, reader = programme(user, "", Right.APPOINT), programme(user)
    sent = body(seat.pk, clerk.person_id)
    address = f"orders/{writer.post('orders', sent, **KEY).json()['id']}"
    assert reader.post("orders", sent, **KEY).status_code == 403
    assert writer.post("orders", sent, **KEY).headers["Idempotent-Replayed"] == "true"
    for step in ("submit", "issue", "discard"):
        key = {"Idempotency-Key": f"{step}-18"}
        writer.post(f"{address}/{step}", {}, **key)
        assert reader.post(f"{address}/{step}", {}, **key).status_code == 403


@pytest.mark.django_db
def test_an_appointment_names_one_person(officer: Programme, seat: Post, clerk: User) -> None:
    new = {"name": "王建国", "sex": "m", "born_on": "1990-01-31"}
    both = body(seat.pk, clerk.person_id)
    both["lines"][0]["newcomer"] = new
    neither = body(seat.pk, clerk.person_id)
    del neither["lines"][0]["person_id"]
    assert [officer.post("orders", sent, **KEY).status_code for sent in (both, neither)] == [422, 422]
    del both["lines"][0]["person_id"]
    assert officer.post("orders", both, **KEY).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_same_request_eight_times_at_once_has_one_effect(officer: Programme, seat: Post, clerk: User) -> None:
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        answer = Programme(type(officer.client)(), officer.secret, officer.token).post(
            "orders", body(seat.pk, clerk.person_id), **KEY
        )
        answers.append((answer.status_code, answer.content))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), len(set(answers)), answers[0][0]) == (8, 1, 201)
    assert OrderPaper.objects.count() == 1


@pytest.mark.django_db
def test_kept_answers_go_after_their_period_and_not_before(
    officer: Programme, seat: Post, clerk: User, system: Actor
) -> None:
    [period] = [kept for kept in retentions if kept.name == "idempotency_keys"]
    officer.post("orders", body(seat.pk, clerk.person_id), **KEY)
    later = AT + timedelta(days=91)
    assert period.find(AT) == 0
    assert period.clear(AT, later, system) == 0
    with clock.frozen(later):
        assert period.find(AT + timedelta(days=1)) == 1
        assert period.clear(AT + timedelta(days=1), later, system) == 1
    assert not KeptAnswer.objects.exists()
