"""What a check of the books can find, each in one plain sentence that names the place."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Fault(StrEnum):
    """What was found."""

    VOUCHER_EDITED = "voucher_edited"
    VOUCHER_MISSING = "voucher_missing"
    VOUCHER_DISORDERED = "voucher_disordered"
    VOUCHER_UNNUMBERED = "voucher_unnumbered"
    NUMBER_WRONG = "number_wrong"
    STATE_WRONG = "state_wrong"
    UNBALANCED = "unbalanced"
    SUM_WRONG = "sum_wrong"
    LINES_WRONG = "lines_wrong"
    MONTH_WRONG = "month_wrong"
    ONE_PERSON = "one_person"
    RED_LETTERS = "red_letters"
    REVERSAL_WRONG = "reversal_wrong"
    FOREIGN_ACCOUNT = "foreign_account"
    TOTAL_MISSING = "total_missing"
    TOTAL_EXTRA = "total_extra"
    TOTAL_WRONG = "total_wrong"
    HEAD_GONE = "head_gone"
    EVIDENCE_EDITED = "evidence_edited"
    EVIDENCE_LOST = "evidence_lost"
    ENTRY_ADRIFT = "entry_adrift"
    BOOK_MISSING = "book_missing"


SENTENCES: dict[Fault, Promise] = {
    Fault.VOUCHER_EDITED: _("%(what)s: its content or its hash is not what was posted."),
    Fault.VOUCHER_MISSING: _("%(what)s: missing; the book holds the vouchers before and after."),
    Fault.VOUCHER_DISORDERED: _("%(what)s: its place in the chain is taken by another."),
    Fault.VOUCHER_UNNUMBERED: _("%(what)s: posted without a place in the chain."),
    Fault.NUMBER_WRONG: _("%(what)s: its number should be %(expected)s."),
    Fault.STATE_WRONG: _("%(what)s: stands in the chain as “%(found)s” instead of posted."),
    Fault.UNBALANCED: _("%(what)s: debits are %(debit)s, credits %(credit)s."),
    Fault.SUM_WRONG: _("%(what)s: says a sum of %(found)s, its debits are %(expected)s."),
    Fault.LINES_WRONG: _("%(what)s: its lines are fewer than two, not numbered through, or without an amount."),
    Fault.MONTH_WRONG: _("%(what)s: its date, kind, month and year do not fit each other."),
    Fault.ONE_PERSON: _("%(what)s: two people do not stand behind it."),
    Fault.RED_LETTERS: _("%(what)s: negative amounts outside a reversal."),
    Fault.REVERSAL_WRONG: _("%(what)s: does not take back an earlier voucher of its book."),
    Fault.FOREIGN_ACCOUNT: _("%(what)s: an account that its book does not have."),
    Fault.TOTAL_MISSING: _("%(what)s: no sum is kept; the entries come to %(expected)s."),
    Fault.TOTAL_EXTRA: _("%(what)s: a sum of %(found)s is kept without any entry."),
    Fault.TOTAL_WRONG: _("%(what)s: the sum kept is %(found)s, the entries come to %(expected)s."),
    Fault.HEAD_GONE: _("%(what)s: the chain does not lead over the hash known of before; it was cut or made anew."),
    Fault.EVIDENCE_EDITED: _("%(what)s: a document under it is not what was put there."),
    Fault.EVIDENCE_LOST: _("%(what)s: a document under it is no longer there."),
    Fault.ENTRY_ADRIFT: _("%(what)s: entries without a voucher."),
    Fault.BOOK_MISSING: _("%(what)s: vouchers or sums without a book."),
}


@dataclass(frozen=True)
class BookFault:
    """One thing that is not as it was posted: of what kind, in which book, where in it.

    Args:
        place: the code of the village, or of a book without one its number.
        at: where in the book: ("voucher", "2026-12"), ("place", 17), ("month", 202603), ("account", "102").
        said: numbers for the sentence, such as what was found and what should be.
    """

    fault: Fault
    book_id: int
    place: str
    at: tuple[tuple[str, Any], ...] = ()
    said: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        where = [str(NOUNS[noun]) % {"which": which} for noun, which in self.at]
        return str(SENTENCES[self.fault]) % {"what": ", ".join([self.place, *where]), **self.said}

    def as_plain(self) -> dict[str, object]:
        """For machines."""
        plain = {"fault": self.fault.value, "book": self.book_id, "place": self.place}
        return {**plain, **dict(self.at), **self.said, "sentence": str(self)}


NOUNS: dict[str, Promise] = {
    "voucher": _("voucher %(which)s"),
    "id": _("voucher with the id %(which)s"),
    "sequence": _("place %(which)s in the chain"),
    "last": _("up to place %(which)s"),
    "month": _("month %(which)s"),
    "account": _("account %(which)s"),
    "document": _("document %(which)s"),
}
