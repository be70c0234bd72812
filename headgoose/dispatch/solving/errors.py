"""What solving refuses, as values: the pages find the words."""

from enum import StrEnum

from headgoose.dispatch.solving.problem import Explanation


class Fault(StrEnum):
    """What is wrong with an input."""

    PERSON_TWICE = "person_twice"
    PLACE_TWICE = "place_twice"
    NOT_A_PLACE = "not_a_place"
    LENGTHS_DIFFER = "lengths_differ"
    NOT_WHOLE = "not_whole"
    NEGATIVE = "negative"
    NUMBER_TOO_LARGE = "number_too_large"
    LOWER_OVER_UPPER = "lower_over_upper"
    EDGE_UNKNOWN = "edge_unknown"
    EDGE_TWICE = "edge_twice"
    BOUND_TWICE = "bound_twice"
    BOUND_LEVEL = "bound_level"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_PLACE = "unknown_place"
    PINNED_TWICE = "pinned_twice"
    PINNED_AND_FORBIDDEN = "pinned_and_forbidden"
    NOT_A_CANDIDATE = "not_a_candidate"
    NO_SCORE = "no_score"


class Malformed(ValueError):
    """An input that means nothing.

    Args:
        reason: which kind.
        names: keys of people, places or areas, or field names, that it is about; the first few.
    """

    def __init__(self, reason: Fault, *names: object) -> None:
        super().__init__(f"{reason}: {', '.join(str(name) for name in names[:5])}")
        self.reason, self.names = reason, tuple(str(name) for name in names[:5])


class TooLarge(ValueError):
    """Weights with which one candidate pair could cost more than the solver can add up in 64 bits.

    Args:
        limit: the most that one pair may cost in this problem.
        found: what the dearest could cost.
    """

    def __init__(self, limit: int, found: int) -> None:
        super().__init__(f"one pair may cost {limit}, with these weights {found}")
        self.limit, self.found = limit, found


class Infeasible(ValueError):
    """There is no plan; the explanation says why."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__(f"{len(explanation.clusters)} sets of places lack what they need")
        self.explanation = explanation
