"""Orders: papers that seat, end and move many people at once.

Nouns: OrderPaper (an order being drawn up), OrderLine (appoint, end or transfer), OrderFile (a file of rows that was
brought in). Invariants, all kept by the database: who drew a paper up never approves it, as an account nor as a
person; lines change only while it is drafted; nothing is issued without approval; papers are never deleted. An issued
paper has one document (people.Order) and one outcome for each line; a second person can take it back.
"""
