"""Places: the tree, its history, its map.

Nouns: Place (an immutable id), Span (what a place was called, its code, kind and parent, from one date to another),
Mark (a dated fact of a place, such as lying on the border), Outline (its shape on the map), TreeImport (a file that
was previewed, and perhaps applied). Invariants: a place has one span at a time, a code belongs to one place at a time
(the database refuses both overlaps), and spans are never deleted.
"""
