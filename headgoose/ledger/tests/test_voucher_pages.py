"""The pages of vouchers: listed, entered by hand, reviewed one after the other, taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from headgoose.ledger.actions.books import add_detail_account
from headgoose.ledger.models import Entry, Voucher
from headgoose.ledger.tests.conftest import TOWNSHIP, VILLAGE, Desk

Users = Callable[..., Client]
NEW = f"/place/{VILLAGE}/books/vouchers/new/"
LIST = f"/place/{VILLAGE}/books/vouchers/"
CELLS = ("account", "line_summary", "debit", "credit", "payee", "payee_kind")
BALANCED = [("102", "", "500", ""), ("501", "", "", "500")]


@pytest.fixture
def keeper(desk: Desk, as_user: Users) -> Client:
    """The village's accountant, at a browser."""
    return as_user("village_accountant", VILLAGE)


@pytest.fixture
def reviewer(desk: Desk, as_user: Users) -> Client:
    """The township's accountant, at a browser."""
    return as_user("township_accountant", TOWNSHIP)


def typed(*lines: tuple[str, ...], **head: str) -> dict[str, Any]:
    """What the form sends: lines of account, summary, debit, credit, payee and whose account."""
    full = [(*line, *[""] * (len(CELLS) - len(line))) for line in lines]
    columns = {cell: [line[place] for line in full] for place, cell in enumerate(CELLS)}
    return {"on": "2026-05-20", "documents": "1", "summary": "收到承包费", **columns, **head}


def faults_of(answer: Any) -> list[dict[str, str]]:
    """What is said beside the cells, line by line, blank lines left out."""
    return [line.faults for line in answer.context["entry"].lines if not line.is_blank]


def test_a_voucher_is_entered_and_its_page_shows_it(keeper: Client) -> None:
    answer = keeper.post(NEW, typed(*BALANCED))
    voucher = Voucher.objects.get()
    assert answer["Location"] == f"/voucher/{voucher.pk}/"
    assert (voucher.state, voucher.total_fen, voucher.documents, voucher.month) == ("draft", 50_000, 1, 202605)
    page = keeper.get(answer["Location"])
    text = page.content.decode()
    assert "伍佰元整" in text
    assert "102 银行存款" in text
    assert text.count(">500.00</td>") == 4
    assert page.context["may_change"]
    assert not page.context["may_post"]


def test_save_and_next_opens_a_blank_form_of_the_same_day(keeper: Client) -> None:
    answer = keeper.post(NEW, typed(*BALANCED, next="1"))
    assert answer["Location"] == f"{NEW}?on=2026-05-20"
    page = keeper.get(answer["Location"])
    assert page.context["entry"].head.initial["on"].isoformat() == "2026-05-20"
    assert all(line.is_blank for line in page.context["entry"].lines)
    said = [str(notice) for notice in page.context["shell"].notices]
    assert len(said) == 1
    assert "收到承包费" in said[0]
    assert "500.00" in said[0]


def test_a_form_that_is_sent_again_is_saved_once(keeper: Client) -> None:
    once = keeper.get(NEW).context["once"]
    first = keeper.post(NEW, typed(*BALANCED, once=once))
    again = keeper.post(NEW, typed(*BALANCED, once=once))
    assert again["Location"] == first["Location"]
    assert Voucher.objects.count() == 1
    said = [str(notice) for notice in keeper.get(again["Location"]).context["shell"].notices]
    assert "不会重复保存" in said[-1]


def test_a_form_that_went_out_with_other_words_before_can_be_saved_as_one_more(keeper: Client) -> None:
    once = keeper.get(NEW).context["once"]
    keeper.post(NEW, typed(*BALANCED, once=once))
    other = typed(*BALANCED, once=once) | {"summary": "收到另一笔承包费"}
    answer = keeper.post(NEW, other)
    assert (answer.status_code, Voucher.objects.count()) == (409, 1)
    assert answer.context["once"] != once
    assert keeper.post(NEW, other | {"once": answer.context["once"]}).status_code == 302
    assert Voucher.objects.count() == 2


def test_what_was_refused_left_its_key_free(keeper: Client) -> None:
    once = keeper.get(NEW).context["once"]
    wrong = keeper.post(NEW, typed(("102", "", "500", ""), ("501", "", "", "400"), once=once))
    assert (wrong.status_code, wrong.context["once"]) == (422, once)
    assert keeper.post(NEW, typed(*BALANCED, once=once)).status_code == 302


