"""One net: what residents ask for, the departments that come when the whistle blows, and roll-calls of the grids.

Nouns: Request with its Event log, Petitioner, CallBack and Joiner; Category, DeadlineRule and RouteRule (data with
history); Whistle with a Leg for each called department; RollCall with a Called row and Answers for each grid. A desk is
a post type at a place: who holds it today answers for what lies on it. Invariants, kept by the database: events are
numbered without a gap and never edited but for an erasure; a request's state moves only as its table says; a level is
escalated to once; a client's own id has its effect once; a whistle closes when no leg is open.

What is stored of a request follows from its events alone: `replay` reads it back from them, deadlines included.
"""
