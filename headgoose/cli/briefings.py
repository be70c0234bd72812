"""`headgoose briefing`: frozen briefings checked, away from the pages."""

import json
from pathlib import Path
from typing import Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import start_django, start_on_records

briefings = typer.Typer(help="Frozen briefings.", no_args_is_help=True)


@briefings.callback()
def group() -> None:
    """Frozen briefings."""


@briefings.command("verify")
def verify(
    which: Annotated[str, typer.Argument(help="A downloaded JSON file, or the number of a frozen briefing.")],
    key: Annotated[
        Path | None, typer.Option(help="The public key to trust (PEM or base64). Default: this home's.")
    ] = None,
) -> None:
    """Check digest and signature of a frozen briefing; of one kept here also that its files come out the same."""
    path = Path(which)
    if path.suffix == ".json" or path.is_file():
        start_django()
        _check_file(path, key)
    else:
        start_on_records()
        _check_kept(which, key)


@briefings.command("key")
def show_key() -> None:
    """Print the public key that checks this system's briefings, as PEM."""
    start_django()
    from headgoose.briefing.signing import fingerprint, public_key, public_pem

    typer.echo(public_pem().decode(), nl=False)
    say(f"# {fingerprint(public_key())}")


def _trusted(key: Path | None) -> str:
    """The key to check against: the one given, else this home's own; never merely the one in the file."""
    from headgoose.briefing.signing import key_path, public_key, read_key

    if key is not None:
        try:
            return read_key(key.read_text())
        except ValueError:
            raise Problem(f"{key} holds no Ed25519 public key.") from None
    if not key_path().exists():
        raise Problem("There is no signing key in this home: name the public key to trust with --key.")
    return public_key()


def _check_file(path: Path, key: Path | None) -> None:
    from headgoose.briefing.canonical import spell

    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        text, number = spell(kept["content"]), kept["content"]["number"]
        digest, signature, own = str(kept["digest"]), str(kept["signature"]), str(kept["public_key"])
    except (ValueError, KeyError, TypeError):
        raise Problem(f"{path} is no frozen briefing.") from None
    _check(str(number), text, digest, signature, own, _trusted(key))


def _check_kept(number: str, key: Path | None) -> None:
    from headgoose.briefing.models import FrozenBriefing
    from headgoose.briefing.renderings import broken_files, changed_renderings

    frozen = FrozenBriefing.objects.filter(number=number).first()
    if frozen is None:
        raise Problem(f"There is no frozen briefing {number}.")
    _check(number, frozen.content, frozen.digest, frozen.signature, frozen.public_key, _trusted(key))
    if broken := broken_files(frozen):
        raise Problem(f"{number}: these are not the files that were signed: {', '.join(broken)}.")
    say("All kept files are those that were signed.")
    if changed := changed_renderings(frozen):
        say(f"This version would set these otherwise: {', '.join(changed)}. The kept ones are handed out.")
    else:
        say("Made again from what was stored, all come out to the byte.")


def _check(number: str, text: str, digest: str, signature: str, own: str, trusted: str) -> None:
    from headgoose.briefing.canonical import digest_of
    from headgoose.briefing.signing import fingerprint, is_signed

    if digest_of(text) != digest:
        raise Problem(f"{number}: the content is not what the digest says. It was changed.")
    if own != trusted:
        raise Problem(f"{number}: signed with key {fingerprint(own)}, not with the trusted {fingerprint(trusted)}.")
    if not is_signed(text, signature, trusted):
        raise Problem(f"{number}: the signature does not fit the content.")
    say(f"{number}: signed with key {fingerprint(trusted)}, unchanged. SHA-256 {digest}")
