"""Whoever holds the code sees how the request stands, and can add, rate, reopen; whoever does not learns nothing."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from headgoose.casework.actions.calling_back import close_silent
from headgoose.casework.actions.steps import (
    Said,
    accept_request,
    answer_request,
    merge_request,
    note_on_request,
    pause_request,
    reject_request,
)
from headgoose.casework.models import CallBack, Event, Photo, Request
from headgoose.casework.replay import replay, stored_of
from headgoose.casework.tests.conftest import Net
from headgoose.casework.tests.people import name_of
from headgoose.casework.tests.pictures import jpeg, upload
from headgoose.kernel import clock
from headgoose.records.attachments import read_document

POST = "厢红五村 村党组织书记"


def page_of(request: Request, net: Net) -> str:
    with clock.frozen(net.at):
        answer = Client().get(f"/follow/{request.code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def post(request: Request, net: Net, what: str, **said: Any) -> Any:
    with clock.frozen(net.at):
        return Client().post(f"/follow/{request.code}/{what}/", {"client_id": str(uuid4()), **said})


def answered(net: Net, **asked: Any) -> Request:
    request = net.do(accept_request, "secretary", net.ask(**asked))
    return net.do(answer_request, "secretary", request, said=Said("换了新灯，今晚就亮"))


def agrees_with_its_log(request: Request) -> bool:
    request.refresh_from_db()
    return all(getattr(request, name) == value for name, value in stored_of(replay(request.events.all())).items())


def test_the_page_tells_by_post_what_was_done_and_until_when(net: Net) -> None:
    request = net.ask()
    assert request.accept_by
    assert f"{request.accept_by.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" in page_of(request, net)
    net.do(accept_request, "secretary", request)
    net.do(note_on_request, "secretary", request, said=Said("这人老来闹，别理", open=False))
    net.do(note_on_request, "secretary", request, said=Said("已联系电工", open=True))
    net.do(pause_request, "secretary", request, said=Said("等配件到货"))
    page = page_of(request, net)
    for shown in (POST, "已联系电工", "等配件到货", "村口的路灯坏了三天了"):
        assert shown in page
    for hidden in ("这人老来闹", name_of(net, "secretary")):
        assert hidden not in page


def test_a_step_of_which_the_words_are_not_open_is_told_without_them(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask(), said=Said("内部说明一句", open=False))
    page = page_of(request, net)
    assert "内部说明一句" not in page
    assert POST in page


def test_the_answer_shows_its_photos_to_the_code_alone(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask())
    shown = read_document(jpeg())
    net.do(answer_request, "secretary", request, said=Said("修好了路灯", photos=[shown]))
    photo = Photo.objects.get()
    url = f"/follow/{request.code}/photo/{photo.pk}/"
    assert url in page_of(request, net)
    answer = Client().get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Client().get(f"/follow/{net.ask(text='别的事情').code}/photo/{photo.pk}/").status_code == 404
    assert Client().get(f"/follow/{request.code}/photo/999/").status_code == 404


def test_photos_of_what_is_not_open_are_not_shown(net: Net) -> None:
    request = net.do(accept_request, "secretary", net.ask())
    kept = read_document(jpeg())
    net.do(note_on_request, "secretary", request, said=Said("内部照片", open=False, photos=[kept]))
    photo = Photo.objects.get()
    assert Client().get(f"/follow/{request.code}/photo/{photo.pk}/").status_code == 404


def main_part(content: bytes) -> str:
    """The page between bar and footer, without the mark against foreign forms, which is another one each time."""
    main = content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


def test_a_wrong_code_gets_the_same_page_whatever_is_wrong(net: Net) -> None:
    request = net.ask()
    wrong = ["ZZZZZZZZZZ", "x", request.code[:-1], request.code + "2", "<b>", "1" * 39]
    looked = [Client().get(f"/follow/{code}/") for code in wrong]
    looked += [Client().post("/follow/", {"code": code}) for code in [*wrong, "", "\0", "好" * 500]]
    looked += [Client().post(f"/follow/{code}/{what}/") for code in wrong for what in ("add", "reply", "erase")]
    assert {answer.status_code for answer in looked} == {404}
    assert len({main_part(answer.content) for answer in looked}) == 1
    assert request.events.count() == 1


def test_a_code_is_taken_as_it_is_read_out(net: Net) -> None:
    request = net.ask()
    said = f" {request.code[:5].lower()}-{request.code[5:]} "
    assert Client().post("/follow/", {"code": said}).headers["Location"] == f"/follow/{request.code}/"


def test_nothing_keeps_the_page_and_nothing_leaks_its_address(net: Net) -> None:
    request = net.ask()
    for url in (f"/follow/{request.code}/", f"/follow/{request.code}/sent/", f"/follow/{request.code}/erase/"):
        answer = Client().get(url)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "//" not in answer.content.decode().replace("<!doctype", "").split("<main")[1]


def test_something_is_added_once_with_a_photo(net: Net) -> None:
    request = net.ask()
    client_id = str(uuid4())
    for _tap in range(2):
        answer = post(request, net, "add", text="今晚又灭了两盏", photos=[upload()], client_id=client_id)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/follow/{request.code}/")
    assert request.events.filter(verb="add").count() == 1
    assert Photo.objects.count() == 1
    page = page_of(request, net)
    assert "今晚又灭了两盏" in page
    assert f"/photo/{Photo.objects.get().pk}/" in page
    assert post(request, net, "add", text="别的话", client_id=client_id).status_code == 409


@pytest.mark.parametrize(
    ("what", "said", "status"),
    [
        ("add", {"text": ""}, 422),
        ("add", {"text": "好" * 2001}, 422),
        ("add", {"text": "看这个", "photos": [b"MZ"]}, 422),
        ("add", {"text": "看这个", "client_id": ""}, 422),
        ("reply", {}, 422),
        ("reply", {"solved": "maybe"}, 422),
        ("reply", {"solved": "yes", "satisfaction": "6"}, 422),
        ("reply", {"solved": "yes", "words": "好" * 501}, 422),
        ("reply", {"solved": "yes"}, 409),
        ("reopen", {"text": "还没修"}, 409),
    ],
)
def test_what_is_wrong_is_said_and_nothing_happens(net: Net, what: str, said: dict[str, Any], status: int) -> None:
    request = net.ask()
    if "photos" in said:
        said = {**said, "photos": [upload(content) for content in said["photos"]]}
    answer = post(request, net, what, **said)
    assert (answer.status_code, request.events.count()) == (status, 1)
    if said.get("text"):
        assert said["text"] in answer.content.decode()


def test_solved_closes_it_with_a_rating(net: Net) -> None:
    request = answered(net)
    assert 'name="solved"' in page_of(request, net)
    post(request, net, "reply", solved="yes", satisfaction="5", words="修得快，谢谢！")
    request.refresh_from_db()
    kept = CallBack.objects.get()
    assert (request.state, kept.solved, kept.satisfaction, kept.words) == ("closed", True, 5, "修得快，谢谢！")
    assert kept.asked_by_id is None
    assert 'name="solved"' not in page_of(request, net)


def test_silence_about_satisfaction_is_kept_as_silence(net: Net) -> None:
    post(answered(net), net, "reply", solved="yes")
    assert CallBack.objects.get().satisfaction is None


def test_not_solved_opens_it_again_once(net: Net) -> None:
    request = answered(net)
    client_id = str(uuid4())
    for _tap in range(2):
        answer = post(request, net, "reply", solved="no", words="还是不亮", client_id=client_id)
        assert answer.status_code == 302
    assert request.events.filter(verb="reopen").count() == 1
    assert agrees_with_its_log(request)
    assert request.state == "reopened"
    assert "还是不亮" in page_of(request, net)


@pytest.mark.parametrize(("days", "status"), [(29, 302), (31, 409)])
def test_it_is_opened_again_within_thirty_days(net: Net, days: int, status: int) -> None:
    request = answered(net)
    net.later(days=8)
    close_silent(by=net.actor("secretary"), at=net.at, request_id=request.pk)
    request.refresh_from_db()
    net.later(days=days)
    answer = post(request, net, "reopen", text="灯又坏了")
    request.refresh_from_db()
    assert (answer.status_code, request.state == "reopened") == (status, status == 302)


def test_a_rejection_can_be_answered_back(net: Net) -> None:
    request = net.do(reject_request, "secretary", net.ask(), said=Said("不属于受理范围"))
    page = page_of(request, net)
    assert "不属于受理范围" in page
    assert f"/follow/{request.code}/reopen/" in page
    assert post(request, net, "reopen", text="请再看一看").status_code == 302


def merged(net: Net) -> tuple[Request, Request]:
    main, other = net.ask(), net.ask(text="我家门口也黑着")
    net.do(accept_request, "secretary", main)
    net.do(merge_request, "township_officer", other, into_id=main.pk)
    return main, other


def test_a_merged_request_shows_what_offices_do_with_the_other_and_not_its_words(net: Net) -> None:
    main, other = merged(net)
    post(main, net, "add", text="我是隔壁老王")
    net.later(hours=1)
    photo = read_document(jpeg())
    net.do(answer_request, "secretary", main, said=Said("换了新灯，今晚就亮", photos=[photo]))
    page = page_of(other, net)
    for shown in ("换了新灯，今晚就亮", "我家门口也黑着", f"/follow/{other.code}/photo/{Photo.objects.get().pk}/"):
        assert shown in page
    for hidden in ("我是隔壁老王", "村口的路灯坏了三天了", main.code):
        assert hidden not in page
    assert Client().get(f"/follow/{other.code}/photo/{Photo.objects.get().pk}/").status_code == 200


def test_who_was_merged_rates_for_themself(net: Net) -> None:
    main, other = merged(net)
    assert 'name="solved"' not in page_of(other, net)
    assert post(other, net, "reply", solved="yes").status_code == 409
    net.do(answer_request, "secretary", main, said=Said("换了新灯，今晚就亮"))
    post(main, net, "reply", solved="yes", satisfaction="5")
    assert post(other, net, "reply", solved="yes", satisfaction="2").status_code == 302
    assert dict(CallBack.objects.values_list("request_id", "satisfaction")) == {main.pk: 5, other.pk: 2}
    assert post(other, net, "reply", solved="yes").status_code == 409
    assert agrees_with_its_log(other)
    assert other.state == "merged"


def test_who_was_merged_has_their_own_opened_again(net: Net) -> None:
    main, other = merged(net)
    net.do(answer_request, "secretary", main, said=Said("换了新灯，今晚就亮"))
    post(main, net, "reply", solved="yes")
    assert post(other, net, "reply", solved="no", words="我这盏还黑着").status_code == 302
    assert agrees_with_its_log(other)
    assert (other.state, other.merged_into_id) == ("reopened", None)
    main.refresh_from_db()
    assert main.state == "closed"
    # It goes its own way, and is answered and rated like any other.
    net.do(accept_request, "secretary", net.ask(text="无关的事"))
    net.do(answer_request, "secretary", other, said=Said("这盏也换了"))
    assert post(other, net, "reply", solved="yes", satisfaction="4").status_code == 302
    rounds = CallBack.objects.filter(request=other).order_by("round").values_list("solved", flat=True)
    assert list(rounds) == [False, True]


def test_who_was_merged_is_bound_to_thirty_days_too(net: Net) -> None:
    main, other = merged(net)
    net.do(answer_request, "secretary", main, said=Said("换了新灯，今晚就亮"))
    net.later(days=31)
    assert post(other, net, "reopen", text="还是黑的").status_code == 409
    assert Event.objects.filter(request=other, verb="reopen").count() == 0


def test_what_is_added_to_a_merged_request_stays_with_it(net: Net) -> None:
    main, other = merged(net)
    assert post(other, net, "add", text="是第三根杆子").status_code == 302
    assert other.events.filter(verb="add").count() == 1
    assert main.events.filter(verb="add").count() == 0
    assert timedelta() < net.later(hours=1) - other.received_at
