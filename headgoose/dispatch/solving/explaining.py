"""Why there is no plan."""

from headgoose.dispatch.solving.network import Frame
from headgoose.dispatch.solving.problem import Explanation


def explanation_of(frame: Frame) -> Explanation:
    raise NotImplementedError
