"""The pages of files: looked at without a trace, taken by a click, posted by somebody else."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from headgoose.kernel import clock
from headgoose.ledger import shelf
from headgoose.ledger.actions.files import preview_voucher_file, take_voucher_file
from headgoose.ledger.models import Voucher, VoucherFile
from headgoose.ledger.tests.conftest import SIBLING, TOWNSHIP, VILLAGE, Desk
from headgoose.ledger.tests.sheets import FEE, OFFICE, csv_file, many_vouchers, workbook
from headgoose.records.models import Act

Users = Callable[..., Client]
FILES = f"/place/{VILLAGE}/books/files/"


@pytest.fixture(autouse=True)
def own_shelf(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    with override("en"):
        yield


@pytest.fixture
def keeper(desk: Desk, as_user: Users) -> Client:
    """The village's accountant, at a browser that speaks English."""
    return in_english(as_user("village_accountant", VILLAGE))


@pytest.fixture
def reviewer(desk: Desk, as_user: Users) -> Client:
    """The township's accountant, at a browser that speaks English."""
    return in_english(as_user("township_accountant", TOWNSHIP))


def in_english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def send(client: Client, content: bytes, name: str = "三月.csv", url: str = FILES) -> Any:
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def take(client: Client, content: bytes) -> VoucherFile:
    shown = send(client, content)
    answer = client.post(f"{shown['Location']}take/")
    assert answer.status_code == 302
    return VoucherFile.objects.latest("pk")


def test_looking_writes_nothing_and_taking_writes_all(keeper: Client) -> None:
    acts = Act.objects.count()
    answer = send(keeper, csv_file(FEE + OFFICE))
    assert answer.status_code == 302
    page = keeper.get(answer["Location"])
    assert page.status_code == 200
    assert [(month, count, fen) for month, count, fen in page.context["months"]] == [("2026-03", 2, 623450)]
    assert (Voucher.objects.count(), VoucherFile.objects.count(), Act.objects.count()) == (0, 0, acts)
    taken = keeper.post(f"{answer['Location']}take/")
    file = VoucherFile.objects.get()
    assert taken["Location"] == f"{FILES}{file.pk}/"
    assert (file.name, file.rows, file.taken, Voucher.objects.filter(file=file).count()) == ("三月.csv", 4, 2, 2)
    assert "记-1" in keeper.get(taken["Location"]).content.decode()


def test_a_file_with_faults_is_answered_with_them_and_not_kept(keeper: Client) -> None:
    answer = send(keeper, csv_file(FEE[:1] + OFFICE))
    assert answer.status_code == 422
    assert "one line only" in answer.content.decode()
    assert "<b>B2</b>" in answer.content.decode()
    assert keeper.get(FILES).context["laid"] == []


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [(b"", 422, "empty"), (b"%PDF-1.4", 422, "heading"), (many_vouchers(50_000), 413, "50,000 rows")],
)
def test_what_cannot_be_read_is_said_in_a_sentence(keeper: Client, content: bytes, status: int, said: str) -> None:
    answer = send(keeper, content)
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_a_form_without_a_file_says_so(keeper: Client) -> None:
    answer = keeper.post(FILES)
    assert answer.status_code == 422
    assert "Choose a file" in answer.content.decode()


def test_the_page_tells_files_that_were_taken_from_those_only_looked_at(keeper: Client) -> None:
    file = take(keeper, csv_file(FEE))
    send(keeper, csv_file(OFFICE), "四月.csv")
    page = keeper.get(FILES)
    assert [one.name for one in page.context["laid"]] == ["四月.csv"]
    assert [one for one, _states in page.context["rows"]] == [file]


def test_a_file_that_was_taken_lies_here_no_more_also_when_nobody_cleared_it_away(keeper: Client, desk: Desk) -> None:
    send(keeper, csv_file(FEE))
    # As when the server was killed between the commit and its answer.
    take_voucher_file(by=desk.maker, at=desk.at, book_id=desk.book.pk, file_name="x", content=csv_file(FEE))
    assert keeper.get(FILES).context["laid"] == []


def test_the_same_file_again_is_a_conflict_with_the_day_it_was_taken(keeper: Client) -> None:
    take(keeper, csv_file(FEE))
    answer = send(keeper, csv_file(FEE), "again.csv")
    assert answer.status_code == 409
    assert "was taken on 2026-06-01 10:00" in answer.content.decode()


def test_a_second_click_on_take_is_a_conflict_and_takes_nothing_more(keeper: Client) -> None:
    where = send(keeper, csv_file(FEE))["Location"]
    assert [keeper.post(f"{where}take/").status_code for _click in range(2)] == [302, 409]
    assert Voucher.objects.count() == 1
    # The address of the preview leads on to what came of it.
    assert keeper.get(where)["Location"] == f"{FILES}{VoucherFile.objects.get().pk}/"


