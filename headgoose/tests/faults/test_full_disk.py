"""On a full disk writing is refused in plain words, reading goes on, and nobody has to restart anything."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.browser import Browser
from headgoose.tests.faults.disks import Disk, RefusingDisk, can_mount, small_disk
from headgoose.tests.faults.server import serving
from headgoose.tests.faults.shim import Shim
from headgoose.tests.faults.truths import check, read
from headgoose.tests.faults.writers import Ground, grounds, writing

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its files itself")
# No figure of these is kept yet, so that each page wants to write to the cache.
READS = [
    "/",
    "/places/",
    "/place/231221/",
    "/place/231221/people/",
    "/briefing/231221/",
    "/figure/G7/231221/",
    "/figures/231221/",
    "/search/?q=wk",
]


@pytest.fixture(params=["refusing", "small"])
def disk(request: pytest.FixtureRequest, county: Operator, tmp_path: Path) -> Iterator[Disk]:
    """Both sorts of disk, the small one where we may mount."""
    if request.param == "refusing":
        shim: Shim = request.getfixturevalue("shim")
        yield RefusingDisk(county, shim)
    elif can_mount(tmp_path):
        with small_disk(county, tmp_path / "disk") as small:
            yield small
    else:
        pytest.skip("no right to mount a disk here")


def test_writes_are_refused_with_507_reads_go_on_and_it_heals_by_itself(disk: Disk, tmp_path: Path) -> None:
    before, ground = read(disk.operator), grounds(disk.operator)[0]
    with (
        serving(disk.operator, disk.environment, tmp_path / "server.log") as server,
        closing(Browser(server.port)) as reader,
    ):
        reader.sign_in("county_officer")
        with writing(disk.operator, server.port) as writers:
            writers.wait_for(16)
            disk.fill()
            writers.wait_for_trouble(24)
            assert [(reader.get(path).status, path) for path in READS] == [(200, path) for path in READS]
            assert refused(reader, ground, "en") == (507, "The disk is full")
            assert refused(reader, ground, "zh-hans") == (507, "磁盘已满")
            disk.make_room()
            writers.wait_for(16)
        assert [(reader.get(path).status, path) for path in READS] == [(200, path) for path in READS]
    assert {page.status for page in writers.troubles} == {507}
    assert writers.surprises == []
    check(disk.operator, before, writers.deeds)


def refused(reader: Browser, ground: Ground, language: str) -> tuple[int, str]:
    """What a reader of a language is told."""
    reader.cookies["language"] = language
    path = f"/place/{ground.grids[0]}/rename/"
    page = reader.get(path)
    assert page.status == 200
    answer = reader.post(path, {**page.hidden(), "name": "未成", "on": "2030-01-01"})
    return answer.status, answer.title
