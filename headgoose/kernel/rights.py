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
    VERIFY_SEALS = "verify_seals"
    CHANGE_MAP = "change_map"
    FREEZE_BRIEFINGS = "freeze_briefings"
    REVEAL_PERSONAL = "reveal_personal"
    SECURE_ACCOUNTS = "secure_accounts"
    OPERATE = "operate"
    KEEP_BOOKS = "keep_books"
    REVIEW_BOOKS = "review_books"
    LOCK_BOOKS = "lock_books"
    ANSWER_REQUESTS = "answer_requests"
    DIRECT_REQUESTS = "direct_requests"
    BLOW_WHISTLES = "blow_whistles"
    ANSWER_WHISTLES = "answer_whistles"
    CALL_ROLLS = "call_rolls"
    SET_CASEWORK = "set_casework"
    TRAIN = "train"

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
    Right.VERIFY_SEALS: _("check the seals of the audit trail"),
    Right.CHANGE_MAP: _("rename, recode, move, merge and split places"),
    Right.FREEZE_BRIEFINGS: _("freeze and amend briefings"),
    Right.REVEAL_PERSONAL: _("see identity numbers, telephones and bank accounts, each time for a stated purpose"),
    Right.SECURE_ACCOUNTS: _("unlock accounts, reset second factors and end sessions"),
    Right.OPERATE: _("see how the system runs, rotate keys and clear what is kept no longer"),
    Right.KEEP_BOOKS: _("enter vouchers, attach documents and publish the books of collectives"),
    Right.REVIEW_BOOKS: _("review and post vouchers that somebody else made, close months, acknowledge findings"),
    Right.LOCK_BOOKS: _("open books, lock closed months, and reopen closed ones with a reason"),
    Right.ANSWER_REQUESTS: _("take down and answer requests of residents, answer roll-calls for grids"),
    Right.DIRECT_REQUESTS: _("send requests to desks, merge them, see the private ones"),
    Right.BLOW_WHISTLES: _("blow the whistle for departments, and rate them"),
    Right.ANSWER_WHISTLES: _("report for duty when the whistle calls the department, and answer"),
    Right.CALL_ROLLS: _("open and close roll-calls of the grids"),
    Right.SET_CASEWORK: _("edit categories, deadlines and routes of requests"),
    Right.TRAIN: _("announce classes, hand out places in them, call their rolls and approve hours"),
}
