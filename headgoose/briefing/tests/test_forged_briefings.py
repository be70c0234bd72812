"""Who writes the database forges no briefing: what the home's own keys do not vouch for is neither shown nor given."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import Client

from headgoose.briefing import signing
from headgoose.briefing.actions import amend_briefing, freeze_briefing, renew_signing_key
from headgoose.briefing.canonical import digest_of, spell
from headgoose.briefing.models import FrozenBriefing
from headgoose.briefing.renderings import broken_files, json_file, kept_file, vouched
from headgoose.briefing.vouching import NotGenuine, is_genuine
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import now
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.people.actions.corrections import void_tenure
from headgoose.people.models import Tenure
from headgoose.people.rules import Seating

if TYPE_CHECKING:
    from headgoose.briefing.tests.conftest import Countryside

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
BASE = "/briefing/frozen/231221-2026-001"
PLANTED = b"<p>PLANTED</p>"


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> Path:
    """A signing key of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def kept(countryside: "Countryside") -> FrozenBriefing:
    """The briefing of a county where one first secretary serves."""
    post = countryside.post("231221100200", "first_secretary")
    countryside.seat(Seating(post, countryside.persons[0], date(2022, 3, 1)))
    return freeze_briefing(by=countryside.system, at=now(), place="231221", on=ON)


@pytest.fixture
def officer(kept: FrozenBriefing, as_user: Callable[..., Client]) -> Client:
    """An officer of the county."""
    client = as_user("county_officer", "231221")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


