"""Headgoose (头雁): the working system of a province's rural revitalisation programme.

A fact is recorded once, where it happens; every figure above is computed from those records and opens onto them.
Rooms, top to bottom: web, briefing, access, people, places, records, look, kernel. An upper room may import a lower
one, never the reverse.
"""

__version__ = "0.1.0"
