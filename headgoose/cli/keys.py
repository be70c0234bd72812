"""`headgoose keys`: what values of people are encrypted under."""

from typing import Annotated

import typer

from headgoose.cli.console import Problem, progress, say
from headgoose.cli.start import operator, start_on_records

keys = typer.Typer(help="Keys of encrypted values.", no_args_is_help=True)


@keys.callback()
def group() -> None:
    """Keys of encrypted values."""


@keys.command("list")
def list_keys() -> None:
    """Name the keys, and how many values lie under each."""
    start_on_records()
    from headgoose.kernel.encrypted import usable_keyring, values_by_key
    from headgoose.kernel.keyring import keys_file

    keyring, used = usable_keyring(), values_by_key()
    known = keyring.keys if keyring else {}
    say(f"{keys_file()}: {len(known)} keys." if keyring else f"{keys_file()}: no keys.")
    for name, key in known.items():
        mark = "current" if keyring and name == keyring.current else "older"
        say(f"{name}  made {key.made_at}  {mark}  {used.get(name, 0)} values")
    for name in sorted(used.keys() - known.keys()):
        say(f"{name}  MISSING  {used[name]} values cannot be read: put back the key file that names it.")


@keys.command("rotate")
def rotate() -> None:
    """Make a new key and bring every value under it; the server may go on, and a killed rotation is taken up again."""
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.kernel.encrypted import encrypted_tables, values_by_key
    from headgoose.personal.actions.keys import begin_key, finish_key, reencrypt_batch

    by, total = operator(), sum(values_by_key().values())
    keyring = begin_key(by=by, at=now())
    changed = unreadable = 0
    with progress() as step:
        for table in encrypted_tables:
            after_id: int | None = 0
            while after_id is not None:
                batch = reencrypt_batch(by=by, at=now(), after_id=after_id, table=table.name)
                changed, unreadable, after_id = changed + batch.changed, unreadable + batch.unreadable, batch.last_id
                step("Encrypting anew", min(changed + unreadable, total), total)
    finish_key(by=by, at=now())
    say(f"{changed} values now lie under {keyring.current}. Copy the key file to its safe place.")
    if missing := sum(values_by_key().values()) - values_by_key().get(keyring.current, 0):
        raise Problem(f"{missing} values could not be read and were left as they are; see headgoose keys list.")


@keys.command("drop")
def drop(name: Annotated[str, typer.Argument(help="The key to take out, as `keys list` names it.")]) -> None:
    """Take an older key out of the file for good; refused while a value lies under it."""
    start_on_records()
    from headgoose.kernel.clock import now
    from headgoose.personal.actions.keys import drop_old_key

    drop_old_key(by=operator(), at=now(), name=name)
    say(f"{name} is dropped. Backups made before the rotation can be read only with a kept copy of it.")
