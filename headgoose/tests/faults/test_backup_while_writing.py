"""A backup taken while eight officers write is the state of one instant: all acts up to one of them, and none after."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.server import serving
from headgoose.tests.faults.truths import VACANT, check, read
from headgoose.tests.faults.writers import Outcome, today_there, writing


def test_a_backup_while_eight_write_is_the_state_of_one_instant(
    county: Operator, databases: Callable[[Operator | None], Operator], tmp_path: Path
) -> None:
    before, archive = read(county), tmp_path / "while-writing.tar.gz"
    with serving(county) as server, writing(county, server.port) as writers:
        writers.wait_for(24)
        acknowledged = {id(deed) for deed in writers.done}
        county.succeed("backup", str(archive))
        writers.wait_for(24)
    assert writers.surprises == []
    check(county, before, writers.deeds)

    other = databases(None)
    other.succeed("restore", str(archive))
    # Keys are in no backup: an operator puts the copy back that was kept apart.
    for key in ("signing.pem", "signing-keys.pem"):
        shutil.copy(county.home / key, other.home / key)
    known = [deed if id(deed) in acknowledged else replace(deed, outcome=Outcome.UNKNOWN) for deed in writers.deeds]
    check(other, before, known)
    restored, after = read(other).acts, read(county).acts
    assert len(before.acts) + len(acknowledged) <= len(restored) < len(after)
    assert restored == after[: len(restored)]
    check_vacancies(other)


def check_vacancies(operator: Operator) -> None:
    """A figure that the writers change every day counts what the rows say, and opens onto them."""
    for days in (2, 4):
        on = (today_there() + timedelta(days=days)).isoformat()
        figure = json.loads(operator.succeed("figure", "VAC", "231221", "--on", on, "--rows", "--json"))
        counted = operator.query(VACANT.format(on=on))[0][0]
        assert figure["numerator"] == counted == sum(row["numerator"] for row in figure["rows"])