class Forger:
    """Somebody who may do everything in the database, and has no key of the home."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'briefing_f%%'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
            else:
                # What waits to be checked at the end would be in the way.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for table in ("briefing_frozenbriefing", "briefing_frozenfile"):
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def sign(self, text: str) -> str:
        """A signature by a key that nobody trusts."""
        return b64encode(self.key.sign(text.encode())).decode()

    def plant_files(self, frozen: FrozenBriefing) -> None:
        """Put other files in the place of all that are kept, signed."""
        for file in frozen.files.all():
            hashed = sha256(PLANTED).hexdigest()
            file.content, file.sha256 = zlib.compress(PLANTED), hashed
            file.signature = self.sign(vouched(frozen, file.name, hashed))
            file.save()

    def write(self, frozen: FrozenBriefing, **columns: Any) -> FrozenBriefing:
        """Change columns, and read the row again."""
        FrozenBriefing.objects.filter(pk=frozen.pk).update(**columns)
        return FrozenBriefing.objects.get(pk=frozen.pk)

    def plant_all(self, frozen: FrozenBriefing) -> FrozenBriefing:
        """Replace content, files and key, each signed with the planted one."""
        text = frozen.content.replace('"numerator":1', '"numerator":7')
        public = signing.spell_key(self.key.public_key())
        planted = self.write(frozen, content=text, digest=digest_of(text), signature=self.sign(text), public_key=public)
        self.plant_files(planted)
        return planted


def test_a_planted_key_with_all_signed_by_it_is_believed_nowhere(kept: FrozenBriefing) -> None:
    planted = Forger().plant_all(kept)
    assert signing.is_signed(planted.content, planted.signature, planted.public_key)
    assert not is_genuine(planted)
    assert len(broken_files(planted)) == 6
    with pytest.raises(NotGenuine):
        kept_file(planted, "print", "en")
    with pytest.raises(NotGenuine):
        json_file(planted)


def test_no_page_shows_what_is_not_genuine_and_all_say_so(officer: Client, kept: FrozenBriefing) -> None:
    Forger().plant_all(kept)
    for end in ("/", "/print/", "/recount/", ".json", ".docx", "/amend/"):
        answer = officer.get(BASE + end)
        page = answer.content.decode()
        assert answer.status_code == 409, end
        assert "does not fit its signature" in page, end
        assert "231221-2026-001" in page, end
        assert "2026-06-01" in page, end
        assert "PLANTED" not in page, end
        assert "data-figure" not in page, end
    assert officer.post(f"{BASE}/amend/", {"reason": "mine"}).status_code == 409
    listed = officer.get("/briefing/frozen/")
    assert listed.status_code == 200
    assert "does not fit its signature" in listed.content.decode()
    assert FrozenBriefing.objects.count() == 1


def test_a_planted_file_beside_a_genuine_content_is_not_given_out(officer: Client, kept: FrozenBriefing) -> None:
    Forger().plant_files(kept)
    for end in ("/", "/print/", ".docx"):
        answer = officer.get(BASE + end)
        assert answer.status_code == 409, end
        assert b"PLANTED" not in answer.content, end
    assert "These are not the files that were signed" in officer.get(f"{BASE}/recount/").content.decode()
    kept.files.all().delete()
    assert len(broken_files(kept)) == 6


@pytest.mark.parametrize(
    "columns",
    [
        {"number": "231221-2026-009"},
        {"on": date(2026, 5, 1)},
        {"basis": "today"},
        {"title": "other"},
        {"frozen_at": now().replace(year=2025)},
        {"by_label": "somebody else"},
        {"reason": "because"},
        {"digest": "0" * 64},
        {"content": "not even JSON"},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_a_column_beside_the_signed_content_is_held_to_it(kept: FrozenBriefing, columns: dict[str, Any]) -> None:
    assert is_genuine(kept)
    assert not is_genuine(Forger().write(kept, **columns))


def test_a_briefing_put_at_another_place_is_not_genuine(kept: FrozenBriefing, countryside: "Countryside") -> None:
    assert not is_genuine(Forger().write(kept, place_id=countryside.tree["231222"].place_id))


def test_a_planted_amendment_is_named_and_says_nothing(officer: Client, kept: FrozenBriefing) -> None:
    void_tenure(by=_system(), at=now(), tenure_id=Tenure.objects.earliest("pk").pk, why="never there")
    amended = amend_briefing(by=_system(), at=now(), number=kept.number, reason="was never there")
    assert "was never there" in officer.get(f"{BASE}/").content.decode()
    Forger().write(amended, reason="PLANTED")
    page = officer.get(f"{BASE}/").content.decode()
    assert 'data-figure="P4">1</b>' in page
    assert "does not fit its signature" in page
    assert "PLANTED" not in page
    assert "What the amendment changed" not in page


def _system() -> Actor:
    from headgoose.kernel.actor import system_actor

    return system_actor("test", "cli")


def test_what_a_former_key_signed_stays_genuine_and_the_new_one_signs(kept: FrozenBriefing, officer: Client) -> None:
    # As in a home of before, which has no list yet.
    signing.public_keys_path().unlink()
    new = renew_signing_key(by=_system(), at=now())
    assert new == signing.present_key() != kept.public_key
    later = freeze_briefing(by=_system(), at=now(), place="231221", on=ON)
    assert later.public_key == new
    assert is_genuine(kept)
    assert is_genuine(later)
    assert officer.get(f"{BASE}/").status_code == 200
    assert signing.read_keys(officer.get("/briefing/frozen/key.pem").content.decode()) == [new, kept.public_key]
    assert oct(signing.key_path().stat().st_mode)[-3:] == "600"
    assert sorted(path.name for path in signing.key_path().parent.glob("signing*")) == [
        "signing-keys.pem",
        "signing.pem",
    ]


def test_without_its_key_nothing_is_frozen_and_no_other_is_made(kept: FrozenBriefing, own_home: Path) -> None:
    signing.key_path().unlink()
    assert is_genuine(kept)
    with pytest.raises(Refused, match=r"signing\.pem") as refused:
        freeze_briefing(by=_system(), at=now(), place="231221", on=ON)
    assert refused.value.because is Because.CONFLICT
    assert not signing.key_path().exists()
    signing.key_path().write_text("spoilt")
    with pytest.raises(Refused, match=r"signing\.pem"):
        freeze_briefing(by=_system(), at=now(), place="231221", on=ON)


def test_a_home_that_lost_every_key_gets_a_new_one_only_knowingly(
    kept: FrozenBriefing, officer: Client, own_home: Path
) -> None:
    for path in own_home.glob("signing*"):
        path.unlink()
    assert officer.get(f"{BASE}/").status_code == 409
    assert officer.get("/briefing/frozen/key.pem").status_code == 404
    assert officer.get("/briefing/frozen/").status_code == 200
    with pytest.raises(Refused) as refused:
        renew_signing_key(by=_system(), at=now())
    assert refused.value.because is Because.CONFLICT
    assert list(own_home.glob("signing*")) == []
    renew_signing_key(by=_system(), at=now(), lost=True)
    assert not is_genuine(kept)
    renew_signing_key(by=_system(), at=now(), former=[kept.public_key])
    assert is_genuine(kept)


def test_only_an_operator_changes_the_key(kept: FrozenBriefing, actor_at: Callable[..., Actor]) -> None:
    before = signing.present_key()
    with pytest.raises(Refused) as refused:
        renew_signing_key(by=actor_at("231221", Right.FREEZE_BRIEFINGS), at=now())
    assert refused.value.because is Because.FORBIDDEN
    assert signing.present_key() == before


def test_two_makers_of_a_key_agree_on_one(own_home: Path) -> None:
    first = signing.public_key_of(signing.signing_key(may_make=True))
    signing._make_first_key()
    assert list(signing.trusted_keys()) == [signing.present_key()] == [first]
    assert sorted(path.name for path in own_home.iterdir()) == ["signing-keys.pem", "signing.pem"]
    assert spell(signing.fingerprint(first)).count(" ") == 3


def test_a_spoilt_list_of_keys_still_gives_those_that_are_whole(own_home: Path) -> None:
    first = signing.public_key_of(signing.signing_key(may_make=True))
    listed = signing.public_keys_path()
    cut = signing.spell_pem(first)[:40]
    listed.write_text(f"{cut}\n{signing.spell_pem(first)}-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    signing.key_path().unlink()
    assert list(signing.trusted_keys()) == [first]
