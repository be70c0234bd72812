"""The door for upper rooms: `notify` tells people something, as a part of the action that calls it."""

from headgoose.notices.actions.telling import notify

__all__ = ["notify"]
