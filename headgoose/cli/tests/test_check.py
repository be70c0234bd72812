"""`headgoose check` sees what is wrong with a home."""

import pytest
from django.db import connection

from headgoose.cli.tests.conftest import Operator
from headgoose.kernel.guard_names import expected_guards, present_guards


@pytest.mark.django_db
def test_the_guards_of_the_migrations_are_known_and_there() -> None:
    assert "tenure_one_a_seat" in {name.removesuffix("_insert") for name in expected_guards()}
    assert expected_guards() <= present_guards()


@pytest.mark.django_db
def test_a_guard_that_was_taken_down_is_missed() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER place_no_delete_delete")
        else:
            cursor.execute("DROP TRIGGER place_no_delete ON places_place")
    assert len(expected_guards() - present_guards()) == 1


def test_a_home_without_tables_fails_and_a_new_one_passes(operator: Operator) -> None:
    done = operator.run("check")
    assert done.returncode == 1
    assert "places.0001_first_flight is not applied" in done.stdout
    operator.run("user", "add", "nobody", "--person", "1", feed="a long password\n")
    assert "WRONG" not in operator.succeed("check")


def test_open_doors_are_named(filled: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADGOOSE_HOSTS", "headgoose.example")
    monkeypatch.setenv("HEADGOOSE_DEMO", "1")
    (filled.home / "secret").chmod(0o644)
    found = filled.run("check").stdout
    assert "passwords travel in the open" in found
    assert "anybody signs in as anybody" in found
    assert "can be read by others" in found


def test_a_damaged_database_is_seen(filled: Operator) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps checksums of its own")
    file = filled.home / "headgoose.sqlite3"
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40_000] = bytes(40_000)
    file.write_bytes(content)
    done = filled.run("check")
    assert done.returncode == 1
