"""The nouns of the room."""

from headgoose.elections.models.election import Body, Calendar, Cause, Change, Contest, Election, ElectionState
from headgoose.elections.models.term import Term, TermLimit

__all__ = ["Body", "Calendar", "Cause", "Change", "Contest", "Election", "ElectionState", "Term", "TermLimit"]
