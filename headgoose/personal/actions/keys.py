"""Keys: a new one, every value brought under it, an old one dropped. Values can be read all the while."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import EVERYWHERE
from headgoose.kernel.cipher import Unreadable, chosen_algorithm, seal, unseal
from headgoose.kernel.clock import FOREVER
from headgoose.kernel.encrypted import EncryptedTable, find_table, values_by_key
from headgoose.kernel.keyring import (
    Keyring,
    NoKeyring,
    begin_rotation,
    drop_key,
    end_rotation,
    find_keyring,
    get_keyring,
)
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.records.actions import record_act

BATCH = 500
FIELDS = "personal.PersonalField"


class Batch(NamedTuple):
    """What a batch of a rotation did; `last_id` is None when there was nothing left."""

    changed: int
    unreadable: int
    last_id: int | None


@action
def begin_key(*, by: Actor, at: datetime) -> Keyring:
    """Put a new key in front for values to come, or go on with a rotation that was interrupted."""
    by.require(Right.OPERATE, EVERYWHERE)
    record_act(by=by, at=at, verb="personal.begin_key", subject="personal.key:", touches_from=FOREVER)
    try:
        return begin_rotation(at)
    except NoKeyring as fault:
        raise Refused(_("The key file is spoilt: put a copy of it back first."), Because.CONFLICT) from fault


@action
def reencrypt_batch(*, by: Actor, at: datetime, after_id: int, table: str = FIELDS) -> Batch:
    """Bring the next values under the current key and algorithm. Those that cannot be read are left as they are.

    Args:
        table: the name of one of `encrypted_tables`.
    """
    by.require(Right.OPERATE, EVERYWHERE)
    values = find_table(table)
    if values is None:
        raise Refused(_("There is no such table of encrypted values."), Because.NOT_FOUND)
    keyring = get_keyring()
    before = _of_before(values, keyring)
    ids = list(before.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:BATCH])
    # Before the rows are locked, as every other writer of them does: otherwise two could wait for each other.
    counts = {"key": keyring.current, "table": values.name, "values": len(ids), "after_id": after_id}
    record_act(
        by=by, at=at, verb="personal.reencrypt_batch", subject="personal.key:", touches_from=FOREVER, after=counts
    )
    changed = unreadable = 0
    for row in _of_before(values, keyring).filter(pk__in=ids).select_for_update():
        try:
            sealed = seal(unseal(row.sealed, row.bound_to, keyring), row.bound_to, keyring)
        except Unreadable:
            unreadable += 1
            continue
        row.ciphertext, row.key_name, row.algorithm = sealed.ciphertext, sealed.key_name, sealed.algorithm
        row.save(update_fields=["ciphertext", "key_name", "algorithm"])
        changed += 1
    return Batch(changed, unreadable, ids[-1] if len(ids) == BATCH else None)


@action
def finish_key(*, by: Actor, at: datetime) -> None:
    """Say that a rotation is through: the next one makes another key."""
    by.require(Right.OPERATE, EVERYWHERE)
    record_act(by=by, at=at, verb="personal.finish_key", subject="personal.key:", touches_from=FOREVER)
    end_rotation(at)


@action
def drop_old_key(*, by: Actor, at: datetime, name: str) -> None:
    """Take a key out of the file for good. Refused while a value lies under it: nothing could ever read that again."""
    by.require(Right.OPERATE, EVERYWHERE)
    # Takes the trail's lock: no writer of values is under way while they are counted.
    record_act(
        by=by, at=at, verb="personal.drop_key", subject="personal.key:", touches_from=FOREVER, after={"key": name}
    )
    keyring = find_keyring()
    if keyring is None or name not in keyring.keys:
        raise Refused(_("There is no such key."), Because.NOT_FOUND)
    if name == keyring.current:
        raise Refused(_("New values are encrypted under this key: rotate first."), Because.CONFLICT)
    if used := values_by_key().get(name, 0):
        reason = _("%(count)s values lie under this key: rotate first.")
        raise Refused(reason % {"count": used}, Because.CONFLICT)
    drop_key(at, name)


def _of_before(table: EncryptedTable, keyring: Keyring) -> Any:
    present = Q(key_name=keyring.current, algorithm=chosen_algorithm())
    return table.model.objects.filter(key_name__in=list(keyring.keys)).exclude(present)
