"""The nouns of the room."""

from headgoose.ledger.models.account import Account, AccountKind, Side
from headgoose.ledger.models.acknowledgement import Acknowledgement
from headgoose.ledger.models.book import Book
from headgoose.ledger.models.disclosure import Disclosure
from headgoose.ledger.models.entry import Entry, MonthTotal, Payee
from headgoose.ledger.models.evidence import Evidence
from headgoose.ledger.models.file import VoucherFile
from headgoose.ledger.models.voucher import Voucher, VoucherKind, VoucherState

__all__ = [
    "Account",
    "AccountKind",
    "Acknowledgement",
    "Book",
    "Disclosure",
    "Entry",
    "Evidence",
    "MonthTotal",
    "Payee",
    "Side",
    "Voucher",
    "VoucherFile",
    "VoucherKind",
    "VoucherState",
]
