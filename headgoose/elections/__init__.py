"""Term elections of the two village committees: planned, held, confirmed; each confirmation seats a village.

Nouns: Term (the five years that are elected for) and TermLimit (data with its source); Calendar (the day that a county
plans for all its villages); Election of one body at one place in one term, with a Contest for each seat; Change (what
was postponed, set anew, annulled or taken back, with the reason). Invariants, kept by the database: an election moves
only as its table says, begins planned unless it is put on record afterwards, is confirmed once and only with a tenure
behind every seat; a place has one open and one concluded election of a body in a term; a by-election names the void
election or the concluded one whose seat fell vacant; nothing is deleted.

How many stood for a seat is kept, who stood and was not elected is not: nobody has a row here for having lost.
"""
