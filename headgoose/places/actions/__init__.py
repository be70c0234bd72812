"""The only writers of the tree."""

from headgoose.places.actions.grids import close_grid, make_grids, make_grids_many, redraw_grids, rename_grid
from headgoose.places.actions.imports import apply_tree_import, discard_tree_import, preview_tree_import
from headgoose.places.actions.marks import end_mark, set_mark
from headgoose.places.actions.outlines import import_outlines

__all__ = [
    "apply_tree_import",
    "close_grid",
    "discard_tree_import",
    "end_mark",
    "import_outlines",
    "make_grids",
    "make_grids_many",
    "preview_tree_import",
    "redraw_grids",
    "rename_grid",
    "set_mark",
]
