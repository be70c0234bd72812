"""The nouns of the room."""

from headgoose.places.models.events import WHOLE_PPM, EventKind, PlaceEvent, Succession
from headgoose.places.models.imports import ImportState, TreeImport
from headgoose.places.models.place import Kind, Mark, MarkKind, Outline, Place, Span, SpanQuerySet

__all__ = [
    "WHOLE_PPM",
    "EventKind",
    "ImportState",
    "Kind",
    "Mark",
    "MarkKind",
    "Outline",
    "Place",
    "PlaceEvent",
    "Span",
    "SpanQuerySet",
    "Succession",
    "TreeImport",
]
