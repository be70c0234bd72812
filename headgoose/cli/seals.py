"""`headgoose seal` and `headgoose verify-seals`: put the trail under seal, and see whether it is as it was sealed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_on_records

if TYPE_CHECKING:
    from headgoose.records.verifying import Verdict

HeadsFile = Annotated[
    Path | None,
    typer.Option(help="A copy of the heads kept elsewhere. Default: the file that this server writes."),
]


def seal() -> None:
    """Seal what happened and publish the heads now; a running server does it every minute."""
    start_on_records()
    from django.conf import settings

    from headgoose.kernel.clock import now
    from headgoose.records.chores import seal_all
    from headgoose.records.heads import publish_heads

    made = seal_all(by=operator(), at=now())
    written = publish_heads()
    say(f"Seals made: {made}. Heads written: {written}, to {settings.SEAL_FILE}.")


def verify_seals(
    heads: HeadsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Check every act against its seal, every seal against the heads; exit code 1 when one is not as it was."""
    start_on_records()
    from django.conf import settings

    from headgoose.records.verifying import verify_seals as verify

    if heads is not None and not heads.is_file():
        raise Problem(f"There is no file {heads}.")
    verdict = verify(heads or settings.SEAL_FILE, is_copy=heads is not None)
    if as_json:
        typer.echo(json.dumps(verdict.as_plain(), ensure_ascii=False, indent=1))
    else:
        _print(verdict)
    if not verdict.sound:
        raise typer.Exit(1)


def _print(verdict: "Verdict") -> None:
    for finding in verdict.findings:
        say(str(finding))
    say(f"Acts looked at: {verdict.acts}. Seals: {verdict.seals}. Acts not sealed yet: {verdict.unsealed}.")
    if verdict.newest:
        say(f"Newest seal: {verdict.newest.number}, last act {verdict.newest.last_act}, hash {verdict.newest.hash}")
    say("Everything is as it was sealed." if verdict.sound else f"Findings: {len(verdict.findings)}.")
