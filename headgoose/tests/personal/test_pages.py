"""What somebody finds on the page of a person, and what of it they are refused."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import AT
from headgoose.access.models import User
from headgoose.kernel import clock
from headgoose.kernel.actor import Actor, system_actor
from headgoose.people.models import Post, Tenure
from headgoose.personal.actions.fields import clear_field, record_field
from headgoose.personal.models import FieldKind, PersonalField, Reveal
from headgoose.personal.rules import REVEALS_AN_HOUR
from headgoose.records.models import Act
from headgoose.tests.personal.conftest import CARD, IDENTITY, PHONE, VALUES, VILLAGE

REASON = {"purpose": "payment", "words": "六月份津贴发放"}
ENGLISH = {"accept-language": "en"}
AsUser = Callable[..., Client]
NOBODY = 987654


@pytest.fixture
def held(person_id: int, county: Actor) -> int:
    """A person with all three values."""
    for kind, value in zip(FieldKind, VALUES, strict=True):
        record_field(by=county, at=AT, person_id=person_id, kind=kind, text=value)
    return person_id


def paths(person_id: int) -> Sequence[str]:
    kinds = [f"/person/{person_id}/personal/{kind.value}/" for kind in FieldKind]
    return [*kinds, *(f"{kind}reveal/" for kind in kinds), f"/person/{person_id}/personal/export/"]


def bare(answer: object, path: str) -> str:
    """A page without what differs by itself: its own address and the token of its forms."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text_of(answer)).replace(path, "")


def text_of(answer: object) -> str:
    return unescape(getattr(answer, "content", b"").decode())


def test_an_officer_above_sees_masks_and_doors(held: int, as_user: AsUser) -> None:
    page = text_of(as_user("county_officer", "231221").get(f"/person/{held}/"))
    assert "****8000" in page
    for path in paths(held):
        assert f'href="{path}"' in page


def test_a_colleague_who_may_read_sees_that_there_is_a_person_and_no_more(held: int, as_user: AsUser) -> None:
    client = as_user("auditor", "2312")
    page = text_of(client.get(f"/person/{held}/"))
    assert "测试甲" in page
    assert "personal" not in page
    for path in paths(held):
        assert client.get(path).status_code == client.post(path, REASON).status_code == 403


