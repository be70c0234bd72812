"""The only writers of the tree."""

from headgoose.places.actions.events import (
    apply_map_change,
    close_place,
    merge_places,
    move_place,
    preview_map_change,
    recode_place,
    rename_place,
    split_place,
)
from headgoose.places.actions.grids import close_grid, make_grids, make_grids_many, redraw_grids, rename_grid
from headgoose.places.actions.imports import apply_tree_import, discard_tree_import, preview_tree_import
from headgoose.places.actions.marks import end_mark, set_mark
from headgoose.places.actions.outlines import import_outlines

__all__ = [
    "apply_map_change",
    "apply_tree_import",
    "close_grid",
    "close_place",
    "discard_tree_import",
    "end_mark",
    "import_outlines",
    "make_grids",
    "make_grids_many",
    "merge_places",
    "move_place",
    "preview_map_change",
    "preview_tree_import",
    "recode_place",
    "redraw_grids",
    "rename_grid",
    "rename_place",
    "set_mark",
    "split_place",
]
