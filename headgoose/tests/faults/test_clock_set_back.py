"""A server whose clock is set back an hour goes on: acts keep their order, nobody is thrown out, figures are fresh."""

import itertools
import json
from contextlib import closing
from datetime import datetime, timedelta

from headgoose.cli.tests.conftest import Operator
from headgoose.kernel.clock import CHINA
from headgoose.tests.faults.browser import Browser
from headgoose.tests.faults.server import serving
from headgoose.tests.faults.shim import Shim
from headgoose.tests.faults.truths import VACANT, Row, check, read
from headgoose.tests.faults.writers import WRITERS, today_there, writing

HOUR = timedelta(hours=1)


def test_an_act_with_an_earlier_time_is_accepted_and_kept_in_its_order(county: Operator, shim: Shim) -> None:
    # At noon there, so that the hour does not lead into another day.
    before, noon = read(county), datetime.now(CHINA).replace(hour=12, minute=0) - datetime.now(CHINA)
    shim.set_clock(round(noon.total_seconds()))
    with (
        serving(county, shim.environment) as server,
        closing(Browser(server.port)) as present,
        closing(Browser(server.port)) as late,
    ):
        present.sign_in("county_officer")
        with writing(county, server.port) as writers:
            writers.wait_for(24)
            empty = vacant(present)
            shim.set_clock(round((noon - HOUR).total_seconds()))
            writers.wait_for(24)
        late.sign_in("county_officer")
        assert vacant(present) == vacant(late) == counted(county) < empty
    assert writers.surprises == []
    check(county, before, writers.deeds)
    assert_one_step_back(read(county).acts[len(before.acts) :])
    county.succeed("seal")
    county.succeed("verify-seals")


def vacant(reader: Browser) -> int:
    """The empty seats of the county in two days, as the page's own figure counts them."""
    page = reader.get(f"/figure/VAC/231221/{_soon()}.json")
    assert page.status == 200
    return int(json.loads(page.text)["numerator"])


def counted(operator: Operator) -> int:
    """The same from the rows."""
    return int(str(operator.query(VACANT.format(on=_soon()))[0][0]))


def _soon() -> str:
    return (today_there() + timedelta(days=2)).isoformat()


def assert_one_step_back(acts: list[Row]) -> None:
    """By their numbers the acts go forward in time, but for the step of an hour.

    An act has the time at which its request began: what each writer had under way at the step may come after it.
    """
    times = [at if isinstance(at := row[6], datetime) else datetime.fromisoformat(str(at)) for row in acts]
    steps = [later - earlier for earlier, later in itertools.pairwise(times)]
    back = [number for number, step in enumerate(steps, start=1) if step < -HOUR / 2]
    assert back
    assert all(steps[number - 1] > -HOUR - timedelta(seconds=20) for number in back)
    under_way = [at for at in times[back[0] :] if at > times[back[0]] + HOUR / 2]
    assert len(under_way) < WRITERS
