"""Tables whose rows each hold one encrypted value: what `headgoose keys` counts, rotates and guards, in every room.

A room declares a model of its own with `encrypted_tables.add` in `AppConfig.ready`; from then on a rotation reaches it,
and no key is dropped that one of its values still lies under.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.cipher import Sealed, Unreadable, seal, unseal
from headgoose.kernel.keyring import Keyring, NoKeyring, find_keyring, make_keyring
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.registries import Registry


class EncryptedValue(models.Model):
    """A row with one encrypted value; several that belong together are one text, such as JSON.

    Whoever stores one records the act first and asks for `keyring_for_writing` after it: the trail's lock then has a
    rotation under way either meet the value or come before it.
    """

    ciphertext = models.BinaryField()
    key_name = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=20)

    class Meta:
        """Columns only."""

        abstract = True

    @property
    def bound_to(self) -> str:
        """What the ciphertext is bound to and never changes: in any other row it does not open."""
        raise NotImplementedError

    @property
    def sealed(self) -> Sealed:
        """The ciphertext with what is needed to open it."""
        return Sealed(bytes(self.ciphertext), self.key_name, self.algorithm)

    def enclose(self, text: str, keyring: Keyring) -> None:
        """Put a value into the columns, under the current key; saving the row is the caller's."""
        sealed = seal(text, self.bound_to, keyring)
        self.ciphertext, self.key_name, self.algorithm = sealed.ciphertext, sealed.key_name, sealed.algorithm

    def disclose(self, keyring: Keyring | None) -> str:
        """The value in the clear. Raises Unreadable."""
        if keyring is None:
            raise Unreadable("there is no key file", lacks_key=True)
        return unseal(self.sealed, self.bound_to, keyring)


@dataclass(frozen=True)
class EncryptedTable:
    """A model with the columns and properties of `EncryptedValue`. An empty key name means that there is no value."""

    model: Any
    order: int

    @property
    def name(self) -> str:
        """The label of the model, "personal.PersonalField"."""
        return str(self.model._meta.label)


encrypted_tables: Registry[EncryptedTable] = Registry()


def find_table(name: str) -> EncryptedTable | None:
    """The table of a name."""
    return next((table for table in encrypted_tables if table.name == name), None)


def values_by_key() -> dict[str, int]:
    """How many values lie under each key, in all rooms."""
    found: Counter[str] = Counter()
    for table in encrypted_tables:
        rows = table.model.objects.exclude(key_name="").values_list("key_name").order_by("key_name")
        found.update(dict(rows.annotate(values=Count("pk"))))
    return dict(sorted(found.items()))


def usable_keyring() -> Keyring | None:
    """The keys; None when the file is gone or spoilt: then values cannot be read, and the pages say so."""
    try:
        return find_keyring()
    except NoKeyring:
        return None


def lost_values() -> int:
    """How many values lie under keys that are not here."""
    keyring = usable_keyring()
    known = keyring.keys if keyring else {}
    return sum(count for name, count in values_by_key().items() if name not in known)


def keyring_for_writing(at: datetime) -> Keyring:
    """The keys; a first one is made where nothing was ever encrypted. With values but no keys, nothing new is begun."""
    reason = _("The key file is missing, so nothing can be encrypted. Ask the operator to put it back.")
    try:
        keyring = find_keyring()
    except NoKeyring:
        raise Refused(reason, Because.CONFLICT) from None
    if keyring is None and values_by_key():
        raise Refused(reason, Because.CONFLICT)
    return keyring or make_keyring(at)
