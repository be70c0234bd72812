"""What every test may lean on: a held clock, a small tree, actors, the cast, a browser.

Tests run at 2026-06-01 10:00 China time unless they freeze another instant.
"""

import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from headgoose.kernel import clock
from headgoose.kernel.actor import Actor, Grant, system_actor
from headgoose.kernel.area import area_of, key_of, level_of
from headgoose.kernel.rights import Right

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from headgoose.access.models import User
    from headgoose.places.models import Place, Span

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
TREE_SINCE = date(2016, 1, 1)

TREE = [
    ("23", "黑龙江省", 10),
    ("2312", "绥化市", 20),
    ("231221", "望奎县", 30),
    ("231221100", "望奎镇", 40),
    ("231221100001", "双龙社区居委会", 51),
    ("231221100200", "厢红五村委会", 50),
    ("231221100200001", "第1网格", 60),
    ("231221100200002", "第2网格", 60),
    ("231221100201", "厢红六村委会", 50),
    ("231221101", "通江镇", 40),
    ("231221101200", "通江村委会", 50),
    ("231222", "兰西县", 30),
    ("231222100", "兰西镇", 40),
    ("231222100200", "向阳村委会", 50),
]

# Who plays each part: the post and the place it is held at; no post for those who hold none.
CAST = {
    "province_officer": ("province_officer", "23"),
    "prefecture_officer": ("prefecture_officer", "2312"),
    "county_officer": ("county_officer", "231221"),
    "county_second": ("county_officer", "231221"),
    "township_officer": ("township_officer", "231221100"),
    "township_accountant": ("township_accountant", "231221100"),
    "village_accountant": ("village_accountant", "231221100200"),
    "secretary": ("secretary", "231221100200"),
    "first_secretary": ("first_secretary", "231221100200"),
    "grid_worker": ("grid_worker", "231221100200001"),
    "auditor": ("auditor", "2312"),
    "system_admin": ("system_admin", "23"),
    "security_admin": ("security_admin", "23"),
    "audit_admin": ("audit_admin", "23"),
    "resident": None,
    "buyer": None,
    "stranger": None,
}


@pytest.fixture(scope="session", autouse=True)
def clock_held_at_start() -> Iterator[None]:
    """Hold the clock for every thread, the live server's too; `clock.frozen` still moves it within a block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_frozen", ContextVar("frozen_clock", default=AT))
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords cheaply: slowness is the point of the real hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def everybody_from_one_address(settings: Any) -> None:
    """Let residents ask as often as tests do; who tests how often they may turns it on."""
    settings.PUBLIC_LIMITS = False


@pytest.fixture(autouse=True)
def signed_in_with_two_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `force_login` pass for a sign-in with a passkey; who tests the door itself takes the door."""
    plain = Client._login  # type: ignore[attr-defined]

    def login(client: Client, user: Any, backend: str | None = None) -> None:
        plain(client, user, backend)
        session = client.session
        session["factor"] = "passkey"
        session.save()

    monkeypatch.setattr(Client, "_login", login)


