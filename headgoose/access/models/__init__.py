"""The nouns of the room."""

from headgoose.access.models.attempt import SignInAttempt
from headgoose.access.models.session import (
    ADDRESS,
    BROWSER,
    ENTERING,
    FACTOR,
    TWO_FACTORS,
    WHY_OVER,
    Factor,
    Over,
    Session,
)
from headgoose.access.models.user import Cast, PasswordPast, User

__all__ = [
    "ADDRESS",
    "BROWSER",
    "ENTERING",
    "FACTOR",
    "TWO_FACTORS",
    "WHY_OVER",
    "Cast",
    "Factor",
    "Over",
    "PasswordPast",
    "Session",
    "SignInAttempt",
    "User",
]
