"""Which stored fields of the room are about a person, and why each of those is kept."""

PERSONAL = {
    "ledger.Voucher.maker": "who made a voucher answers for it",
    "ledger.Voucher.reviewer": "a second person stands behind every posted voucher",
    "ledger.Entry.payee": "to whom the collective's money was paid is a part of its books",
    "ledger.Disclosure.declarer": "who hung out the books answers for it",
    "ledger.Acknowledgement.person": "who looked at a finding answers for it",
    "ledger.VoucherFile.maker": "who brought a file of vouchers in",
}
NOT_PERSONAL = {
    "ledger.Account": "id book code top name_zh name_en initials kind side",
    "ledger.Book": "id place name since closed_to locked_to",
    "ledger.Voucher": "id book month year number sequence on kind state summary documents total_fen source event "
    "reverses made_at reviewed_at posted_at file remark version hash",
    "ledger.Entry": "id voucher line account debit_fen credit_fen summary payee_kind",
    "ledger.MonthTotal": "id book month account top debit_fen credit_fen",
    "ledger.Evidence": "id voucher attachment name",
    "ledger.Disclosure": "id book from_month to_month declared_on remark",
    "ledger.Acknowledgement": "id book check_code subject why made_at",
    "ledger.VoucherFile": "id book name sha256 rows taken made_at",
}
