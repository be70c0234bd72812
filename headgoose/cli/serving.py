"""`headgoose serve`: migrate, collect static files, serve."""

import ctypes
import gc
import hashlib
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import alone_in_home, home, migrate, start_django

# Of Linux; elsewhere the worker is on its own.
PR_SET_PDEATHSIG = 1
# Enough to overlap reads on a few cores; each thread holds a database connection with its cache.
THREADS = 4

Host = Annotated[str, typer.Option(help="Address to listen on. Name what users type in HEADGOOSE_HOSTS.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages until stopped."""
    # Until all is loaded there is nothing to collect.
    gc.disable()
    check_port_is_free(host, port)
    turn_chores_on()
    start_django()
    with alone_in_home():
        listen(host, port)


def turn_chores_on() -> None:
    """Let the server do its duties unless somebody turned them off; the settings are read after this."""
    os.environ.setdefault("HEADGOOSE_CHORES", "on")


def check_port_is_free(host: str, port: int) -> None:
    """Refuse when nothing can listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or "the address cannot be used"
        raise Problem(f"Cannot listen on {host} port {port}: {reason}. Choose another with --port.") from error


def listen(host: str, port: int) -> None:
    """Serve on a home that is ours alone."""
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    migrate()
    collect_static()
    # The worker is forked: a connection must not be shared with it, and it must not outlive a server that was killed.
    connections.close_all()
    spare_the_collector()
    os.register_at_fork(after_in_child=_end_with_parent)
    server = Server(
        "headgoose.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
    )
    shown = f"[{host}]" if ":" in host else host
    server.on_startup(lambda: say(f"Headgoose is at http://{shown}:{port}/ (stop with Ctrl-C)"))
    server.serve()


def spare_the_collector() -> None:
    """What was loaded stays: the collector need not walk it again and again while pages are made."""
    from django.urls import get_resolver

    # The pages are loaded on first use otherwise, by the worker.
    _ = get_resolver().url_patterns
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 50)


def _end_with_parent() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def collect_static() -> Path:
    """Gather static files under hashed names in the home; nothing is done when none has changed."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    kept = home() / "static.sha256"
    present = _fingerprint()
    if not (root.is_dir() and kept.exists() and kept.read_text() == present):
        call_command("collectstatic", verbosity=0, interactive=False)
        kept.write_text(present)
    root.mkdir(parents=True, exist_ok=True)
    return root


def _fingerprint() -> str:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
