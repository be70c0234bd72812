"""The inbox: one's own notices in one's own language, read one by one or all at once, by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy as _

from conftest import AT
from headgoose.access.models import User
from headgoose.notices import kinds
from headgoose.notices.kinds import all_kinds, declare
from headgoose.notices.models import Notice
from headgoose.notices.outbox import notify
from headgoose.notices.tests.conftest import PLAIN, URGENT

pytestmark = pytest.mark.django_db
ENGLISH: Any = {"headers": {"Accept-Language": "en"}}
CHINESE: Any = {"headers": {"Accept-Language": "zh-CN"}}
Sign = Callable[..., Client]


def tell(user: User, key: str = "test:1", kind: str = PLAIN, count: int = 5) -> Notice:
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind=kind, params={"count": count}, key=key)
    return Notice.objects.get(person_id=user.person_id, key=key)


@pytest.fixture
def client(user: User, as_user: Sign) -> Client:
    return as_user(user)


def page(client: Client, **asked: Any) -> str:
    return str(client.get("/notices/", **(asked or ENGLISH)).content.decode())


def test_an_empty_inbox_says_what_will_come(client: Client) -> None:
    assert "There is nothing here yet" in page(client)
    assert client.get("/notices/unread/").status_code == 204


def test_a_notice_speaks_the_language_of_who_reads(user: User, client: Client) -> None:
    tell(user)
    tell(user, "test:2", URGENT)
    english, chinese = page(client), page(client, **CHINESE)
    assert "5 values lie under this key: rotate first." in english
    assert "telephone" in english
    assert "有 5 项内容用这个密钥加密" in chinese
    assert "电话" in chinese
    assert english.count("2026-06-01 10:00") == 2


def test_what_is_told_is_text_and_no_markup(user: User, client: Client) -> None:
    declare("test.mark", title=_("%(count)s values lie under this key: rotate first."), body=_("telephone"), url=str)
    assert user.person_id
    notify(at=AT, people=[user.person_id], kind="test.mark", params={"count": "<b>"}, key="test:1")
    assert "<b> values" not in page(client)
    assert "&lt;b&gt; values" in page(client)


def test_opening_a_notice_reads_it_and_leads_on(user: User, client: Client) -> None:
    notice = tell(user)
    assert client.get("/notices/unread/", **ENGLISH).content.startswith(b"1<span")
    answer = client.post(f"/notices/{notice.pk}/open/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/search/?q=5")
    notice.refresh_from_db()
    assert notice.read_at == AT
    assert client.post(f"/notices/{notice.pk}/open/").status_code == 302
    assert client.get("/notices/unread/").status_code == 204


def leading_to(url: str) -> Callable[[Any], str]:
    return lambda _params: url


def test_a_notice_that_leads_elsewhere_leads_to_the_inbox(user: User, client: Client) -> None:
    for number, url in enumerate(("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x")):
        declare("test.away", title=_("telephone"), body=_("telephone"), url=leading_to(url))
        notice = tell(user, f"test:{number}", "test.away")
        assert client.post(f"/notices/{notice.pk}/open/").headers["Location"] == "/notices/"


def test_reading_all_leaves_what_came_after_the_page(user: User, other: User, client: Client) -> None:
    first, second = tell(user), tell(user, "test:2")
    late, foreign = tell(user, "test:3"), tell(other)
    assert client.post(f"/notices/{first.pk}/read/").status_code == 302
    assert client.post("/notices/read/", {"up_to": second.pk}).status_code == 302
    unread = Notice.objects.filter(read_at__isnull=True).values_list("pk", flat=True)
    assert set(unread) == {late.pk, foreign.pk}
    assert f'value="{late.pk}"' in page(client)
    assert client.post("/notices/read/", {"up_to": foreign.pk}).status_code == 302
    assert set(Notice.objects.filter(read_at__isnull=True)) == {foreign}
    for wrong in ("", "x", "9" * 40, "-1"):
        assert client.post("/notices/read/", {"up_to": wrong}).status_code == 302


def test_nobody_reads_what_others_were_told(user: User, other: User, as_user: Sign) -> None:
    notice = tell(user)
    foreign = as_user(other)
    assert "5 values" not in page(foreign)
    for address in (f"/notices/{notice.pk}/open/", f"/notices/{notice.pk}/read/", "/notices/999999999999999999/read/"):
        assert foreign.post(address).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_strangers_come_to_the_door_and_wrong_ways_are_refused(user: User, client: Client) -> None:
    notice = tell(user)
    for address in ("/notices/", "/notices/unread/", "/notices/channels/"):
        assert "/sign-in/" in Client().get(address).headers["Location"]
    for address in (f"/notices/{notice.pk}/open/", f"/notices/{notice.pk}/read/", "/notices/read/"):
        assert client.get(address).status_code == 405
        assert "/sign-in/" in Client().post(address).headers["Location"]


def test_a_long_inbox_has_pages_and_as_many_queries_as_a_short_one(
    user: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(70):
        tell(user, f"test:{number}", count=number)
    with django_assert_max_num_queries(8):
        text = page(client)
    assert "69 values" in text
    assert "39 values" not in text
    assert "0 values" in client.get("/notices/?page=3", **ENGLISH).content.decode()
    assert client.get("/notices/?page=99x", **ENGLISH).status_code == 200


def test_what_is_declared_no_longer_is_still_listed(
    user: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = tell(user)
    monkeypatch.setattr(kinds, "_declared", kinds._Declared())
    assert "A notice of before" in page(client)
    assert client.post(f"/notices/{notice.pk}/open/").headers["Location"] == "/notices/"
    declare(PLAIN, title=_("%(name)s has an account already."), body=_("telephone"), url=str)
    assert "A notice of before" in page(client)


def test_an_account_without_a_person_has_an_empty_inbox(as_user: Sign, user: User) -> None:
    tell(user)
    account = User.objects.create(username="nobody")
    lone = as_user(account)
    assert "There is nothing here yet" in page(lone)
    assert lone.post("/notices/read/", {"up_to": 10**6}).status_code == 302
    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def test_the_bar_asks_for_the_number_of_new_ones_and_the_page_itself_does_not(
    user: User, client: Client, django_assert_num_queries: Any
) -> None:
    tell(user)
    with django_assert_num_queries(2):
        text = client.get("/search/", **ENGLISH).content.decode()
    assert 'hx-get="/notices/unread/"' in text


def test_a_kind_is_declared_with_a_code_and_shown_with_gaps() -> None:
    assert [kind.code for kind in all_kinds()] == [PLAIN, URGENT]
    assert "…" in all_kinds()[0].label
    for code in ("", "x" * 61):
        with pytest.raises(ValueError, match="a kind of notice"):
            declare(code, title=_("telephone"), body=_("telephone"), url=str)
