-- a posted voucher is edited | voucher_posted_stays_update voucher_no_gap_update voucher_month_open_update
UPDATE ledger_voucher SET summary = 'x' WHERE id = {posted};

-- a posted voucher gets another month | voucher_posted_stays_update voucher_no_gap_update
UPDATE ledger_voucher SET month = 202603, "on" = '2026-03-01' WHERE id = {late};

-- a discarded voucher is edited | voucher_posted_stays_update
UPDATE ledger_voucher SET summary = 'x' WHERE id = {discarded};

-- a draft is put into another book | voucher_posted_stays_update
UPDATE ledger_voucher SET book_id = {other} WHERE id = {draft};

-- a draft is deleted | voucher_no_delete_delete
DELETE FROM ledger_voucher WHERE id = {draft};

-- a posted voucher is deleted | voucher_no_delete_delete
DELETE FROM ledger_voucher WHERE id = {posted};

-- a reviewed voucher is discarded | voucher_moves_update
UPDATE ledger_voucher SET state = 'discarded' WHERE id = {reviewed};

-- a reviewed voucher is edited | voucher_reviewed_stays_update
UPDATE ledger_voucher SET summary = 'x' WHERE id = {reviewed};

-- a reviewed voucher gets another date | voucher_reviewed_stays_update
UPDATE ledger_voucher SET month = 202604, "on" = '2026-04-01' WHERE id = {reviewed};

-- a reviewed voucher gets another maker | voucher_reviewed_stays_update
UPDATE ledger_voucher SET maker_id = (SELECT max(id) FROM people_person) WHERE id = {reviewed};

-- a reviewed voucher gets another reviewer | voucher_reviewed_stays_update
UPDATE ledger_voucher SET reviewer_id = (SELECT max(id) FROM people_person) WHERE id = {reviewed};

-- a reviewed voucher is edited as it is given back | voucher_reviewed_stays_update
UPDATE ledger_voucher SET state = 'draft', reviewer_id = NULL, total_fen = 1 WHERE id = {reviewed};

-- a reviewed voucher changes its number, and leaves its lines free | ledger_voucher_no_replace_update
UPDATE ledger_voucher SET id = 9009 WHERE id = {reviewed};

-- a draft takes a posted voucher's source, and removes it | ledger_voucher_no_replace_update | sqlite
UPDATE OR REPLACE ledger_voucher SET source = 'test.due:1', event = '2026' WHERE id = {draft};

-- a draft takes a posted reversal's place by what it reverses | ledger_voucher_no_replace_update | sqlite
UPDATE OR REPLACE ledger_voucher SET kind = 'reversal', reverses_id = {wrong} WHERE id = {draft};

-- a draft is dated on a day that no month has | voucher_out_of_month_update | sqlite
UPDATE ledger_voucher SET "on" = '2026-3-6' WHERE id = {draft};

-- a line is put under a posted voucher | entry_fixed_new_insert
INSERT INTO ledger_entry (voucher_id, line, account_id, debit_fen, credit_fen, summary, payee, payee_kind) VALUES
({posted}, 3, {a102}, 1, 0, '', '', '');

-- a line is put under a reviewed voucher | entry_fixed_new_insert
INSERT INTO ledger_entry (voucher_id, line, account_id, debit_fen, credit_fen, summary, payee, payee_kind) VALUES
({reviewed}, 3, {a102}, 1, 0, '', '', '');

-- a line is put under a discarded voucher | entry_fixed_new_insert
INSERT INTO ledger_entry (voucher_id, line, account_id, debit_fen, credit_fen, summary, payee, payee_kind) VALUES
({discarded}, 3, {a102}, 1, 0, '', '', '');

-- a line has half a fen | entry_fixed_new_insert | sqlite
INSERT INTO ledger_entry (voucher_id, line, account_id, debit_fen, credit_fen, summary, payee, payee_kind) VALUES
({draft}, 3, {a102}, 0.5, 0, '', '', '');

-- a posted amount is changed | entry_fixed_change_update
UPDATE ledger_entry SET debit_fen = 1 WHERE id = {posted_entry};

-- a posted line gets another account | entry_fixed_change_update
UPDATE ledger_entry SET account_id = {a101} WHERE id = {posted_entry};

-- a posted payee is changed | entry_fixed_change_update
UPDATE ledger_entry SET payee = '张三' WHERE id = {posted_entry};

-- a reviewed amount is changed | entry_fixed_change_update
UPDATE ledger_entry SET debit_fen = 1 WHERE id = {reviewed_entry};

-- a draft's line is moved under a posted voucher | entry_fixed_change_update
UPDATE ledger_entry SET voucher_id = {posted}, line = 3 WHERE id = {draft_entry};

