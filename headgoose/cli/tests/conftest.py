"""A home of one's own, on the engine under test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

NUMBERS = count(1)


@dataclass(frozen=True)
class Operator:
    """Somebody at the command line with a home and a database."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        """What the commands see."""
        given = {"HEADGOOSE_HOME": str(self.home), "DATABASE_URL": self.database, "LANG": "C.UTF-8"}
        return {**os.environ, **given}

    def run(self, *arguments: str, feed: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; a traceback is never an answer."""
        command = [sys.executable, "-m", "headgoose.cli", *arguments]
        done = subprocess.run(command, env=self.environment, input=feed, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def succeed(self, *arguments: str, feed: str = "") -> str:
        """Run a command that should work; gives its output."""
        done = self.run(*arguments, feed=feed)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def fail(self, *arguments: str, feed: str = "") -> str:
        """Run a command that should be refused; gives the sentence."""
        done = self.run(*arguments, feed=feed)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stderr

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the database directly."""
        code = (
            "import django; django.setup()\n"
            "from django.db import connection\n"
            "cursor = connection.cursor()\n"
            f"cursor.execute({sql!r})\n"
            "print(cursor.fetchall() if cursor.description else [])"
        )
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        found: list[tuple[object, ...]] = eval(done.stdout)
        return found


@pytest.fixture
def new_operator(tmp_path: Path) -> Iterator[Callable[[], Operator]]:
    """Each call gives an operator with an empty home and an empty database."""
    made: list[str] = []

    def make() -> Operator:
        number = next(NUMBERS)
        home = tmp_path / f"home{number}"
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            return Operator(home, f"sqlite:///{home}/headgoose.sqlite3")
        name = f"headgoose_cli_{os.getpid()}_{number}"
        _on_server(f'CREATE DATABASE "{name}"')
        made.append(name)
        return Operator(home, _url(name))

    yield make
    for name in made:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def operator(new_operator: Callable[[], Operator]) -> Operator:
    """One operator with an empty home."""
    return new_operator()


@pytest.fixture
def places_file(tmp_path: Path) -> Path:
    """A small province as a file."""
    path = tmp_path / "places.csv"
    path.write_text(
        "code,name,kind\n23,黑龙江省,province\n2312,绥化市,prefecture\n231221,望奎县,county\n", encoding="utf-8"
    )
    return path


def _on_server(sql: str) -> None:
    import psycopg

    given = connection.settings_dict
    parts = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    known = {key: value for key, value in parts.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **known) as server:
        server.execute(sql.encode())


def _url(name: str) -> str:
    given = connection.settings_dict
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{given['USER']}{password}@{given['HOST']}{port}/{name}"
