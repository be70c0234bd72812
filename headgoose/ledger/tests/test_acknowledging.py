"""A finding is acknowledged once, with a reason, by a reviewer who made none of its vouchers; it stays in the list."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import AT, TODAY, Tree
from headgoose.access.models import User
from headgoose.kernel.actor import Actor, system_actor
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.clock import frozen
from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.acknowledging import acknowledge_finding
from headgoose.ledger.actions.books import open_book
from headgoose.ledger.checks import Finding, findings_in, forget_findings
from headgoose.ledger.checks.desk import open_findings
from headgoose.ledger.checks.listing import State, find_within, years_of
from headgoose.ledger.models import Acknowledgement
from headgoose.ledger.tests.conftest import SIBLING, TOWNSHIP, VILLAGE, Desk
from headgoose.records.models import Act

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
WHY = "发票遗失已补开证明"


def bare(desk: Desk, on: str = "2026-05-04") -> Finding:
    """What a voucher without a document makes be found."""
    voucher = desk.post(on, ("102", 20.0), ("501", -20.0))
    found = findings_in(area_of(key_of(VILLAGE), level_of(VILLAGE)), SINCE, UNTIL, TODAY)
    return next(one for one in found if one.voucher_ids == (voucher.pk,))


def acknowledge(desk: Desk, finding: Finding, by: Actor | None = None, **other: Any) -> Acknowledgement:
    given: dict[str, Any] = {
        "check": finding.check,
        "subject": finding.subject,
        "since": SINCE,
        "until": UNTIL,
        "why": WHY,
    } | other
    return acknowledge_finding(by=by or desk.reviewer, at=desk.at, book_id=desk.book.pk, **given)


def test_it_is_kept_with_who_when_and_why_and_the_finding_stays(desk: Desk) -> None:
    finding = bare(desk)
    made = acknowledge(desk, finding)
    assert (made.person_id, made.made_at, made.why) == (desk.reviewer.person_id, desk.at, WHY)
    area = area_of(key_of(VILLAGE), level_of(VILLAGE))
    found = find_within(area, years_of(area, TODAY), TODAY)
    assert finding.name in {one.name for one in found.narrow()}
    assert [one.name for one in found.narrow(state=State.ACKNOWLEDGED)] == [finding.name]
    assert finding.name not in {one.name for one in found.narrow(state=State.OPEN)}
    act = Act.objects.get(verb="ledger.acknowledge_finding")
    assert act.after == {"check": "no_document", "finding": finding.subject, "why": WHY}


def test_a_finding_is_acknowledged_once(desk: Desk) -> None:
    finding = bare(desk)
    acknowledge(desk, finding)
    with pytest.raises(Refused) as refused:
        acknowledge(desk, finding)
    assert refused.value.because is Because.CONFLICT
    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.update(why="别的原因")


def test_only_a_reviewer_of_the_village_may(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    finding = bare(desk)
    elsewhere = new_desk("231222100200")
    for by in (desk.maker, elsewhere.reviewer, system_actor("test", "test")):
        with pytest.raises(Refused) as refused:
            acknowledge(desk, finding, by)
        assert refused.value.because is Because.FORBIDDEN
    assert not Acknowledgement.objects.exists()


def test_who_made_the_voucher_does_not_acknowledge_it(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    other = new_desk(SIBLING).reviewer
    keeper, desk.maker, desk.reviewer = desk.maker, desk.reviewer, other
    finding = bare(desk)
    with pytest.raises(Refused) as refused:
        acknowledge(desk, finding, desk.maker)
    assert refused.value.because is Because.FORBIDDEN
    assert keeper.person_id != desk.maker.person_id
    assert acknowledge(desk, finding, other).person_id == other.person_id


def test_what_is_not_found_is_not_acknowledged(desk: Desk) -> None:
    finding = bare(desk)
    wrong: list[dict[str, Any]] = [
        {"subject": "voucher:999999"},
        {"check": "same_receipt"},
        {"check": "unknown"},
        {"until": date(2026, 3, 31)},
        {"since": date(2026, 6, 2)},
    ]
    for other in wrong:
        with pytest.raises(Refused) as refused:
            acknowledge(desk, finding, **other)
        assert refused.value.because is Because.NOT_FOUND
    with pytest.raises(Refused) as refused:
        acknowledge(desk, finding, why="无")
    assert refused.value.field == "why"


@pytest.fixture
def reviewer(desk: Desk, cast: "dict[str, User]") -> Client:
    client = Client()
    client.force_login(cast["township_accountant"])
    return client


def test_the_list_of_a_village_shows_and_takes_it(desk: Desk, reviewer: Client) -> None:
    finding = bare(desk)
    url = f"/place/{VILLAGE}/books/checks/"
    page = reviewer.get(url).content.decode()
    assert finding.subject in page
    assert f"/voucher/{finding.voucher_ids[0]}/" in page
    posted = {"check": finding.check, "subject": finding.subject, "year": "2026", "why": WHY}
    answer = reviewer.post(f"{url}acknowledge/", {**posted, "next": f"/place/{TOWNSHIP}/checks/?state=open"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/place/{TOWNSHIP}/checks/?state=open")
    page = reviewer.get(url).content.decode()
    assert WHY in page
    assert finding.subject not in page
    assert WHY not in reviewer.get(f"{url}?state=open").content.decode()
    again = reviewer.post(f"{url}acknowledge/", posted)
    assert again.status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{"why": "无"}, {"why": ""}, {"subject": ""}, {"check": "x" * 31}, {"year": "二〇二六年"}, {"why": "一" * 201}],
)
def test_what_is_typed_wrong_is_said_beside_it(desk: Desk, reviewer: Client, wrong: dict[str, str]) -> None:
    finding = bare(desk)
    posted = {"check": finding.check, "subject": finding.subject, "year": "2026", "why": WHY} | wrong
    answer = reviewer.post(f"/place/{VILLAGE}/books/checks/acknowledge/", posted)
    assert answer.status_code == 422
    assert not Acknowledgement.objects.exists()


def test_the_list_of_a_township_counts_by_village_and_opens_each(
    desk: Desk, new_desk: Callable[..., Desk], reviewer: Client
) -> None:
    bare(desk)
    new_desk("231221101200").post("2026-05-05", ("102", 20.0), ("501", -20.0))
    page = reviewer.get(f"/place/{TOWNSHIP}/checks/").content.decode()
    assert f"/place/{VILLAGE}/books/checks/?year=2026&amp;state=open" in page
    assert "231221101200" not in page
    assert reviewer.get("/place/231221101/checks/").status_code == 403
    assert reviewer.get("/place/231221101200/books/checks/").status_code == 403


def test_the_list_is_narrowed_by_check_state_and_year(desk: Desk, reviewer: Client) -> None:
    bare(desk)
    for query, seen in [
        ("", True),
        ("check=no_document", True),
        ("check=cash_split", False),
        ("state=acknowledged", False),
        ("year=2025", True),  # a year without books falls back to this one
        ("year=all", True),
        ("check=x&state=x&year=9999999&page=-1", True),
    ]:
        answer = reviewer.get(f"/place/{TOWNSHIP}/checks/?{query}")
        assert answer.status_code == 200
        assert ("voucher:" in answer.content.decode()) is seen, query


def test_the_list_is_taken_away_as_excel_and_csv(desk: Desk, reviewer: Client) -> None:
    finding = bare(desk)
    acknowledge(desk, finding)
    said = b"".join(reviewer.get(f"/place/{TOWNSHIP}/checks.csv?check=no_document")).decode()
    lines = said.splitlines()
    assert len(lines) == 2
    assert WHY in lines[1]
    assert "20.0" in lines[1]
    answer = reviewer.get(f"/place/{VILLAGE}/checks.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert WHY in file.read("xl/sharedStrings.xml").decode()


def test_a_place_without_books_has_an_empty_list(reviewer: Client) -> None:
    assert reviewer.get("/place/231221100001/books/checks/").status_code == 404
    assert reviewer.get("/place/231221100001/checks/").status_code == 200


def test_queries_of_a_page_do_not_grow_with_findings(desk: Desk, reviewer: Client) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            page = reviewer.get(f"/place/{TOWNSHIP}/checks/").content.decode()
        assert page.count('value="voucher:') == count
        return len(captured)

    desk.post("2026-04-01", ("102", 20.0), ("501", -20.0))
    few = queries(1)
    for day in range(1, 25):
        desk.post(f"2026-05-{day:02d}", ("102", 20.0), ("501", -20.0))
    assert queries(25) <= few <= 40


def test_who_may_not_acknowledge_is_offered_no_form(desk: Desk, as_user: Callable[..., Client]) -> None:
    finding = bare(desk)
    page = as_user("county_officer", "231221").get(f"/place/{VILLAGE}/books/checks/").content.decode()
    assert f"/voucher/{finding.voucher_ids[0]}/" in page
    assert 'name="why"' not in page


def test_the_desk_of_who_reviews_counts_what_is_open(desk: Desk) -> None:
    finding = bare(desk)
    counts = {line.url.partition("check=")[2]: line.count for line in open_findings(desk.reviewer, TODAY)}
    assert counts == {"no_document&state=open": 1, "unclosed&state=open": 4}
    acknowledge(desk, finding)
    assert len(open_findings(desk.reviewer, TODAY)) == 1
    assert open_findings(desk.maker, TODAY) == []


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_right_at_once_after_an_act(tree: Tree, new_desk: Callable[..., Desk]) -> None:
    forget_findings()
    desk, far = new_desk(VILLAGE), new_desk("231222100200")
    province = area_of(key_of("23"), level_of("23"))

    def bare_vouchers() -> list[tuple[int, ...]]:
        found = findings_in(province, SINCE, UNTIL, TODAY)
        return [one.voucher_ids for one in found if one.check == "no_document"]

    assert bare_vouchers() == []
    first = desk.post("2026-05-04", ("102", 20.0), ("501", -20.0))
    assert bare_vouchers() == [(first.pk,)]
    second = far.post("2026-05-04", ("102", 20.0), ("501", -20.0))
    assert bare_vouchers() == [(first.pk,), (second.pk,)]
    open_book(by=system_actor("operator", "cli"), at=AT, place_id=tree.place(SIBLING).pk, since=202601)
    with frozen(AT):
        found = findings_in(province, SINCE, UNTIL, TODAY)
    assert sum(one.check == "unclosed" for one in found) == 12
    forget_findings()


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_not_computed_again(new_desk: Callable[..., Desk], django_assert_max_num_queries: Any) -> None:
    forget_findings()
    desk = new_desk(VILLAGE)
    desk.post("2026-05-04", ("102", 20.0), ("501", -20.0))
    province = area_of(key_of("23"), level_of("23"))
    first = findings_in(province, SINCE, UNTIL, TODAY)
    with django_assert_max_num_queries(4):
        assert findings_in(province, SINCE, UNTIL, TODAY) == first
    forget_findings()
