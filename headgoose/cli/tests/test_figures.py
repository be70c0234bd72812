"""A figure at the command line."""

import json

import pytest

from headgoose.cli.tests.conftest import Operator

pytestmark = pytest.mark.one_engine


def test_a_figure_is_given_as_json_with_its_rows(filled: Operator) -> None:
    answer = json.loads(filled.succeed("figure", "P4", "231221", "--on", "2020-01-01", "--rows", "--json"))
    assert answer["figure"]["code"] == "P4"
    assert answer["place"]["code"] == "231221"


def test_what_does_not_exist_is_said_plainly(filled: Operator) -> None:
    assert "no figure" in filled.fail("figure", "P99", "231221")
    assert "not a date" in filled.fail("figure", "P4", "231221", "--on", "0000-00-00")
    assert filled.fail("figure", "P4", "999999").startswith("headgoose: ")