# What tests found that others had left behind.
LEFT_BEHIND = Path(__file__).with_name("build") / "left-behind.txt"
# Tests that share what is costly to make: a demo that is served, a browser.
TOGETHER = ("headgoose/tests/journeys/", "headgoose/tests/faults/")
# What takes minutes comes first, so that no worker is left with it at the end.
FIRST = (*TOGETHER, "headgoose/tests/matrix/", "headgoose/demo/tests/test_province.py", "headgoose/cli/tests/")


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Hands tests out to workers by file, or by folder where they share what is costly to make."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Its own groups are lost on pytest 9.2, which keeps the names of tests elsewhere."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes minutes."""
    items.sort(key=lambda item: next((n for n, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite keep the test database in a file, as the product does, so that threads meet real locks."""
    if connection.vendor == "sqlite":
        name = str(Path(os.environ["HEADGOOSE_HOME"]) / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Put the database back by copy after tests that commit: its guards rightly refuse Django's flush."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        back = _way_back()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: back())
        patch.setattr(TransactionTestCase, "_pre_setup", classmethod(_with_nothing_left(back)))
        yield


def _with_nothing_left(back: Callable[[], None]) -> Callable[[type[TransactionTestCase]], None]:
    """Put the database back before a test, too, where somebody wrote after the last was over; it is told in a file.

    Whoever did may be a test without the mark of those that use the database, which is open to all, or a request that
    the live server took up late. All that is written leaves an act, so that one look tells.
    """
    begin = vars(TransactionTestCase)["_pre_setup"]

    def begin_with_nothing(case: type[TransactionTestCase]) -> None:
        if not connection.in_atomic_block and (left := _acts_left()):
            LEFT_BEHIND.parent.mkdir(exist_ok=True)
            with LEFT_BEHIND.open("a") as told:
                told.write(f"{os.environ.get('PYTEST_CURRENT_TEST')}: {left}\n")
            back()
        begin.__get__(None, case)()

    return begin_with_nothing


def _acts_left() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, subject, origin FROM records_act ORDER BY id LIMIT 5")
        return list(cursor.fetchall())


def _way_back() -> Callable[[], None]:
    if connection.vendor == "postgresql":
        return _empty_postgresql
    import sqlite3

    connection.ensure_connection()
    fresh = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(fresh)

    def put_back() -> None:
        _let_requests_end()
        connection.ensure_connection()
        fresh.backup(connection.connection)

    return put_back


def _empty_postgresql() -> None:
    """Delete row by row, where there are rows: to truncate every table makes hundreds of files anew."""
    _let_requests_end()
    with transaction.atomic(), connection.cursor() as cursor:
        # The guards refuse that tables are emptied.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND pg_relation_size(oid) > 0 AND relname <> ALL (%s)",
            [list(KEPT)],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table} WHERE NOT ({BEGUN_WITH.get(table, 'false')})")
        cursor.execute(
            "SELECT setval(sequencename::regclass, 1, false) FROM pg_sequences"
            " WHERE last_value IS NOT NULL AND left(sequencename, -7) <> ALL (%s)",
            [[*KEPT, *BEGUN_WITH]],
        )
        for table in BEGUN_WITH:
            cursor.execute(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}")


def _let_requests_end() -> None:
    """Wait for what the live server still answers: a browser that is closed does not stop a request under way."""
    until = time.monotonic() + 10
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(max(0.0, until - time.monotonic()))


# Tables that stay as migrations fill them.
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "people_posttype",
    "people_excludedpair",
    "personal_retentionperiod",
    "training_track",
    "training_tracktype",
    "careers_successionrule",
    "careers_handoveritem",
    "casework_department",
}
# Rows that migrations write into tables where tests write, too.
BEGUN_WITH = {
    "ledger_account": "book_id IS NULL",
    "casework_category": "place_id IS NULL",
    "casework_deadlinerule": "place_id IS NULL",
    "casework_routerule": "place_id IS NULL",
}


@dataclass(frozen=True)
class Tree:
    """The small tree: `tree["231221"]` is the span of a place, `.place` its identity."""

    spans: "dict[str, Span]"

    def __getitem__(self, code: str) -> "Span":
        return self.spans[code]

    def place(self, code: str) -> "Place":
        """The identity behind a code."""
        return self.spans[code].place


@pytest.fixture
def tree(db: None) -> Tree:
    """One province down to two grids, in force since 2016-01-01."""
    from headgoose.places.models import Place, Span
    from headgoose.places.names import spell

    spans: dict[str, Span] = {}
    spelt = spell([name for _, name, _ in TREE])
    places = Place.objects.bulk_create(Place(made_at=datetime(2016, 1, 1, tzinfo=UTC)) for _one in TREE)
    for place, (code, name, kind), (pinyin, initials) in zip(places, TREE, spelt, strict=True):
        parents = [spans[code[:digits]] for digits in (12, 9, 6, 4, 2) if digits < len(code) and code[:digits] in spans]
        spans[code] = Span(
            place=place,
            parent=parents[0].place if parents else None,
            key=key_of(code),
            kind=kind,
            name=name,
            pinyin=pinyin,
            initials=initials,
            start_on=TREE_SINCE,
        )
    Span.objects.bulk_create(spans.values())
    return Tree(spans)


