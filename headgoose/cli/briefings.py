"""`headgoose briefing`: frozen briefings checked, away from the pages, and the key that signs them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from headgoose.cli.console import Problem, say
from headgoose.cli.start import operator, start_django, start_on_records

briefings = typer.Typer(help="Frozen briefings.", no_args_is_help=True)


@briefings.callback()
def group() -> None:
    """Frozen briefings."""


@briefings.command("verify")
def verify(
    which: Annotated[str, typer.Argument(help="A downloaded JSON file, or the number of a frozen briefing.")],
    key: Annotated[
        Path | None, typer.Option(help="The public keys to trust (PEM, or one in base64). Default: this home's.")
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
    """Print the public keys that check this system's briefings as PEM, the present one first."""
    start_on_records()
    from headgoose.briefing.models import FrozenBriefing
    from headgoose.briefing.signing import fingerprint, public_pem, signing_key, trusted_keys

    if not FrozenBriefing.objects.exists():
        # Given out before the first briefing is frozen.
        signing_key(may_make=True)
    typer.echo(public_pem(), nl=False)
    for key in trusted_keys():
        say(f"# {fingerprint(key)}")


@briefings.command("new-key")
def make_new_key(
    former: Annotated[
        Path | None, typer.Option(help="Public keys to go on trusting (PEM), if signing-keys.pem was lost.")
    ] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help="Briefings signed with a key not known here shall not be shown any more.")
    ] = False,
) -> None:
    """Sign with a new key from now on; what the former one signed stays trusted."""
    start_on_records()
    from headgoose.briefing.actions import renew_signing_key
    from headgoose.briefing.signing import fingerprint, key_path, public_keys_path
    from headgoose.kernel.clock import now

    new = renew_signing_key(by=operator(), at=now(), former=sorted(_keys_in(former)) if former else [], lost=lost)
    say(f"Briefings are signed with key {fingerprint(new)} from now on: give out its public half.")
    say(f"Copy {key_path()} and {public_keys_path()} to a safe place: they are in no backup.")


def _keys_in(path: Path) -> frozenset[str]:
    from headgoose.briefing.signing import read_keys

    found = frozenset(read_keys(path.read_text(errors="replace")))
    if not found:
        raise Problem(f"{path} holds no Ed25519 public key.")
    return found


def _trusted(key: Path | None) -> frozenset[str]:
    """The keys to check against: those given, else this home's own; never merely the one beside what is checked."""
    from headgoose.briefing.signing import trusted_keys

    trusted = _keys_in(key) if key is not None else frozenset(trusted_keys())
    if not trusted:
        raise Problem("There is no signing key in this home: name the public key to trust with --key.")
    return trusted


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
    from headgoose.briefing.vouching import is_genuine

    frozen = FrozenBriefing.objects.filter(number=number).first()
    if frozen is None:
        raise Problem(f"There is no frozen briefing {number}.")
    trusted = _trusted(key)
    _check(number, frozen.content, frozen.digest, frozen.signature, frozen.public_key, trusted)
    if not is_genuine(frozen, trusted):
        raise Problem(f"{number}: what stands beside the signed content was changed.")
    if broken := broken_files(frozen, trusted):
        raise Problem(f"{number}: these are not the files that were signed: {', '.join(broken)}.")
    say("All kept files are those that were signed.")
    if changed := changed_renderings(frozen):
        say(f"This version would set these otherwise: {', '.join(changed)}. The kept ones are handed out.")
    else:
        say("Made again from what was stored, all come out to the byte.")


def _check(number: str, text: str, digest: str, signature: str, own: str, trusted: frozenset[str]) -> None:
    from headgoose.briefing.canonical import digest_of
    from headgoose.briefing.signing import fingerprint, is_signed

    if digest_of(text) != digest:
        raise Problem(f"{number}: the content is not what the digest says. It was changed.")
    if own not in trusted:
        names = ", ".join(sorted(map(fingerprint, trusted)))
        raise Problem(f"{number}: signed with key {fingerprint(own)}, not with the trusted {names}.")
    if not is_signed(text, signature, own):
        raise Problem(f"{number}: the signature does not fit the content.")
    say(f"{number}: signed with key {fingerprint(own)}, unchanged. SHA-256 {digest}")
