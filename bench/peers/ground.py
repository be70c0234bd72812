"""An empty database and Django for a peer, and what all of them are asked to do. Runs in the peers' environment."""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlparse

import psycopg


def start(apps: list[str]) -> int:
    """Set Django up on a fresh database named on the command line; how many transactions to post."""
    url, count = sys.argv[1], int(sys.argv[2])
    name = url.rpartition("/")[2].partition("?")[0]
    server = _server(url)
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    from django.conf import settings

    given = {key.upper(): value for key, value in server.items()}
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": name, **given}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SECRET_KEY="bench",
        ROOT_URLCONF="bench",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return count


def _server(url: str) -> dict[str, Any]:
    parts = urlparse(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    host = query.get("host") or os.environ.get("PGHOST") or parts.hostname
    from urllib.parse import unquote

    found = {"host": unquote(host) if host else None, "port": parts.port, "user": parts.username}
    return {key: value for key, value in found.items() if value}


def measure(post: Callable[[int], Any], count: int, warm: int = 50) -> dict[str, float]:
    """Post one by one, each durably; wall and processor time, PostgreSQL's with it."""
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).parent()

    def used() -> float:
        """Of this process and of the server's, those that have ended included; as `bench.posting` counts ours."""
        total = time.process_time()
        for process in (server, *server.children()):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    for number in range(warm):
        post(-1 - number)
    cpu, wall = used(), time.perf_counter()
    for number in range(count):
        post(number)
    return {"count": count, "wall_s": time.perf_counter() - wall, "cpu_s": used() - cpu}


def tell(found: dict[str, float]) -> None:
    """Print what was measured for the one who asked."""
    print(json.dumps(found))
