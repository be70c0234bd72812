"""The nouns of the room."""

from headgoose.people.models.person import Person, Sex
from headgoose.people.models.post import Post, PostType
from headgoose.people.models.tenure import Batch, EndReason, How, Order, Tenure

__all__ = ["Batch", "EndReason", "How", "Order", "Person", "Post", "PostType", "Sex", "Tenure"]
