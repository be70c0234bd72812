"""People: persons, the posts of the programme, and who held which post when.

Nouns: Person, PostType (data), Post (a seat that exists also when empty), Tenure (a person in a post during
[start, end)), Batch (people sent together), Order (the document that seats or unseats).

Invariants, all kept by the database: one person in a seat at a time; one seat of a kind at a place for a person at a
time; a tenure inside its post's life; its place and type those of its post; no deletes. Vacancy is derived, never
typed. A person moves by one tenure ending and another beginning.
"""
