"""`headgoose demo`: build the demo province if it is not there, and serve it."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from headgoose.cli.console import Problem, say, stages
from headgoose.cli.keeping import begin_heads_anew
from headgoose.cli.serving import Host, Port, check_port_is_free, listen, turn_chores_on
from headgoose.cli.start import alone_in_home, home, migrate, start_django

DEFAULT_SEED = 23


class Scale(StrEnum):
    """How large the demo is."""

    PROVINCE = "province"
    COUNTY = "county"


def demo(
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the data and do not serve.")] = False,
    scale: Annotated[Scale | None, typer.Option(help="The whole province (default) or one small county.")] = None,
    seed: Annotated[int | None, typer.Option(help=f"Same seed, same data. Default {DEFAULT_SEED}.")] = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Build the demo province when it is absent, then serve it with one-click sign-in as any of its cast."""
    os.environ["HEADGOOSE_DEMO"] = "1"
    if not build_only:
        check_port_is_free(host, port)
        turn_chores_on()
    start_django()
    with alone_in_home():
        _ensure_built(scale, seed)
        if not build_only:
            listen(host, port)


def _ensure_built(scale: Scale | None, seed: int | None) -> None:
    kept = _read_note()
    if kept.get("state") == "building":
        _clear_unfinished()
    migrate()
    if not _has_places():
        _build(scale or Scale.PROVINCE, DEFAULT_SEED if seed is None else seed)
    elif kept.get("state") != "built":
        raise Problem(f"The database of {home()} holds data that is not the demo's. Name another HEADGOOSE_HOME.")
    elif (scale or kept["scale"], kept["seed"] if seed is None else seed) != (kept["scale"], kept["seed"]):
        raise Problem(
            f"{home()} holds the {kept['scale']} demo of seed {kept['seed']}. Name another folder in "
            "HEADGOOSE_HOME for another demo, or remove this one."
        )


def _build(scale: Scale, seed: int) -> None:
    from headgoose.demo.build import build_demo

    _write_note(state="building", scale=scale, seed=seed)
    say(f"Building the {scale} demo (seed {seed}) in {home()} ...")
    with stages() as stage:
        build_demo(scale=scale.value, seed=seed, progress=stage)
    # The build ends with a sealed trail; heads of another one may lie here.
    begin_heads_anew()
    _write_note(state="built", scale=scale, seed=seed)


def _has_places() -> bool:
    from headgoose.places.models import Place

    return Place.objects.exists()


def _clear_unfinished() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        raise Problem("An earlier build of the demo was cut short. Empty the database and start again.")
    connection.close()
    name = str(connection.settings_dict["NAME"])
    for suffix in ("", "-wal", "-shm"):
        Path(name + suffix).unlink(missing_ok=True)


def _database() -> dict[str, str]:
    from django.db import connection

    return {key: str(connection.settings_dict[key]) for key in ("ENGINE", "NAME", "HOST", "PORT")}


def _note() -> Path:
    return home() / "demo.json"


def _read_note() -> dict[str, Any]:
    if not _note().exists():
        return {}
    kept: dict[str, Any] = json.loads(_note().read_text(encoding="utf-8"))
    return kept if kept["database"] == _database() else {}


def _write_note(**content: Any) -> None:
    part = _note().with_suffix(".part")
    part.write_text(json.dumps({**content, "database": _database()}, indent=1), encoding="utf-8")
    part.replace(_note())
