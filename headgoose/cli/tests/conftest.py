"""A home of one's own, on the engine under test."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection


@dataclass(frozen=True)
class Operator:
    """Somebody at the command line with a home and a database."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        """What the commands see; they may keep their bytecode, as an installed product does."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        given = {"HEADGOOSE_HOME": str(self.home), "DATABASE_URL": self.database, "LANG": "C.UTF-8"}
        return {**inherited, **given}

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
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.home / "headgoose.sqlite3")) as file:
                return list(file.execute(sql))
        with psycopg.connect(**_server(), dbname=self.database.rpartition("/")[2]) as server:
            return list(server.execute(sql.encode()))


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Operator | None], Operator]]:
    """Each call gives an operator with an empty home and an empty database, or with copies of another's."""
    made: list[str] = []

    def make(like: Operator | None) -> Operator:
        home = tmp_path_factory.mktemp("operator") / "home"
        if like is not None:
            shutil.copytree(like.home, home)
        if connection.vendor == "sqlite":
            return Operator(home, f"sqlite:///{home}/headgoose.sqlite3")
        # Two folders of tests share this fixture in one process, each with a list of its own.
        name = f"headgoose_cli_{uuid4().hex}"
        template = f' TEMPLATE "{like.database.rpartition("/")[2]}"' if like else ""
        _on_server(f'CREATE DATABASE "{name}"{template}')
        made.append(name)
        return Operator(home, _url(name))

    yield make
    for name in made:
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def new_operator(databases: Callable[[Operator | None], Operator]) -> Callable[[], Operator]:
    """Each call gives an operator with an empty home and an empty database."""
    return lambda: databases(None)


@pytest.fixture(scope="session")
def first_laid(databases: Callable[[Operator | None], Operator]) -> Operator:
    """An operator whose tables were laid out, once."""
    operator = databases(None)
    operator.succeed("excluded-pairs", "list")
    return operator


@pytest.fixture
def laid(databases: Callable[[Operator | None], Operator], first_laid: Operator) -> Operator:
    """An operator whose tables are laid out, with no records in them."""
    return databases(first_laid)


@pytest.fixture(scope="session")
def first_filled(databases: Callable[[Operator | None], Operator], first_laid: Operator, places_file: Path) -> Operator:
    """Made once; tests work on copies of it."""
    operator = databases(first_laid)
    operator.succeed("places", "import", str(places_file), "--effective-on", "2016-01-01", "--apply")
    (operator.home / "media" / "orders").mkdir(parents=True)
    (operator.home / "media" / "orders" / "一号.txt").write_text("as issued", encoding="utf-8")
    return operator


@pytest.fixture
def filled(databases: Callable[[Operator | None], Operator], first_filled: Operator) -> Operator:
    """An operator whose tree was imported, with a file among the media."""
    return databases(first_filled)


@pytest.fixture
def operator(new_operator: Callable[[], Operator]) -> Operator:
    """One operator with an empty home."""
    return new_operator()


@pytest.fixture(scope="session")
def places_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small province as a file."""
    path = tmp_path_factory.mktemp("places") / "places.csv"
    path.write_text(
        "code,name,kind\n23,黑龙江省,province\n2312,绥化市,prefecture\n231221,望奎县,county\n", encoding="utf-8"
    )
    return path


def _server() -> dict[str, Any]:
    given = connection.settings_dict
    parts = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    return {key: value for key, value in parts.items() if value}


def _on_server(sql: str) -> None:
    with psycopg.connect(dbname="postgres", autocommit=True, **_server()) as server:
        server.execute(sql.encode())


def _url(name: str) -> str:
    given = connection.settings_dict
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{given['USER']}{password}@{given['HOST']}{port}/{name}"
