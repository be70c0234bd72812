"""The books of every village collective: posted once, balanced by the database, provable by anyone.

Nouns: Account (the shared chart, and a village's details below it), Book (one for each collective), Voucher and Entry,
MonthTotal (kept sums of posted entries), Evidence (a picture or PDF under a voucher). Invariants, kept by the database:
a posted voucher balances, lies in an open month, has the next number of its year and the next place in its book's
chain, was made by one person and reviewed by another, and is never changed nor deleted; a locked month stays locked.
Amounts are integer fen. A month is a number yyyymm; yyyy00 holds opening balances, yyyy13 the closing of the year.
"""
