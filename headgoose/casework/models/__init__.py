"""The nouns of the room."""

from headgoose.casework.models.request import (
    CallBack,
    Channel,
    ClientKey,
    Event,
    Joiner,
    Petitioner,
    Photo,
    Request,
    RequestState,
    Urgency,
    are_public,
)
from headgoose.casework.models.rollcall import Answer, Called, RollCall, RollKind
from headgoose.casework.models.tables import Category, DeadlineRule, Department, RouteRule
from headgoose.casework.models.whistle import Leg, LegState, Whistle, WhistleEvent, WhistleKind, WhistleState

__all__ = [
    "Answer",
    "CallBack",
    "Called",
    "Category",
    "Channel",
    "ClientKey",
    "DeadlineRule",
    "Department",
    "Event",
    "Joiner",
    "Leg",
    "LegState",
    "Petitioner",
    "Photo",
    "Request",
    "RequestState",
    "RollCall",
    "RollKind",
    "RouteRule",
    "Urgency",
    "Whistle",
    "WhistleEvent",
    "WhistleKind",
    "WhistleState",
    "are_public",
]
