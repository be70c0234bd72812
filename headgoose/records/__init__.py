"""Records: what every room shares about writing things down. Today the audit trail.

Nouns: Act. Invariants: one row per act, in the act's own transaction; never edited, never deleted (the database
refuses both). An act names its subject and place by number only, so that this room knows nothing of the rooms above.
"""
