"""What was acknowledged survives kill -9 at any moment, and the next server answers at once."""

import os
import random
import statistics
import subprocess
import sys
import time

from django.db import connection

from headgoose.cli.tests.conftest import Operator
from headgoose.tests.faults.server import Server
from headgoose.tests.faults.truths import check, read
from headgoose.tests.faults.writers import writing

# PostgreSQL outlives the server; what is left to show there is that nothing comes twice.
KILLS = 20 if connection.vendor == "sqlite" else 5
# The first answer comes after no more work than twice what loading the product takes by itself.
TIMES = 2.0
LOADING = "import headgoose.wsgi, headgoose.urls"


def test_every_acknowledged_act_survives_kill_after_kill_under_eight_writers(county: Operator) -> None:
    draw, server = random.Random(23), Server(county)
    before, firsts = read(county), []
    try:
        server.start()
        with writing(county, server.port) as writers:
            for _kill in range(KILLS):
                writers.wait_for(24)
                time.sleep(draw.uniform(0, 0.4))
                server.kill()
                server.start()
                firsts.append(server.processor_s())
            loading = [loading_s(county) for _turn in range(5)]
            writers.wait_for(40)
    finally:
        server.stop()
    assert writers.surprises == []
    assert "Traceback" not in server.words()
    assert any(deed.sent > 1 for deed in writers.deeds)
    check(county, before, writers.deeds)
    # In seconds of processor, and beside the same writers: what the clock says depends on whatever else there is to do.
    assert statistics.median(firsts) < TIMES * statistics.median(loading), (firsts, loading)


def loading_s(operator: Operator) -> float:
    """Seconds of processor that loading takes in a process of its own."""
    environment = {**operator.environment, "DJANGO_SETTINGS_MODULE": "headgoose.settings"}
    process = subprocess.Popen([sys.executable, "-c", LOADING], env=environment)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime
