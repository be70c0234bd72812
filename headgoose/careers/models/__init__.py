"""The nouns of the room."""

from headgoose.careers.models.award import Award, AwardLevel
from headgoose.careers.models.handover import Handover, HandoverItem, HandoverState, HandoverTask
from headgoose.careers.models.reserve import Reserve, ReserveState
from headgoose.careers.models.review import Grade, Review, ReviewState
from headgoose.careers.models.rule import Extension, SuccessionRule

__all__ = [
    "Award",
    "AwardLevel",
    "Extension",
    "Grade",
    "Handover",
    "HandoverItem",
    "HandoverState",
    "HandoverTask",
    "Reserve",
    "ReserveState",
    "Review",
    "ReviewState",
    "SuccessionRule",
]
