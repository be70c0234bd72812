"""The nouns of the room."""

from headgoose.dispatch.models.file import FileKind, RunFile
from headgoose.dispatch.models.plan import Placement, Ruling, RulingKind
from headgoose.dispatch.models.pool import Candidate, Edge
from headgoose.dispatch.models.run import Bound, Demand, HomeRule, Mode, Run, RunState

__all__ = [
    "Bound",
    "Candidate",
    "Demand",
    "Edge",
    "FileKind",
    "HomeRule",
    "Mode",
    "Placement",
    "Ruling",
    "RulingKind",
    "Run",
    "RunFile",
    "RunState",
]
