"""The nouns of the room."""

from headgoose.places.models.imports import TreeImport
from headgoose.places.models.place import Kind, Mark, MarkKind, Outline, Place, Span

__all__ = ["Kind", "Mark", "MarkKind", "Outline", "Place", "Span", "TreeImport"]
