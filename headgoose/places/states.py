"""The states that records of this room move through."""

from headgoose.kernel.states import Transitions
from headgoose.places.models import ImportState

TREE_IMPORT = Transitions(
    "places.tree_import",
    [
        (ImportState.PREVIEWED, "apply", ImportState.APPLIED),
        (ImportState.PREVIEWED, "discard", ImportState.DISCARDED),
    ],
)