@pytest.mark.parametrize(
    ("typed_as", "code"),
    [
        ("501", "501"),
        ("501 经营收入", "501"),
        ("５０１", "501"),
        ("经营收入", "501"),
        ("jysr", "501"),
        ("operating income", "501"),
        ("jysr1", None),
        ("50", None),
        ("50199", None),
    ],
)
def test_an_account_is_told_by_code_name_or_initials(keeper: Client, typed_as: str, code: str | None) -> None:
    answer = keeper.post(NEW, typed(("102", "", "500", ""), (typed_as, "", "", "500")))
    if code is None:
        assert (answer.status_code, Voucher.objects.count()) == (422, 0)
        assert typed_as in faults_of(answer)[1]["account"]
        assert f'value="{typed_as}"' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert Entry.objects.get(line=2).account.code == code


def test_the_initials_of_the_bank_are_those_that_people_type(keeper: Client) -> None:
    assert keeper.post(NEW, typed(("yhck", "", "500", ""), ("501", "", "", "500"))).status_code == 302
    assert Entry.objects.get(line=1).account.code == "102"


def test_a_digit_in_a_name_is_no_half_of_a_code(keeper: Client, desk: Desk) -> None:
    add_detail_account(by=desk.maker, at=desk.at, book_id=desk.book.pk, code="15101", name="5号机井")
    whole = keeper.post(NEW, typed(("5号机井", "", "500", ""), ("501", "", "", "500")))
    assert (whole.status_code, Entry.objects.get(line=1).account.code) == (302, "15101")
    assert keeper.post(NEW, typed(("5", "", "500", ""), ("501", "", "", "500"))).status_code == 422


def test_initials_that_several_accounts_have_are_asked_back(keeper: Client) -> None:
    answer = keeper.post(NEW, typed(("102", "", "500", ""), ("gy", "", "", "500")))
    fault = faults_of(answer)[1]["account"]
    assert answer.status_code == 422
    assert "134 公益性生物资产" in fault
    assert "514 公益支出" in fault


@pytest.mark.parametrize("amount", ["1,234.50", "１，２３４．５０", "¥1234.5", "1234.50元", " 1234.500 "])
def test_amounts_are_read_as_people_type_them(keeper: Client, amount: str) -> None:
    assert keeper.post(NEW, typed(("102", "", amount, ""), ("501", "", "", "1234.5"))).status_code == 302
    assert Voucher.objects.get().total_fen == 123_450


@pytest.mark.parametrize(
    ("debit", "credit", "cell"),
    [
        ("1.005", "", "debit"),
        ("1e18", "", "debit"),
        ("1000000000000000000", "", "debit"),
        ("伍佰", "", "debit"),
        ("-500", "", "debit"),
        ("500", "500", "credit"),
        ("", "", "debit"),
        ("0", "", "debit"),
        ("NaN", "", "debit"),
    ],
)
def test_a_wrong_amount_is_told_beside_its_cell_and_what_was_typed_stays(
    keeper: Client, debit: str, credit: str, cell: str
) -> None:
    answer = keeper.post(NEW, typed(("102", "存款", debit, credit), ("501", "", "", "500")))
    assert (answer.status_code, Voucher.objects.count()) == (422, 0)
    assert set(faults_of(answer)[0]) == {cell}
    text = answer.content.decode()
    assert f'id="fault-1-{cell}"' in text
    assert f'value="{debit}"' in text
    assert 'value="存款"' in text


def test_what_does_not_balance_says_by_how_much_and_on_which_side(keeper: Client) -> None:
    answer = keeper.post(NEW, typed(("102", "", "500", ""), ("501", "", "", "430.5")))
    assert (answer.status_code, Voucher.objects.count()) == (422, 0)
    [fault] = answer.context["entry"].faults
    assert [amount in fault for amount in ("500.00", "430.50", "69.50")] == [True] * 3


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ({"on": "2026-02-30"}, "on"),
        ({"on": "2027-01-01"}, "on"),
        ({"on": "2025-12-31"}, "on"),
        ({"on": "9999-12-31"}, "on"),
        ({"documents": "1000"}, "documents"),
        ({"documents": "-1"}, "documents"),
        ({"documents": "many"}, "documents"),
        ({"summary": ""}, "summary"),
        ({"summary": "长" * 121}, "summary"),
    ],
)
def test_a_wrong_head_is_told_beside_its_field(keeper: Client, head: dict[str, str], field: str) -> None:
    answer = keeper.post(NEW, typed(*BALANCED, **head))
    assert (answer.status_code, Voucher.objects.count()) == (422, 0)
    assert list(answer.context["entry"].head.errors) == [field]
    assert answer.context["entry"].lines[0].debit == "500"


def test_the_summary_of_the_first_line_stands_for_the_voucher(keeper: Client) -> None:
    lines = [("102", "第一行的摘要", "500", ""), ("501", "", "", "500")]
    assert keeper.post(NEW, typed(*lines, summary="")).status_code == 302
    assert Voucher.objects.get().summary == "第一行的摘要"


