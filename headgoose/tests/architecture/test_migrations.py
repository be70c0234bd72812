"""Every migration has a name that says what it does."""

import re

import pytest

from headgoose.tests.architecture.source import PACKAGE

# How Django names a migration when nobody does.
NAMELESS = re.compile(r"^\d{4}_(auto_|initial$|alter_|remove_|rename_|delete_)|_and_more$|_squashed_")


@pytest.mark.parametrize("name", ["0002_auto_20260601_1200", "0003_alter_span_name", "0004_span_pinyin_and_more"])
def test_a_name_that_django_made_up_is_seen(name: str) -> None:
    assert NAMELESS.search(name)


def test_every_migration_is_named_and_numbered_once() -> None:
    for folder in PACKAGE.glob("*/migrations"):
        names = sorted(path.stem for path in folder.glob("0*.py"))
        assert [name for name in names if NAMELESS.search(name)] == []
        assert len({name[:4] for name in names}) == len(names)
