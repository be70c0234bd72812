"""The pages of frozen briefings: freeze, open, take away, count again, amend; nobody outside the area reads them."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client

from headgoose.briefing.models import FrozenBriefing
from headgoose.kernel.clock import now
from headgoose.people.actions.corrections import void_tenure
from headgoose.people.models import Tenure
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
ENDS = ("/", "/print/", "/recount/", ".json", ".docx", "/amend/")


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> Path:
    """A signing key of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def officer(countryside: "Countryside", as_user: Callable[..., Client]) -> Client:
    """An officer of 望奎, where a first secretary serves."""
    countryside.seat(
        Seating(countryside.post("231221100200", "first_secretary"), countryside.persons[0], date(2022, 3, 1)),
        at=datetime(2026, 5, 1, tzinfo=now().tzinfo),
    )
    client = as_user("county_officer", "231221")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def freeze(client: Client, **sent: str) -> HttpResponse:
    """Open the form and send it."""
    seen = client.get("/briefing/231221/freeze/").context["seen"]
    return cast("HttpResponse", client.post("/briefing/231221/freeze/", {"on": "2026-06-01", "seen": seen, **sent}))


def test_a_briefing_is_frozen_from_its_page_and_opens_as_it_was_signed(officer: Client) -> None:
    live = officer.get("/briefing/231221/").content.decode()
    assert 'href="/briefing/231221/freeze/?on=2026-06-01"' in live
    answer = freeze(officer)
    assert answer["Location"] == "/briefing/frozen/231221-2026-001/"
    page = officer.get(answer["Location"]).content.decode()
    assert "Signed and unchanged" in page
    assert 'data-figure="P4">1</b>' in page
    for address in ("/briefing/frozen/", "/briefing/frozen/?mine=yes", "/briefing/231221/frozen/"):
        assert "/briefing/frozen/231221-2026-001/" in officer.get(address).content.decode(), address


def test_a_form_sent_twice_freezes_once(officer: Client) -> None:
    assert [freeze(officer, seen="").status_code for _ in range(2)] == [302, 409]
    assert FrozenBriefing.objects.count() == 1


def test_what_is_taken_away_is_the_same_every_time(officer: Client) -> None:
    freeze(officer)
    base = "/briefing/frozen/231221-2026-001"
    for end in (".json", ".docx", ".docx?language=en", "/print/?language=zh-hans"):
        assert officer.get(base + end).content == officer.get(base + end).content, end
    kept = json.loads(officer.get(f"{base}.json").content)
    assert kept["content"]["number"] == "231221-2026-001"
    printed = officer.get(f"{base}/print/?language=en").content.decode()
    assert "<nav" not in printed
    assert 'data-figure="P4"' in printed
    assert officer.get("/briefing/frozen/key.pem").content.startswith(b"-----BEGIN PUBLIC KEY-----")


def test_a_live_word_file_says_that_it_is_not_frozen_and_a_frozen_one_does_not(officer: Client) -> None:
    freeze(officer)
    names = {"/briefing/231221/live.docx?language=en": True, "/briefing/frozen/231221-2026-001.docx?language=en": False}
    for address, live in names.items():
        with zipfile.ZipFile(io.BytesIO(officer.get(address).content)) as archive:
            headers = [archive.read(name).decode() for name in archive.namelist() if "header" in name]
            assert any("Live, not frozen" in header for header in headers) is live, address
            assert "仿宋" in archive.read("word/document.xml").decode()


def test_an_amendment_shows_on_the_old_page_number_by_number(officer: Client) -> None:
    freeze(officer)
    base = "/briefing/frozen/231221-2026-001"
    nothing = officer.post(f"{base}/amend/", {"reason": "for nothing"})
    assert nothing.status_code == 409
    assert "Nothing would change" in nothing.content.decode()
    from headgoose.kernel.actor import system_actor

    tenure = Tenure.objects.filter(type__code="first_secretary").earliest("pk")
    void_tenure(by=system_actor("x", "x"), at=now(), tenure_id=tenure.pk, why="never there")
    counted = officer.get(f"{base}/recount/").content.decode()
    assert re.search(r"P4 First secretaries in villages</td><td class=\"n\">1.*?</td><td class=\"n\">0", counted, re.S)
    assert officer.post(f"{base}/amend/", {"reason": "one was <b>never</b> there"}).status_code == 302
    old = officer.get(f"{base}/").content.decode()
    assert "Amended on 2026-06-01 by 231221-2026-002: one was &lt;b&gt;never&lt;/b&gt; there" in old
    assert 'data-figure="P4">1</b>' in old
    assert re.search(r"P4 First secretaries in villages</td><td class=\"n\">1.*?</td><td class=\"n\">0", old, re.S)
    assert "This amends 231221-2026-001" in officer.get("/briefing/frozen/231221-2026-002/").content.decode()


def test_nobody_outside_the_area_reads_or_freezes(officer: Client, as_user: Callable[..., Client]) -> None:
    """Sister county, a village inside, and nobody: every address says no, the lists are empty."""
    freeze(officer)
    number = "231221-2026-001"
    for outside in (as_user("county_officer", "231222"), as_user("secretary", "231221100200")):
        for end in ENDS:
            assert outside.get(f"/briefing/frozen/{number}{end}").status_code == 403, end
        assert outside.post("/briefing/231221/freeze/", {"on": "2026-06-01", "seen": number}).status_code == 403
        assert outside.post(f"/briefing/frozen/{number}/amend/", {"reason": "mine"}).status_code == 403
        assert outside.get("/briefing/231221/live.docx").status_code == 403
        assert outside.get("/briefing/231221/frozen/").status_code == 403
        for address in ("/briefing/frozen/", "/briefing/frozen/?mine=yes"):
            assert number not in outside.get(address).content.decode()
    for end in ENDS:
        assert Client().get(f"/briefing/frozen/{number}{end}").status_code == 302
    assert FrozenBriefing.objects.count() == 1


def test_who_may_read_but_not_freeze_is_offered_neither(officer: Client, as_user: Callable[..., Client]) -> None:
    freeze(officer)
    auditor = as_user("auditor", "2312")
    assert "/freeze/" not in auditor.get("/briefing/231221/").content.decode()
    page = auditor.get("/briefing/frozen/231221-2026-001/").content.decode()
    assert "/amend/" not in page
    assert auditor.get("/briefing/231221/freeze/").status_code == 403
    assert auditor.get("/briefing/frozen/231221-2026-001/amend/").status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/briefing/frozen/nope/", 404),
        ("/briefing/frozen/nope.json", 404),
        ("/briefing/231221/freeze/?on=2026-02-30", 422),
        ("/briefing/231221/freeze/?basis=x", 422),
        ("/briefing/999999/freeze/", 404),
    ],
)
def test_a_bad_address_gets_a_plain_answer(officer: Client, address: str, status: int) -> None:
    assert officer.get(address).status_code == status


def test_a_day_to_come_is_refused_and_queries_are_bounded(officer: Client, django_assert_max_num_queries: Any) -> None:
    assert freeze(officer, on="2026-06-02").status_code == 422
    freeze(officer)
    with django_assert_max_num_queries(10):
        officer.get("/briefing/frozen/231221-2026-001/")
    with django_assert_max_num_queries(10):
        officer.get("/briefing/frozen/")
