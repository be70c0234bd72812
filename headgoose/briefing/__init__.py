"""Briefing: figures computed, drawn and told.

Nouns: Table (a figure at all its base places on a date), Value, Row, Chapter, Ground (a date, the map its facts lie on,
what was known), Placement, FrozenBriefing, Paper. Only frozen briefings are kept; all else is computed.
Invariants: value, children, ranking, map, trend and rows come from the one query a figure declares, on either map, and
the whole is the same on both. A frozen briefing is never edited: it is signed, comes out to the byte again, and is
amended by another.
"""
