"""Accounts as people type them: by code, by name, by pinyin initials, in part where that says which."""

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Refused
from headgoose.ledger.models import Account
from headgoose.ledger.queries import accounts_of
from headgoose.look.wording import listed
from headgoose.places.names import plain_text

NAMED_MAX = 5
TYPED_MAX = 80


class TypedAccounts:
    """The accounts of one book."""

    def __init__(self, book_id: int) -> None:
        self.listed = list(accounts_of(book_id).order_by("code"))
        self._by_code = {account.code: account for account in self.listed}

    def find(self, typed: str) -> Account:
        """The account that is meant. Raises Refused when it is none, or more than one."""
        plain = plain_text(typed).lower()
        code = plain.partition(" ")[0]
        if code in self._by_code:
            return self._by_code[code]
        for found in (self._named(plain), self._beginning(plain)):
            if len(found) == 1:
                return found[0]
            if found:
                some = listed(f"{one.code} {one.name}" for one in found[:NAMED_MAX])
                said = {"typed": typed[:TYPED_MAX], "some": some}
                raise Refused(_("“%(typed)s” may be several accounts: %(some)s.") % said, field="account")
        reason = _("There is no account “%(typed)s” in this book.")
        raise Refused(reason % {"typed": typed[:TYPED_MAX]}, field="account")

    def _named(self, plain: str) -> list[Account]:
        return [one for one in self.listed if plain in {one.name_zh.lower(), one.name_en.lower(), one.initials}]

    def _beginning(self, plain: str) -> list[Account]:
        if not plain or plain.isdigit():
            # Half a code is a slip, never an account: 50 is neither 501 nor 504.
            return []
        return [
            one
            for one in self.listed
            if one.initials.startswith(plain) or plain in one.name_zh.lower() or plain in one.name_en.lower()
        ]