-- a posted line is moved under a draft | entry_fixed_change_update
UPDATE ledger_entry SET voucher_id = {draft}, line = 3 WHERE id = {posted_entry};

-- a line is changed to half a fen | entry_fixed_change_update | sqlite
UPDATE ledger_entry SET debit_fen = 0.5 WHERE id = {draft_entry};

-- a posted line is deleted | entry_fixed_delete_delete
DELETE FROM ledger_entry WHERE id = {posted_entry};

-- a reviewed line is deleted | entry_fixed_delete_delete
DELETE FROM ledger_entry WHERE id = {reviewed_entry};

-- a draft's line takes the place of a posted one | ledger_entry_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_entry (id, voucher_id, line, account_id, debit_fen, credit_fen, summary, payee,
payee_kind) VALUES ({posted_entry}, {draft}, 3, {a102}, 1, 0, '', '', '');

-- a draft's line takes the number of a posted one | ledger_entry_no_replace_update | sqlite
UPDATE OR REPLACE ledger_entry SET id = {posted_entry} WHERE id = {draft_entry};

-- a line changes its number | ledger_entry_no_replace_update
UPDATE ledger_entry SET id = 90001 WHERE id = {draft_entry};

-- a picture is put under a posted voucher | evidence_fixed_new_insert
INSERT INTO ledger_evidence (voucher_id, attachment_id, name) VALUES ({posted}, {attachment}, 'x');

-- a picture is put under a reviewed voucher | evidence_fixed_new_insert
INSERT INTO ledger_evidence (voucher_id, attachment_id, name) VALUES ({reviewed}, {attachment}, 'x');

-- a picture is exchanged | evidence_no_edit_update
UPDATE ledger_evidence SET attachment_id = {attachment} WHERE id = {paper};

-- a picture is moved under another voucher | evidence_no_edit_update
UPDATE ledger_evidence SET voucher_id = {draft} WHERE id = {paper};

-- a picture is taken from a posted voucher | evidence_fixed_delete_delete
DELETE FROM ledger_evidence WHERE id = {paper};

-- a picture of a draft takes the place of a posted one's | ledger_evidence_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_evidence (id, voucher_id, attachment_id, name) VALUES ({paper}, {draft}, {attachment},
'x');

-- the picture itself is exchanged | records_attachment_no_edit_update | sqlite
UPDATE records_attachment SET content = 'x' WHERE id = {attachment};

-- a picture takes another's place | records_attachment_no_replace_insert | sqlite
INSERT OR REPLACE INTO records_attachment SELECT id, sha256, media, 2, 'yy', added_at FROM records_attachment WHERE id
= {attachment};

-- a total is put into a closed month | total_fixed_new_insert
INSERT INTO ledger_monthtotal (book_id, month, account_id, top, debit_fen, credit_fen) VALUES ({book}, 202602, {a111},
111, 1, 0);

-- a total is put under another account | total_fixed_new_insert
INSERT INTO ledger_monthtotal (book_id, month, account_id, top, debit_fen, credit_fen) VALUES ({book}, 202604, {a111},
501, 1, 0);

-- a total of a closed month is changed | total_fixed_change_update
UPDATE ledger_monthtotal SET debit_fen = 1 WHERE id = {total};

-- a total is moved out of a closed month | total_fixed_change_update
UPDATE ledger_monthtotal SET month = 202604 WHERE id = {total};

-- a total is moved to another account | total_fixed_change_update
UPDATE ledger_monthtotal SET account_id = {a111} WHERE id = {open_total};

-- a total is deleted | total_no_delete_delete
DELETE FROM ledger_monthtotal WHERE id = {open_total};

-- a total takes the place of a closed month's | ledger_monthtotal_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_monthtotal (id, book_id, month, account_id, top, debit_fen, credit_fen) VALUES ({total},
{book}, 202604, {a111}, 111, 1, 0);

-- a total takes the number of a closed month's | ledger_monthtotal_no_replace_update | sqlite
UPDATE OR REPLACE ledger_monthtotal SET id = {total} WHERE id = {open_total};

-- a total changes its number | ledger_monthtotal_no_replace_update
UPDATE ledger_monthtotal SET id = 90001 WHERE id = {open_total};

-- a book is deleted | book_no_delete_delete
DELETE FROM ledger_book WHERE id = {book};

-- a book is given to another place | book_stays_update
UPDATE ledger_book SET place_id = (SELECT max(id) FROM places_place) WHERE id = {book};

-- a book begins another day | book_stays_update
UPDATE ledger_book SET since = 202512 WHERE id = {book};

-- a locked month is unlocked | book_stays_update
UPDATE ledger_book SET locked_to = 0 WHERE id = {book};

-- a locked month is unlocked and reopened | book_stays_update
UPDATE ledger_book SET locked_to = 0, closed_to = 0 WHERE id = {book};

