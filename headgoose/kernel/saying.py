"""What to say when something cannot be done: the same words for a page, a fragment, JSON and the HTTP API."""

import errno
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.refusal import Because, Refused

# What the engines say when a row breaks a rule that our own code should have kept: a defect, not somebody else.
SQLITE_DEFECTS = ("NOT NULL constraint failed", "FOREIGN KEY constraint failed", "CHECK constraint failed")
POSTGRESQL_DEFECTS = {"23502", "23503", "23514"}
# Two transactions in each other's way, of which one was broken off.
POSTGRESQL_LOST_RACES = {"40001", "40P01"}
POSTGRESQL_FULL = {"53100", "53200"}
# What they say when the disk errs or the server cannot be reached. Class 57P is a server going down, 08 a lost line.
SQLITE_TROUBLE = (
    "disk I/O error",
    "unable to open database file",
    "database is locked",
    "locking protocol",
    "database disk image is malformed",
    "file is not a database",
    # An error of the disk ends a transaction under Django's feet.
    "cannot commit - no transaction is active",
    "cannot rollback - no transaction is active",
)
POSTGRESQL_TROUBLE = ("08", "57P", "58", "533")


@dataclass(frozen=True)
class Said:
    """What to answer: a status, a heading and a sentence."""

    status: int
    title: str | Promise
    reason: str | Promise
    code: str
    field: str | None = None


TITLES: dict[Because, Promise] = {
    Because.INVALID: _("This cannot be done as it stands"),
    Because.FORBIDDEN: _("This is not yours to see or do"),
    Because.NOT_FOUND: _("Nothing is here"),
    Because.CONFLICT: _("Somebody else was quicker"),
    Because.TOO_LARGE: _("This is too large"),
    Because.TOO_MANY: _("This is too much at once"),
}
CHANGED = Said(
    409,
    TITLES[Because.CONFLICT],
    _("Somebody else changed this at the same moment. Nothing of yours was saved: open it again, look, and retry."),
    Because.CONFLICT.value,
)
FULL = Said(
    507,
    _("The disk is full"),
    _("Nothing was saved: the server's disk is full. Reading still works, and saving will once there is room."),
    "full",
)
TROUBLED = Said(
    503,
    _("The records cannot be reached"),
    _(
        "The server's disk or database does not answer as it should. Wait a moment and try again; look whether your "
        "last step went through before you repeat it."
    ),
    "unavailable",
)
UNREADABLE = Said(
    400,
    _("This request is not readable"),
    _("The browser sent something that cannot be read. Go back and try again."),
    "bad_request",
)


def explain(error: BaseException | None) -> Said | None:
    """What to say about an error, or None when it is a defect that only a programmer can read."""
    if isinstance(error, Refused):
        return Said(error.status, TITLES[error.because], error.reason, error.because.value, error.field)
    if isinstance(error, IntegrityError):
        return None if _is_defect(error) else CHANGED
    if _is_lost_race(error):
        return CHANGED
    if _is_full(error):
        return FULL
    if _is_trouble(error):
        return TROUBLED
    if _is_unstorable(error):
        return UNREADABLE
    return None


def _is_unstorable(error: BaseException | None) -> bool:
    """Whether a value went as far as the database and cannot be one there: text with a NUL, a number beyond 64 bits."""
    said = str(error)
    return (isinstance(error, DataError) and ("NUL" in said or "out of range" in said)) or (
        isinstance(error, OverflowError) and "SQLite" in said
    )


def _is_defect(error: IntegrityError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code in POSTGRESQL_DEFECTS if code else str(error).startswith(SQLITE_DEFECTS)


def _is_lost_race(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in POSTGRESQL_LOST_RACES


def _is_full(error: BaseException | None) -> bool:
    """Whether there is no room: in the database, or for another file."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    code = getattr(getattr(error, "__cause__", None), "sqlstate", None)
    return isinstance(error, OperationalError) and (code in POSTGRESQL_FULL if code else "disk is full" in str(error))


def _is_trouble(error: BaseException | None) -> bool:
    """Whether the disk or the database failed, and not the request."""
    if isinstance(error, OSError):
        return error.errno == errno.EIO
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    # Only PostgreSQL's errors have this; its driver is not loaded here for those who do not use it.
    cause: Any = error.__cause__
    if hasattr(cause, "sqlstate"):
        code: str | None = cause.sqlstate
        # A line that is lost or was never there has no code.
        return code.startswith(POSTGRESQL_TROUBLE) if code else isinstance(error, OperationalError | InterfaceError)
    return str(error).startswith(SQLITE_TROUBLE)
