"""Briefing: figures computed, drawn and told.

Nouns: Table (a figure at all its base places on a date), Value, Row, Chapter. No models: everything here is computed.
Invariants: value, children, ranking, map, trend and rows come from the one query a figure declares.
"""
