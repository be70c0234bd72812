"""The rights that a post can give. A post type lists them; the reference page is generated from both."""

from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Right(Enum):
    """What the holder of a post may do at the post's place and below. The value is stored in the post type."""

    READ = "read"
    APPOINT = "appoint"
    ESTABLISH_POSTS = "establish_posts"
    DRAW_GRIDS = "draw_grids"
    IMPORT_PLACES = "import_places"
    READ_TRAIL = "read_trail"

    @property
    def label(self) -> Promise:
        """The right in words."""
        return LABELS[self]


LABELS: dict[Right, Promise] = {
    Right.READ: _("see people in post, figures and briefings"),
    Right.APPOINT: _("appoint, end and transfer people in posts of its reach"),
    Right.ESTABLISH_POSTS: _("set up and abolish posts"),
    Right.DRAW_GRIDS: _("make, redraw and close grids"),
    Right.IMPORT_PLACES: _("import the tree of places"),
    Right.READ_TRAIL: _("read the audit trail"),
}