def test_a_payment_names_payee_and_account(keeper: Client) -> None:
    lines = [("513", "", "80", ""), ("101", "", "", "80", "张三", "person")]
    assert keeper.post(NEW, typed(*lines)).status_code == 302
    assert [(e.payee, e.payee_kind) for e in Entry.objects.all()] == [("", ""), ("张三", "person")]
    unsaid = keeper.post(NEW, typed(("513", "", "80", ""), ("101", "", "", "80", "张三", "")))
    assert (unsaid.status_code, set(faults_of(unsaid)[1])) == (422, {"payee_kind"})


def test_more_lines_and_copied_summaries_are_asked_for_without_saving(keeper: Client) -> None:
    sent = typed(("102", "", "x", ""), ("501", "转账", "", ""), ("504", "", "", ""), more="1")
    answer = keeper.post(NEW, sent)
    assert (answer.status_code, len(answer.context["entry"].lines), Voucher.objects.count()) == (200, 8, 0)
    assert answer.context["entry"].lines[0].debit == "x"
    del sent["more"]
    answer = keeper.post(NEW, sent | {"copy_down": "1"})
    assert [line.line_summary for line in answer.context["entry"].lines[:4]] == ["收到承包费", "转账", "转账", ""]


def test_the_form_is_filled_after_a_typical_posting_or_the_last_voucher(keeper: Client, desk: Desk) -> None:
    typical = keeper.get(f"{NEW}?typical=contract_fee_ahead").context["entry"].lines
    sides = [(line.account[:3], line.side) for line in typical if line.account]
    assert sides == [("102", "debit"), ("501", "credit"), ("211", "credit")]
    desk.draft("2026-04-01", ("513", 30), ("101", -30), summary="买纸")
    copied = keeper.get(f"{NEW}?copy=last").context["entry"]
    assert copied.head.initial["summary"] == "买纸"
    assert [(one.account, one.debit, one.credit) for one in copied.lines[:2]] == [
        ("513 管理费用", "30.00", ""),
        ("101 库存现金", "", "30.00"),
    ]


def test_a_copied_voucher_keeps_the_day_that_is_typed_and_not_the_documents_of_the_other(
    keeper: Client, desk: Desk
) -> None:
    desk.draft("2026-04-01", ("513", 30), ("101", -30), documents=7)
    page = keeper.get(f"{NEW}?copy=last&on=2026-05-08")
    assert page.context["entry"].head["on"].value().isoformat() == "2026-05-08"
    assert page.context["entry"].head["documents"].value() == 0
    assert 'href="?copy=last&amp;on=2026-05-08"' in page.content.decode()
    refused = keeper.post(NEW, typed(("513", "", "x"), on="2026-05-07"))
    assert 'name="on" value="2026-05-07" data-same-day' in refused.content.decode()
    assert 'href="?copy=last&amp;on="' in keeper.post(NEW, typed(*BALANCED, on="八号")).content.decode()


def test_every_typical_posting_names_accounts_of_the_chart_on_both_sides(keeper: Client) -> None:
    for one in keeper.get(NEW).context["typical"]:
        lines = [line for line in keeper.get(f"{NEW}?typical={one.code}").context["entry"].lines if line.account]
        assert {line.side for line in lines} == {"debit", "credit"}, one.code


def test_a_draft_is_changed_but_not_over_somebody_elses_change(keeper: Client, desk: Desk) -> None:
    voucher = desk.draft("2026-04-01", ("102", 500), ("501", -500))
    address = f"/voucher/{voucher.pk}/change/"
    seen = keeper.get(address)
    assert [line.account for line in seen.context["entry"].lines[:2]] == ["102 银行存款", "501 经营收入"]
    sent = typed(("102", "", "600", ""), ("501", "", "", "600"), version=str(seen.context["version"]))
    assert keeper.post(address, sent)["Location"] == f"/voucher/{voucher.pk}/"
    voucher.refresh_from_db()
    assert (voucher.total_fen, voucher.version) == (60_000, 1)
    late = keeper.post(address, sent)
    assert late.status_code == 409
    assert late.context["entry"].lines[0].debit == "600"
    assert keeper.post(address, sent | {"version": "x"}).status_code == 409


def test_a_posted_voucher_is_not_changed(keeper: Client, desk: Desk) -> None:
    voucher = desk.post("2026-04-01", ("102", 500), ("501", -500))
    assert keeper.get(f"/voucher/{voucher.pk}/change/").status_code == 409
    assert keeper.post(f"/voucher/{voucher.pk}/change/", typed(*BALANCED, version="0")).status_code == 409
