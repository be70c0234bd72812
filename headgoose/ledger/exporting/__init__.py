"""A book to take away: as an Excel workbook, for hledger, for beancount, and as the chain that anybody can check.

How months compare. The plain-text programs know dates, no months 00 and 13. Opening balances (yyyy00) and what a file
of one year carries forward are dated 31 December of the year before; all other vouchers keep their dates, so those
that close a year (yyyy13) lie on its 31 December and carry the tag `closing` with the year. Our balance at the end of
month yyyymm is then theirs at the end of that month, without what is tagged as the closing of yyyy; at yyyy13 theirs
at the end of the year; at yyyy00 theirs at the end of the year before.

Accounts are named by code below the five words that all such programs know: `Assets:A102`, a village's detail
`Assets:A102:A10201`; their Chinese names follow as comments or metadata. Debits are positive, credits negative. Red
letters stay on their side: such a posting says `red: debit` or `red: credit`.
"""

from headgoose.ledger.exporting.files import FORMATS, Format, export_book

__all__ = ["FORMATS", "Format", "export_book"]
