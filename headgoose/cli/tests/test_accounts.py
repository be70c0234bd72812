"""The first officer of a real province gets in by a command; a mistake leaves nothing behind."""

import pytest

from headgoose.cli.tests.conftest import Operator

pytestmark = pytest.mark.one_engine

SOMEBODY = ("--name", "甲一", "--sex", "f", "--born-on", "1980-01-31", "--place", "23")


def test_the_first_officer_is_seated_and_may_sign_in(filled: Operator) -> None:
    """One command: person, post, tenure, account."""
    said = filled.succeed("user", "first", "first", *SOMEBODY, feed="lang-genug-42\n")
    assert "first may sign in." in said
    seated = filled.query(
        "SELECT p.name, u.username FROM people_tenure t JOIN people_posttype k ON k.id = t.type_id "
        "JOIN people_person p ON p.id = t.person_id JOIN access_user u ON u.person_id = p.id "
        "WHERE k.code = 'province_officer'"
    )
    assert [tuple(row) for row in seated] == [("甲一", "first")]


def test_an_unknown_post_a_bad_date_and_an_unknown_place_are_said_plainly(filled: Operator) -> None:
    """Nobody is registered by a command that was refused."""
    assert "There is no kind of post" in filled.fail("user", "first", "x", *SOMEBODY, "--post", "king", feed="a\n")
    assert "This is not a date" in filled.fail(
        "user", "first", "x", "--name", "甲", "--sex", "f", "--born-on", "0000-00-00", "--place", "23", feed="a\n"
    )
    assert "No place has the code 99" in filled.fail(
        "user", "first", "x", "--name", "甲", "--sex", "f", "--born-on", "1980-01-31", "--place", "99", feed="a\n"
    )
    assert filled.query("SELECT count(*) FROM people_person")[0][0] == 0


def test_an_operator_helps_where_no_administrator_can(filled: Operator) -> None:
    """A lost password, a lock, a lost factor, an ended tenure."""
    filled.succeed("user", "first", "first", *SOMEBODY, feed="lang-genug-42\n")
    assert "-" in filled.succeed("user", "renew", "FIRST").split("with ")[1].split()[0]
    assert "not locked" in filled.fail("user", "unlock", "first")
    assert "no second factor" in filled.fail("user", "reset-factor", "first")
    assert "There is no account 'nobody'" in filled.fail("user", "renew", "nobody")
    assert "0 accounts are closed" in filled.succeed("user", "close-ended")
    assert filled.query("SELECT must_change_password FROM access_user")[0][0]
    verbs = [row[0] for row in filled.query("SELECT verb FROM records_act WHERE room = 'access' ORDER BY id")]
    assert verbs == ["access.open_account", "access.renew_password", "access.close_ended_accounts"]
