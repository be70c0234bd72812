"""Places come in from the command line, previewed first."""

from pathlib import Path

from headgoose.cli.tests.conftest import Operator


def test_a_file_is_previewed_and_only_applied_when_asked(laid: Operator, places_file: Path) -> None:
    seen = laid.succeed("places", "import", str(places_file), "--effective-on", "2016-01-01")
    assert "new: 3" in seen
    assert "Nothing was changed" in seen
    assert laid.query("SELECT count(*) FROM places_span") == [(0,)]
    laid.succeed("places", "import", str(places_file), "--effective-on", "2016-01-01", "--apply")
    assert laid.query("SELECT count(*) FROM places_span") == [(3,)]
    again = laid.succeed("places", "import", str(places_file), "--effective-on", "2016-01-01", "--apply")
    assert "new: 0" in again


def test_a_file_with_problems_changes_nothing(laid: Operator, places_file: Path) -> None:
    with places_file.open("a", encoding="utf-8") as file:
        file.write("999999999,无上级镇,township\n")
    done = laid.run("places", "import", str(places_file), "--effective-on", "2016-01-01", "--apply")
    assert done.returncode == 1
    assert "row 5" in done.stdout
    assert laid.query("SELECT count(*) FROM places_span") == [(0,)]


def test_a_wrong_option_is_said_plainly(laid: Operator, places_file: Path) -> None:
    assert laid.run("places", "import", str(places_file), "--effective-on", "yesterday").returncode == 2
    assert laid.run("places", "import", "absent.csv", "--effective-on", "2016-01-01").returncode == 2
