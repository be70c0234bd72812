"""A village sets up details below the shared chart and renames them; the chart itself is the same for all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from headgoose.kernel.refusal import Because, Refused
from headgoose.ledger.actions.books import add_detail_account, rename_detail_account
from headgoose.ledger.models import Account
from headgoose.ledger.tests.conftest import SIBLING, VILLAGE, Desk
from headgoose.records.models import Act

Users = Callable[..., Client]
CHART = f"/place/{VILLAGE}/books/chart/"


def add(desk: Desk, code: str, name: str = "机动地发包") -> Account:
    return add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)


def rename(desk: Desk, code: str, name: str) -> Account:
    return rename_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code=code, name=name)


def refusal(act: Callable[..., Any], *args: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value


def test_a_detail_is_of_the_kind_of_what_it_lies_below(desk: Desk) -> None:
    account = add(desk, "50101")
    assert (account.top, account.kind, account.side, account.initials) == (501, "income", "credit", "jddfb")


@pytest.mark.parametrize("code", ["501", "50", "", "90101", "501a", "5010123456789", "５０１－１"])
def test_codes_that_lie_below_nothing_are_refused(desk: Desk, code: str) -> None:
    assert refusal(add, desk, code).field == "code"
    assert not Account.objects.filter(book=desk.book).exists()


def test_two_villages_may_use_the_same_code_but_one_only_once(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    add(desk, "50101")
    assert refusal(add, desk, "50101").because is Because.CONFLICT
    assert add(new_desk(SIBLING), "50101", "鱼塘发包").name == "鱼塘发包"


def test_a_new_name_changes_the_name_alone_and_is_on_record(desk: Desk) -> None:
    add(desk, "50101")
    posted = desk.post("2026-03-02", ("102", 50), ("50101", -50))
    account = rename(desk, "50101", "机动地收入")
    assert (account.code, account.name, account.initials) == ("50101", "机动地收入", "jddsr")
    assert posted.entries.filter(account__name_zh="机动地收入").count() == 1
    act = Act.objects.get(verb="ledger.rename_detail_account")
    assert (act.before["name"], act.after["name"]) == ("机动地发包", "机动地收入")


@pytest.mark.parametrize("name", ["", "  ", "机动地发包", "名" * 61, "换\n行\x07"])
def test_names_that_are_none_or_the_same_are_refused(desk: Desk, name: str) -> None:
    add(desk, "50101")
    assert refusal(rename, desk, "50101", name).field == "name"


def test_the_chart_and_the_details_of_others_are_not_renamed(desk: Desk, new_desk: Callable[..., Desk]) -> None:
    add(new_desk(SIBLING), "50102")
    for code in ("501", "50102", "rubbish"):
        assert refusal(rename, desk, code, "改名").because is Because.NOT_FOUND


def test_who_only_reads_sees_the_chart_and_changes_nothing(as_user: Users, desk: Desk) -> None:
    add(desk, "50101")
    secretary = as_user("secretary", VILLAGE)
    page = secretary.get(CHART)
    assert (page.status_code, page.context["may_add"]) == (200, False)
    assert secretary.post(CHART, {"code": "50102", "name": "鱼塘"}).status_code == 403
    assert secretary.post(f"{CHART}50101/rename/", {"name": "鱼塘"}).status_code == 403


def test_the_chart_shows_balances_on_their_side(as_user: Users, desk: Desk) -> None:
    add(desk, "50101")
    desk.post("2026-03-02", ("102", 50), ("50101", -50))
    rows = {row["account"].code: row for row in as_user("secretary", VILLAGE).get(CHART).context["rows"]}
    assert len(rows) == 43
    assert (rows["102"]["balance"], rows["102"]["on_debit"]) == (5000, True)
    assert (rows["50101"]["balance"], rows["50101"]["on_debit"], rows["50101"]["is_detail"]) == (5000, False, True)
    assert rows["501"]["balance"] == 0