-- a book is closed to what is no month | book_marks_are_months_update
UPDATE ledger_book SET closed_to = 202650 WHERE id = {book};

-- a book is locked before it began | book_marks_are_months_update
UPDATE ledger_book SET closed_to = 202512, locked_to = 202512 WHERE id = {other};

-- a book is opened closed to what is no month | book_marks_are_months_insert
INSERT INTO ledger_book (id, place_id, name, since, closed_to, locked_to) VALUES (9001, (SELECT max(id) FROM
places_place), 'x', 202601, 202600, 0);

-- an unlocked book takes the place of a locked one | ledger_book_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_book (id, place_id, name, since, closed_to, locked_to) VALUES ({book}, {place}, 'x',
202601, 0, 0);

-- a new book takes a village's | ledger_book_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_book (id, place_id, name, since, closed_to, locked_to) VALUES (9001, {place}, 'x',
202601, 0, 0);

-- a book changes its number | ledger_book_no_replace_update
UPDATE ledger_book SET id = 9001 WHERE id = {other};

-- an account is put beside the shared chart | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES (NULL, '601', 601, 'x',
'', '', 'asset', 'debit');

-- a village sets up an account of its own | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book}, '601', 601,
'x', '', '', 'asset', 'debit');

-- a village sets up an account of the chart again | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book}, '501', 501,
'x', '', '', 'income', 'credit');

-- a detail lies below no account | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book}, '60101', 601,
'x', '', '', 'income', 'credit');

-- a detail of income is an asset | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book}, '50109', 501,
'x', '', '', 'asset', 'credit');

-- a detail counts elsewhere | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book}, '50109', 502,
'x', '', '', 'income', 'credit');

-- a detail has letters in its code | account_in_chart_insert
INSERT INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book}, '501x9', 501,
'x', '', '', 'income', 'credit');

-- a detail is recoded | account_stays_update
UPDATE ledger_account SET code = '50199' WHERE id = {a50101};

-- a detail is given to another book | account_stays_update
UPDATE ledger_account SET book_id = {other} WHERE id = {a50101};

-- a detail becomes shared | account_stays_update
UPDATE ledger_account SET book_id = NULL WHERE id = {a50101};

-- a detail becomes an asset | account_stays_update
UPDATE ledger_account SET kind = 'asset' WHERE id = {a50101};

-- an account of the chart is renamed | account_stays_update
UPDATE ledger_account SET name_zh = 'x' WHERE id = {a501};

-- an account is deleted | account_no_delete_delete
DELETE FROM ledger_account WHERE id = {a50102};

-- an account changes its number, and with it what its lines mean | ledger_account_no_replace_update
UPDATE ledger_account SET id = 9001 WHERE id = {a50101};

-- a detail takes another's place by its code | ledger_account_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_account (book_id, code, top, name_zh, name_en, initials, kind, side) VALUES ({book},
'50101', 501, 'x', '', '', 'income', 'credit');

-- a disclosure is edited | ledger_disclosure_no_edit_update
UPDATE ledger_disclosure SET declared_on = '2026-01-01' WHERE id = {disclosure};

-- a disclosure is deleted | ledger_disclosure_no_delete_delete
DELETE FROM ledger_disclosure WHERE id = {disclosure};

-- a disclosure is replaced | ledger_disclosure_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_disclosure (id, book_id, from_month, to_month, declared_on, declarer_id, remark) VALUES
(9, {book}, 202601, 202602, '2026-01-01', NULL, '');

-- an acknowledgement is edited | ledger_acknowledgement_no_edit_update
UPDATE ledger_acknowledgement SET why = 'x' WHERE id = {acknowledgement};

-- an acknowledgement is deleted | ledger_acknowledgement_no_delete_delete
DELETE FROM ledger_acknowledgement WHERE id = {acknowledgement};

-- an acknowledgement is replaced | ledger_acknowledgement_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_acknowledgement (id, book_id, check_code, subject, why, person_id, made_at) VALUES (9,
{book}, 'cash', '2026-02', 'x', NULL, '2026-01-01');

-- a file is edited | ledger_voucherfile_no_edit_update
UPDATE ledger_voucherfile SET sha256 = 'x' WHERE id = {voucherfile};

-- a file is deleted | ledger_voucherfile_no_delete_delete
DELETE FROM ledger_voucherfile WHERE id = {voucherfile};

-- a file is replaced | ledger_voucherfile_no_replace_insert | sqlite
INSERT OR REPLACE INTO ledger_voucherfile (id, book_id, name, sha256, rows, taken, maker_id, made_at) SELECT 9,
book_id, 'x', sha256, 1, 1, NULL, made_at FROM ledger_voucherfile;

