"""The pages of training, from the plan to the certificate, as those who organise, fill seats, take part, or may not."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from headgoose.kernel.clock import frozen
from headgoose.training.codes import code_for
from headgoose.training.models import Certificate, Enrolment, Mark, TrainingClass
from headgoose.training.queries import approved_minutes
from headgoose.training.tests.conftest import COUNTY, OTHER_COUNTY, TODAY, TOWNSHIP, VILLAGE, Ground, School

SignIn = Callable[..., Client]
NEW = {
    "code": COUNTY,
    "track": "graduates",
    "title": "大学生培训班",
    "start_on": "2026-06-01",
    "end_on": "2026-06-01",
    "seats": "3",
}


@pytest.fixture
def sign_in(ground: Ground) -> SignIn:
    """A client of somebody of the cast, in English or Chinese."""

    def make(part: str = "county_officer", language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(ground.users[part])
        return client

    return make


@pytest.fixture
def student(school: School, sign_in: SignIn) -> Client:
    """Somebody named for the class, signed in."""
    tenure = school.ground.tenure()
    school.name(tenure)
    user = school.ground.users["stranger"]
    user.person = tenure.person
    user.save()
    return sign_in("stranger")


def said(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_class_goes_all_the_way_on_its_pages(ground: Ground, sign_in: SignIn) -> None:
    officer, person = sign_in(), ground.tenure().person
    address = officer.post("/training/new/", NEW)["Location"]
    for start, end in (("11:00", "12:30"), ("14:00", "15:30")):
        slot = {"on": "2026-06-01", "start": start, "end": end, "room": "礼堂"}
        assert officer.post(f"{address}sessions/", slot).status_code == 302
    assert officer.post(f"{address}announce/").status_code == 302
    assert officer.post(f"{address}seats/", {"code": TOWNSHIP, "seats": "2"}).status_code == 302
    township = sign_in("township_officer")
    assert "学员甲" in said(township.get(f"{address}candidates/"))
    assert township.post(f"{address}name/", {"person": person.pk}).status_code == 302
    assert officer.post(f"{address}begin/").status_code == 302
    one = TrainingClass.objects.get()
    row = one.enrolments.get()
    session = one.sessions.get(number=1)
    with frozen(session.end_at):
        officer = sign_in()
        sheet = f"/training/session/{session.pk}/sheet/"
        assert officer.post(sheet, {"came": [row.pk]}).status_code == 302
        assert "checked" in said(officer.get(sheet))
    with frozen(one.sessions.get(number=2).end_at):
        officer = sign_in()
        assert officer.get(f"{address}approve/").status_code == 200
        assert officer.post(f"{address}approve/", {f"minutes-{row.pk}": "90"}).status_code == 302
    assert approved_minutes([person.pk], 2026) == {person.pk: 90}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_a_class_opens_in_both_languages(
    school: School, sign_in: SignIn, student: Client, language: str
) -> None:
    school.begin()
    officer, at = sign_in(language=language), f"/training/{school.one.pk}/"
    session = f"/training/session/{school.session(1).pk}/"
    pages = ["/training/", "/training/mine/", "/training/new/", f"/training/without/?place={VILLAGE}", at]
    pages += [
        f"{at}candidates/",
        f"{at}printed/",
        f"{at}list.xlsx",
        f"{session}screen/",
        f"{session}sheet/",
        "/training/check/",
    ]
    for page in pages:
        assert officer.get(page).status_code == 200, page
    for page in ("/training/mine/", at, "/"):
        assert student.get(page, follow=True).status_code == 200, page


@pytest.mark.parametrize(
    ("part", "status"),
    [("auditor", 200), ("prefecture_officer", 200), ("grid_worker", 200), ("system_admin", 404), ("stranger", 404)],
)
def test_who_sees_a_class(school: School, sign_in: SignIn, part: str, status: int) -> None:
    assert sign_in(part).get(f"/training/{school.one.pk}/").status_code == status


def test_names_are_seen_within_ones_own_area(school: School, sign_in: SignIn) -> None:
    school.name(school.ground.tenure(name="通江人", place="231221101200"))
    school.name(school.ground.tenure(name="厢红人"))
    assert "通江人" in said(sign_in().get(f"/training/{school.one.pk}/"))
    page = said(sign_in("township_officer").get(f"/training/{school.one.pk}/"))
    assert ("通江人" in page, "厢红人" in page) == (False, True)


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("new/", {}, 422),
        ("new/", {**NEW, "code": "99"}, 404),
        ("new/", {**NEW, "code": OTHER_COUNTY}, 403),
        ("new/", {**NEW, "seats": "99999999999999999999"}, 422),
        ("new/", {**NEW, "start_on": "2026-02-30"}, 422),
        ("new/", {**NEW, "track": "x"}, 422),
        ("{}/seats/", {"code": TOWNSHIP, "seats": "many"}, 422),
        ("{}/seats/", {"code": "x", "seats": "1"}, 404),
        ("{}/seats/", {"code": TOWNSHIP, "seats": "99"}, 409),
        ("{}/name/", {"person": "-1"}, 422),
        ("{}/name/", {"person": "9" * 18}, 409),
        ("{}/name/", {}, 422),
        ("{}/cancel/", {"why": ""}, 422),
        ("{}/announce/", {}, 409),
        ("{}/approve/", {}, 409),
        ("{}/sessions/", {"on": "2026-06-01", "start": "25:00", "end": "x", "room": ""}, 422),
        ("{}/sessions/remove/", {"number": "x"}, 422),
        ("{}/list/", {}, 422),
        ("{}/materials/", {}, 422),
        ("{}/materials/remove/", {"material": "7"}, 404),
        ("999999/name/", {"person": "1"}, 404),
        ("place/999999/withdraw/", {"why": "没有这个人"}, 404),
        ("place/999999/correct/", {"minutes": "1", "why": "没有这个人"}, 404),
        ("place/999999/certificate/", {}, 404),
    ],
)
def test_bad_input_gets_a_plain_no(
    school: School, sign_in: SignIn, path: str, sent: dict[str, str], status: int
) -> None:
    answer = sign_in().post(f"/training/{path.format(school.one.pk)}", sent)
    assert answer.status_code == status, said(answer)[:3000]


@pytest.mark.parametrize(
    "path",
    [
        "?year=0000&state=x&track=y&page=z",
        "without/?place=231221100200&page=999",
        "check/?number=%00%F0x",
        "mine/?page=-1",
    ],
)
def test_odd_addresses_are_answered(school: School, sign_in: SignIn, path: str) -> None:
    assert sign_in().get(f"/training/{path}").status_code in {200, 400, 404}
    assert sign_in().get("/training/without/?place=231221&family=x").status_code == 422
    assert sign_in("grid_worker").get("/training/without/?place=231221").status_code == 403


def test_the_screen_shows_a_code_that_the_telephone_takes(school: School, sign_in: SignIn, student: Client) -> None:
    school.begin()
    session = school.session(1)
    with frozen(session.start_at):
        page = said(sign_in().get(f"/training/session/{session.pk}/screen/"))
        assert 'http-equiv="refresh"' in page
        assert "<svg" in page
        code = code_for(session, session.start_at)
        student = sign_in("stranger")
        scanned = student.get(f"/training/scan/{code}/")
    receipt = re.search(r'name="receipt" value="([^"]+)"', said(scanned))
    assert receipt is not None
    assert Mark.objects.count() == 0, "looking is not being there"
    with frozen(session.start_at + timedelta(minutes=4)):
        assert student.get(f"/training/scan/{code}/").status_code == 409
        assert student.post(f"/training/scan/{code}/", {"receipt": receipt.group(1)}).status_code == 302
        assert student.post(f"/training/scan/{code}/", {"receipt": receipt.group(1)}).status_code == 409
    assert Mark.objects.get().how == "code"
    assert sign_in("township_officer").get(f"/training/session/{session.pk}/screen/").status_code == 403


def test_who_scans_signed_out_is_sent_to_sign_in(school: School) -> None:
    answer = Client().get("/training/scan/1-1-" + "0" * 32 + "/")
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_a_sheet_left_open_takes_nobody_off_who_scanned_meanwhile(
    school: School, sign_in: SignIn, student: Client
) -> None:
    school.begin()
    row, session = school.one.enrolments.get(), school.session(1)
    with frozen(session.end_at):
        officer = sign_in()
        school.ground.at = session.end_at
        school.attend(row, 1)
        assert officer.post(f"/training/session/{session.pk}/sheet/", {}).status_code == 302
        assert Mark.objects.count() == 1
        assert officer.post(f"/training/session/{session.pk}/sheet/", {"shown": [row.pk]}).status_code == 302
    assert list(Mark.objects.order_by("number").values_list("present", flat=True)) == [True, False]


def test_the_list_comes_back_filled_in(school: School, sign_in: SignIn, student: Client) -> None:
    school.begin()
    officer, row, at = sign_in(), school.one.enrolments.get(), f"/training/{school.one.pk}/"
    book = CalamineWorkbook.from_filelike(io.BytesIO(officer.get(f"{at}list.xlsx").content))
    head, line = book.get_sheet_by_index(0).to_python()[:2]
    assert (line[0], line[1]) == (row.pk, "学员甲")
    content = f"{','.join(map(str, head))}\n{row.pk},学员甲,村,1,也许\n{row.pk + 9},谁,村,1,".encode()
    with frozen(school.session(2).end_at):
        officer = sign_in()
        answer = officer.post(f"{at}list/", {"file": SimpleUploadedFile("roll.csv", content)})
        assert answer.status_code == 302
        page = said(officer.get(answer["Location"]))
        assert "也许" in page
        assert "谁" in page
        assert officer.post(f"{at}list/", {"file": SimpleUploadedFile("roll.csv", b"\x00")}).status_code == 422


def test_a_certificate_is_a_pdf_and_anybody_checks_it(school: School, sign_in: SignIn, student: Client) -> None:
    school.begin()
    row = school.one.enrolments.get()
    school.attend(row, 1, 2)
    school.end()
    place = f"/training/place/{row.pk}/certificate"
    assert student.get(f"{place}.pdf").status_code == 404
    assert student.post(f"{place}/").status_code == 302
    pdf = student.get(f"{place}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    number = Certificate.objects.get().number
    page = said(Client().get("/training/check/", {"number": number}))
    assert "到村任职大学生培训班" in page
    assert "学〇〇" in page
    assert "学员甲" not in page
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert Client().get("/training/check/", {"number": wrong}).status_code == 404
    assert sign_in("secretary").get(f"{place}.pdf").status_code == 403


def test_answers_are_shown_from_five_on(school: School, sign_in: SignIn, student: Client) -> None:
    school.begin()
    at = f"/training/{school.one.pk}/"
    sent = {"content": "5", "teaching": "4", "use": "5", "words": "老师讲得好"}
    with frozen(school.session(2).end_at):
        student = sign_in("stranger")
        assert student.post(f"{at}evaluate/", {}).status_code == 422
        assert student.post(f"{at}evaluate/", {**sent, "use": "9"}).status_code == 422
        assert student.post(f"{at}evaluate/", sent).status_code == 302
        assert student.post(f"{at}evaluate/", sent).status_code == 409
        assert "老师讲得好" not in said(sign_in().get(at))
        assert sign_in("secretary").get(f"{at}evaluate/").status_code == 403


def test_a_document_is_saved_and_not_opened(school: School, sign_in: SignIn, student: Client) -> None:
    at, content = f"/training/{school.one.pk}/materials/", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    officer = sign_in()
    assert officer.post(at, {"file": SimpleUploadedFile("讲义.pdf", content)}).status_code == 302
    assert officer.post(at, {"file": SimpleUploadedFile("讲义.pdf", content)}).status_code == 409
    one = school.one.materials.get()
    answer = student.get(f"{at}{one.pk}/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert student.post(f"{at}remove/", {"material": one.pk}).status_code == 403
    assert officer.post(f"{at}remove/", {"material": one.pk}).status_code == 302
    assert student.get(f"{at}{one.pk}/").status_code == 404


def test_one_click_names_somebody_without_hours(school: School, sign_in: SignIn) -> None:
    person = school.ground.tenure(name="没学时").person
    officer = sign_in()
    page = said(officer.get(f"/training/without/?place={COUNTY}"))
    assert "没学时" in page
    assert f"/training/{school.one.pk}/name/" in page
    answer = officer.post(
        f"/training/{school.one.pk}/name/", {"person": person.pk, "next": f"/training/without/?place={COUNTY}"}
    )
    assert answer["Location"] == f"/training/without/?place={COUNTY}"
    assert Enrolment.objects.get().person == person
    assert school.one.title in said(officer.get(f"/person/{person.pk}/"))
    assert TODAY.year == 2026
