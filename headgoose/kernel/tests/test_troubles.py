"""A disk that is full or errs, and a database that is gone, are told from our own defects."""

import errno

import psycopg
import pysqlite3
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from headgoose.kernel.saying import FULL, TROUBLED, Said, explain


def raised(error: Exception, cause: Exception) -> Exception:
    """An error as Django hands it on."""
    error.__cause__ = cause
    return error


def of_sqlite(words: str) -> Exception:
    return raised(OperationalError(words), pysqlite3.OperationalError(words))


LOST = psycopg.OperationalError("connection failed: no such host")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (of_sqlite("database or disk is full"), FULL),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), FULL),
        (raised(OperationalError("full"), psycopg.errors.DiskFull("full")), FULL),
        (of_sqlite("disk I/O error"), TROUBLED),
        (of_sqlite("unable to open database file"), TROUBLED),
        (of_sqlite("cannot rollback - no transaction is active"), TROUBLED),
        (raised(DatabaseError("x"), pysqlite3.DatabaseError("x")), None),
        (DatabaseError("database disk image is malformed"), TROUBLED),
        (OSError(errno.EIO, "Input/output error"), TROUBLED),
        (raised(OperationalError("io"), psycopg.errors.IoError("io")), TROUBLED),
        (raised(OperationalError("bye"), psycopg.errors.AdminShutdown("bye")), TROUBLED),
        (raised(OperationalError("lost"), LOST), TROUBLED),
        (raised(InterfaceError("closed"), psycopg.InterfaceError("the connection is closed")), TROUBLED),
        (of_sqlite("no such column: colour"), None),
        (raised(ProgrammingError("x"), psycopg.errors.UndefinedColumn("x")), None),
        (OSError(errno.ENOENT, "No such file"), None),
        (ValueError("disk I/O error"), None),
    ],
)
def test_trouble_of_the_machine_is_told_from_a_defect(error: Exception, said: Said | None) -> None:
    assert explain(error) is said


def test_each_has_the_status_that_a_machine_understands() -> None:
    assert (FULL.status, TROUBLED.status) == (507, 503)