def test_a_fault_that_came_up_since_the_preview_is_shown_when_the_file_is_taken(keeper: Client, desk: Desk) -> None:
    where = send(keeper, csv_file(FEE))["Location"]
    desk.book.closed_to = 202603
    desk.book.save()
    answer = keeper.post(f"{where}take/")
    assert answer.status_code == 422
    assert "is closed" in answer.content.decode()
    assert not Voucher.objects.exists()


def test_a_file_can_be_put_aside_and_is_cleared_after_a_week(keeper: Client, desk: Desk) -> None:
    where = send(keeper, csv_file(FEE))["Location"]
    assert keeper.post(f"{where}leave/").status_code == 302
    assert keeper.get(where).status_code == 404
    send(keeper, csv_file(FEE))
    later = desk.at + shelf.KEPT * 2
    with clock.frozen(later):
        shelf.lay_file(desk.book.pk, "x", b"x", 1, "y", later)
    assert [one.name for one in shelf.laid_files(desk.book.pk)] == ["x"]


def test_a_second_person_posts_all_of_a_file(keeper: Client, reviewer: Client) -> None:
    file = take(keeper, csv_file(FEE + OFFICE))
    where = f"{FILES}{file.pk}/"
    assert not keeper.get(where).context["may_post"]
    assert keeper.post(f"{where}post/").status_code == 403
    page = reviewer.get(where)
    assert page.context["may_post"]
    assert reviewer.post(f"{where}post/", {"mark": "stale"}).status_code == 409
    assert reviewer.post(f"{where}post/", {"mark": page.context["mark"]}).status_code == 302
    assert set(Voucher.objects.values_list("state", flat=True)) == {"posted"}
    assert reviewer.post(f"{where}post/").status_code == 409


def test_who_took_the_file_is_told_that_somebody_else_posts_it(reviewer: Client) -> None:
    where = f"{FILES}{take(reviewer, csv_file(FEE)).pk}/"
    assert "a second person reviews" in reviewer.get(where).content.decode()
    answer = reviewer.post(f"{where}post/")
    assert answer.status_code == 403
    assert "Nothing was posted" in answer.content.decode()


def test_the_drafts_of_a_wrong_file_are_put_aside(keeper: Client) -> None:
    file = take(keeper, csv_file(FEE + OFFICE))
    assert keeper.post(f"{FILES}{file.pk}/discard/").status_code == 302
    assert keeper.post(f"{FILES}{file.pk}/discard/").status_code == 409
    assert set(Voucher.objects.values_list("state", flat=True)) == {"discarded"}


def test_nobody_else_sees_or_takes_what_was_laid_down(
    keeper: Client, new_desk: Callable[..., Desk], as_user: Users
) -> None:
    new_desk(SIBLING)
    where = send(keeper, csv_file(FEE))["Location"]
    file = take(keeper, csv_file(OFFICE))
    neighbour = as_user("village_accountant", SIBLING)
    secretary = as_user("secretary", VILLAGE)
    for client in (neighbour, secretary):
        assert client.get(where).status_code in (403, 404)
        assert client.post(f"{where}take/").status_code in (403, 404)
    assert [send(secretary, csv_file(FEE)).status_code, secretary.post(FILES).status_code] == [403, 403]
    assert secretary.get(FILES).context["laid"] == []
    # One's own book with the number of another's file.
    other = where.replace(VILLAGE, SIBLING)
    assert [neighbour.get(url).status_code for url in (other, f"/place/{SIBLING}/books/files/{file.pk}/")] == [404, 404]
    assert not Voucher.objects.exclude(file=file).exists()


def test_a_name_of_a_file_is_no_path(keeper: Client) -> None:
    send(keeper, csv_file(FEE), "..\\..\\a/b\x00\u202e凭证.csv")
    (laid,) = keeper.get(FILES).context["laid"]
    assert "/" not in laid.name
    assert laid.name.isprintable()


def test_the_template_filled_in_as_it_says_is_taken(keeper: Client, desk: Desk) -> None:
    for language, heading in (("en", "Date"), ("zh-hans", "日期")):
        keeper.cookies["language"] = language
        answer = keeper.get(f"{FILES}template.xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        empty, hints, accounts = (book.get_sheet_by_index(place).to_python() for place in range(3))
        assert (len(empty), empty[0][0], len(hints)) == (1, heading, len(empty[0]) + 2)
        assert "102" in [row[0] for row in accounts]
        rows: list[list[object]] = [["2026-03-02", "1", "收承包费", "102", "", 5000, "", 1, "", ""]]
        rows.append(["", "", "", "501", "", "", 5000, "", "甲", "单位"])
        filled = workbook(rows, empty[0])
        checked = preview_voucher_file(by=desk.maker, at=desk.at, book=desk.book, content=filled)
        assert (checked.faults, checked.total_fen) == ([], 500000)


def test_pages_of_files_are_drawn_in_chinese_too(keeper: Client) -> None:
    keeper.cookies["language"] = "zh-hans"
    where = send(keeper, workbook(FEE), "三月.xlsx")["Location"]
    for url in (FILES, where, f"{FILES}{take(keeper, csv_file(OFFICE)).pk}/"):
        assert keeper.get(url).status_code == 200
