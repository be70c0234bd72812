"""The nouns of the room."""

from headgoose.people.models.exclusion import ExcludedPair, Kin, Kinship
from headgoose.people.models.person import Person, Sex
from headgoose.people.models.post import Post, PostType
from headgoose.people.models.tenure import SINCE_EVER, Batch, EndReason, How, Order, Tenure, TenurePast

__all__ = [
    "SINCE_EVER",
    "Batch",
    "EndReason",
    "ExcludedPair",
    "How",
    "Kin",
    "Kinship",
    "Order",
    "Person",
    "Post",
    "PostType",
    "Sex",
    "Tenure",
    "TenurePast",
]