@pytest.fixture
def system() -> Actor:
    """The system acting for itself, with every right everywhere."""
    return system_actor("test", "test")


@pytest.fixture
def actor_at() -> Callable[..., Actor]:
    """`actor_at("231221", Right.APPOINT)`: an actor with READ and the named rights at a place and below."""

    def make(code: str, *rights: Right) -> Actor:
        level = level_of(code)
        area = area_of(key_of(code), level)
        grants = tuple(Grant(right, area, post_level=level) for right in {Right.READ, *rights})
        return Actor(label=f"officer at {code}", grants=grants, origin="test")

    return make


@pytest.fixture
def user_at(tree: Tree) -> "Callable[..., User]":
    """`user_at("county_officer", "231221")`: an account whose person holds a post since 2020; no post, no place."""
    from headgoose.access.models import User
    from headgoose.people.models import How, Person, Post, PostType, Tenure

    def make(post_type: str | None = None, code: str = "", *, part: str = "", name: str = "") -> User:
        number = User.objects.count() + 1
        person = Person.objects.create(
            name=name or f"测试{number}", initials="cs", sex="f" if number % 2 else "m", born_on=date(1985, 3, 5)
        )
        if post_type is not None:
            kind = PostType.objects.get(code=post_type)
            place = tree.place(code)
            taken = Post.objects.filter(type=kind, place=place).count()
            post = Post.objects.create(type=kind, place=place, seat=taken + 1, start_on=TREE_SINCE)
            Tenure.objects.create(
                post=post, type=kind, place=place, person=person, start_on=date(2020, 1, 1), how=How.APPOINTED
            )
        return User.objects.create(username=part or f"user{number}", person=person, cast=part)

    return make


@pytest.fixture
def cast(tree: Tree) -> "dict[str, User]":
    """One account for each part: `cast["county_officer"]`. Made at one go, as most tests ask for it."""
    from headgoose.access.models import User
    from headgoose.people.models import How, Person, Post, PostType, Tenure

    number = User.objects.count()
    people = Person.objects.bulk_create(
        Person(name=f"角色{turn}", initials="cs", sex="f" if (number + turn) % 2 else "m", born_on=date(1985, 3, 5))
        for turn in range(1, len(CAST) + 1)
    )
    kinds = {kind.code: kind for kind in PostType.objects.all()}
    taken = Counter(Post.objects.values_list("type__code", "place_id"))
    seated, posts = [], []
    for person, seat in zip(people, CAST.values(), strict=True):
        if seat is not None:
            post_type, code = seat
            place = tree.place(code)
            taken[post_type, place.pk] += 1
            posts.append(Post(type=kinds[post_type], place=place, seat=taken[post_type, place.pk], start_on=TREE_SINCE))
            seated.append(person)
    Tenure.objects.bulk_create(
        Tenure(post=post, type=post.type, place=post.place, person=person, start_on=date(2020, 1, 1), how=How.APPOINTED)
        for post, person in zip(Post.objects.bulk_create(posts), seated, strict=True)
    )
    accounts = zip(CAST, people, strict=True)
    made = User.objects.bulk_create(User(username=part, person=person, cast=part) for part, person in accounts)
    return dict(zip(CAST, made, strict=True))


@pytest.fixture
def as_user(user_at: "Callable[..., User]") -> "Callable[..., Client]":
    """A signed-in client: `as_user(user)`, or `as_user("county_officer", "231221")` for a new holder of a post."""

    def sign_in(who: "User | str", code: str = "") -> Client:
        user = user_at(who, code) if isinstance(who, str) else who
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The distribution's Chromium. Its driver keeps an event loop, which Django takes for asynchronous code."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        launched = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: "Browser", live_server: Any) -> "Iterator[Page]":
    """A fresh page on the live server; `page.goto("/")` is the product's home."""
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
