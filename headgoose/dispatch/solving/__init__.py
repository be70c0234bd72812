"""Sending people as a problem of flow: pure functions of plain values, without a database.

`solve` is the plan of least cost, `merit` the plan of choice by score, `explain` says why there is none, `why_not` what
another place would mean. Invariants: the same input in any order gives the same plan; a plan is optimal or refused; a
number that would leave 64 bits is refused before it is computed.
"""

from headgoose.dispatch.solving.asking import moves_between, why_not
from headgoose.dispatch.solving.costs import cost_of, factors
from headgoose.dispatch.solving.errors import Fault, Infeasible, Malformed, TooLarge
from headgoose.dispatch.solving.explaining import explain
from headgoose.dispatch.solving.limits import breaches
from headgoose.dispatch.solving.merit import justified_envies, merit
from headgoose.dispatch.solving.optimum import fingerprint, solve
from headgoose.dispatch.solving.problem import (
    PARTS,
    Bound,
    Breach,
    Cluster,
    Edges,
    Explanation,
    Hurdle,
    Kind,
    Move,
    Order,
    Plan,
    Problem,
    Relaxation,
    Step,
    Way,
    Weights,
    WhyNot,
)

__all__ = [
    "PARTS",
    "Bound",
    "Breach",
    "Cluster",
    "Edges",
    "Explanation",
    "Fault",
    "Hurdle",
    "Infeasible",
    "Kind",
    "Malformed",
    "Move",
    "Order",
    "Plan",
    "Problem",
    "Relaxation",
    "Step",
    "TooLarge",
    "Way",
    "Weights",
    "WhyNot",
    "breaches",
    "cost_of",
    "explain",
    "factors",
    "fingerprint",
    "justified_envies",
    "merit",
    "moves_between",
    "solve",
    "why_not",
]