@pytest.mark.parametrize("who", [("county_officer", "231222"), ("township_officer", "231221101")])
def test_somebody_outside_is_told_the_same_of_a_person_and_of_nobody(
    held: int, as_user: AsUser, who: tuple[str, str]
) -> None:
    client = as_user(*who)
    for of_somebody, of_nobody in zip(paths(held), paths(NOBODY), strict=True):
        for sent in (None, REASON, {"value": PHONE}, {"clear": "1"}):
            answers = [
                client.get(path) if sent is None else client.post(path, sent) for path in (of_somebody, of_nobody)
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            bodies = [bare(answers[0], of_somebody), bare(answers[1], of_nobody)]
            assert bodies[0] == bodies[1]
    assert PersonalField.objects.count() == 3
    assert not Reveal.objects.exists()


def test_somebody_at_the_door_is_sent_to_sign_in(held: int) -> None:
    for path in (*paths(held), "/my-data/"):
        assert Client().post(path, REASON).status_code == 302


def test_a_value_is_shown_once_for_a_reason_and_not_kept(held: int, as_user: AsUser) -> None:
    client = as_user("county_officer", "231221")
    path = f"/person/{held}/personal/phone/reveal/"
    asked = client.get(path)
    assert PHONE not in text_of(asked)
    shown = client.post(path, REASON)
    assert PHONE in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert PHONE not in text_of(client.get(path))
    assert Reveal.objects.get().person_id == held


@pytest.mark.parametrize(
    "sent",
    [{}, {"purpose": "payment"}, {"purpose": "payment", "words": "钱"}, {"purpose": "own", "words": "看看我自己的"}],
)
def test_without_a_reason_nothing_is_shown(held: int, as_user: AsUser, sent: dict[str, str]) -> None:
    client = as_user("county_officer", "231221")
    for path in (f"/person/{held}/personal/phone/reveal/", f"/person/{held}/personal/export/"):
        answer = client.post(path, sent)
        assert answer.status_code == 422
        assert "error" in text_of(answer)
        assert PHONE not in text_of(answer)
    assert not Reveal.objects.exists()


def test_too_many_in_an_hour_are_refused_and_the_next_hour_is_another(held: int, as_user: AsUser) -> None:
    client, path = as_user("county_officer", "231221"), f"/person/{held}/personal/phone/reveal/"
    for _ in range(REVEALS_AN_HOUR):
        assert client.post(path, REASON).status_code == 200
    refused = client.post(path, REASON, headers=ENGLISH)
    assert refused.status_code == 429
    assert f"shown {REVEALS_AN_HOUR} values within the hour" in text_of(refused)
    assert client.post(f"/person/{held}/personal/export/", REASON).status_code == 429
    assert Reveal.objects.count() == REVEALS_AN_HOUR
    # Another officer is not held up, and neither is this one an hour later.
    assert as_user("county_officer", "231221").post(path, REASON).status_code == 200
    with clock.frozen(AT + timedelta(minutes=61)):
        client = as_user(User.objects.get(username="user2"))
        assert client.post(path, REASON).status_code == 200


def test_a_file_of_everything_counts_as_many_values_as_it_shows(held: int, as_user: AsUser) -> None:
    client, path = as_user("county_officer", "231221"), f"/person/{held}/personal/phone/reveal/"
    for _ in range(REVEALS_AN_HOUR - 2):
        assert client.post(path, REASON).status_code == 200
    assert client.post(f"/person/{held}/personal/export/", REASON).status_code == 429
    clear_field(by=system_actor("test", "test"), at=AT, person_id=held, kind=FieldKind.ACCOUNT)
    assert client.post(f"/person/{held}/personal/export/", REASON).status_code == 200
    assert client.post(path, REASON).status_code == 429


def test_one_sees_and_corrects_one_s_own(held: int, user: User, as_user: AsUser) -> None:
    client = as_user(user)
    assert "****8000" in text_of(client.get("/my-data/"))
    for kind, value in zip(FieldKind, VALUES, strict=True):
        assert value in text_of(client.post(f"/person/{held}/personal/{kind.value}/reveal/"))
    assert client.post(f"/person/{held}/personal/phone/", {"value": "139 0013 9000"}).status_code == 302
    assert "****9000" in text_of(client.get("/my-data/"))
    refused = client.post(f"/person/{held}/personal/identity/", {"value": IDENTITY})
    assert refused.status_code == 403
    assert not Reveal.objects.exists()
    assert Act.objects.filter(verb="personal.reveal_field", after__purpose="own").count() == 3


def test_who_left_every_post_still_sees_their_own(held: int, user: User, as_user: AsUser) -> None:
    Tenure.objects.filter(person_id=held).update(end_on="2026-05-01")
    client = as_user(user)
    assert client.get(f"/person/{held}/").status_code == 404
    assert "****8000" in text_of(client.get("/my-data/"))
    # Whoever had them last still answers for them; a place that they never served does not.
    assert as_user("county_officer", "231221").get(f"/person/{held}/personal/phone/reveal/").status_code == 200
    assert as_user("county_officer", "231222").get(f"/person/{held}/personal/phone/reveal/").status_code == 404


def test_whoever_had_a_person_before_is_not_shown_what_is_theirs_now(
    held: int, as_user: AsUser, user_at: Callable[..., User]
) -> None:
    Tenure.objects.filter(person_id=held).update(end_on="2026-05-01")
    like = Tenure.objects.get(person__user=user_at("graduate", "231222100200"))
    other = Post.objects.create(type=like.type, place=like.place, seat=2, start_on=like.post.start_on)
    Tenure.objects.create(
        post=other, type=like.type, place=like.place, person_id=held, start_on=like.start_on, how=like.how
    )
    assert as_user("county_officer", "231221").get(f"/person/{held}/").status_code == 200
    assert as_user("county_officer", "231221").get(f"/person/{held}/personal/phone/reveal/").status_code == 403
    assert as_user("county_officer", "231222").get(f"/person/{held}/personal/phone/reveal/").status_code == 200


def test_the_person_reads_who_was_shown_what_and_why(held: int, user: User, as_user: AsUser) -> None:
    as_user("county_officer", "231221").post(f"/person/{held}/personal/phone/reveal/", REASON)
    as_user("township_officer", "231221100").post(
        f"/person/{held}/personal/export/", {"purpose": "request", "words": "本人来信要求"}
    )
    page = text_of(as_user(user).get("/my-data/", headers=ENGLISH))
    for words in ("六月份津贴发放", "本人来信要求", "telephone", "everything held about the person", "测试2", "测试3"):
        assert words in page


def test_a_mistyped_value_is_refused_beside_its_field(person_id: int, as_user: AsUser) -> None:
    client = as_user("county_officer", "231221")
    answer = client.post(f"/person/{person_id}/personal/account/", {"value": CARD[:-1] + "9"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "mistyped" in text_of(answer)
    assert (
        client.post(f"/person/{person_id}/personal/account/", {"value": CARD[:-1] + "9", "passbook": "on"}).status_code
        == 302
    )
    assert "****0129" in text_of(client.get(f"/person/{person_id}/"))


def test_a_value_is_cleared_by_a_button(held: int, as_user: AsUser) -> None:
    client = as_user("county_officer", "231221")
    assert 'name="clear"' in text_of(client.get(f"/person/{held}/personal/phone/"))
    assert client.post(f"/person/{held}/personal/phone/", {"clear": "1"}).status_code == 302
    assert not PersonalField.objects.filter(kind="phone").exists()
    assert client.get(f"/person/{held}/personal/phone/reveal/").status_code == 404


def test_no_page_but_the_revealed_one_holds_a_value(held: int, user: User, as_user: AsUser) -> None:
    officer = as_user("county_officer", "231221")
    lists = [
        "/",
        "/people/",
        "/place/231221/people/",
        "/place/231221/people.csv",
        f"/place/{VILLAGE}/",
        "/search/?q=测试甲",
    ]
    for client in (officer, as_user(user)):
        for path in (
            *lists,
            *paths(held),
            f"/person/{held}/",
            f"/person/{held}.json",
            "/my-data/",
            f"/search/?q={PHONE}",
        ):
            answer = client.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            found = [value for value in VALUES if value.encode() in body.replace(f"q={PHONE}".encode(), b"")]
            assert (path, found) == (path, [PHONE] if path.startswith("/search/?q=1") else [])


def test_lists_of_people_ask_nothing_of_this_room(held: int, as_user: AsUser) -> None:
    client = as_user("county_officer", "231221")
    with CaptureQueriesContext(connection) as asked:
        client.get("/place/231221/people/")
        client.get("/search/?q=测试甲")
    assert len(asked) > 5
    assert not [query for query in asked if "personal_" in query["sql"]]


def test_the_panel_says_what_to_do_when_nothing_is_recorded(person_id: int, as_user: AsUser, user: User) -> None:
    assert "Nothing is recorded yet" in text_of(
        as_user("county_officer", "231221").get(f"/person/{person_id}/", headers=ENGLISH)
    )
    assert as_user(user).get("/my-data/").status_code == 200


def test_a_value_that_cannot_be_read_breaks_no_page(held: int, user: User, as_user: AsUser, own_keys: Path) -> None:
    own_keys.unlink()
    officer = as_user("county_officer", "231221")
    assert "cannot be read on this server" in text_of(officer.get(f"/person/{held}/", headers=ENGLISH))
    assert "cannot be read on this server" in text_of(as_user(user).get("/my-data/", headers=ENGLISH))
    assert officer.post(f"/person/{held}/personal/phone/reveal/", REASON).status_code == 409
    assert officer.post(f"/person/{held}/personal/phone/", {"value": PHONE}).status_code == 409
    assert officer.post(f"/person/{held}/personal/export/", REASON).status_code == 200
