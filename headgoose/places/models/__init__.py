"""The nouns of the room."""

from headgoose.places.models.imports import ImportState, TreeImport
from headgoose.places.models.place import Kind, Mark, MarkKind, Outline, Place, Span, SpanQuerySet

__all__ = ["ImportState", "Kind", "Mark", "MarkKind", "Outline", "Place", "Span", "SpanQuerySet", "TreeImport"]
