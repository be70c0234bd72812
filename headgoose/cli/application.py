"""The commands put together, and what becomes of refusals on the way out."""

import sys

import typer

from headgoose.cli.accounts import accounts
from headgoose.cli.books import export_book, open_books, verify_books
from headgoose.cli.briefings import briefings
from headgoose.cli.checking import check
from headgoose.cli.console import Problem, complain
from headgoose.cli.demo import demo
from headgoose.cli.figures import figure
from headgoose.cli.keeping import backup, restore
from headgoose.cli.keys import keys
from headgoose.cli.open311 import open311_keys
from headgoose.cli.pairs import pairs
from headgoose.cli.personal import period, person, purge
from headgoose.cli.places import places
from headgoose.cli.reference import docs
from headgoose.cli.seals import seal, verify_seals
from headgoose.cli.serving import serve
from headgoose.cli.tokens import tokens
from headgoose.kernel.refusal import Refused

application = typer.Typer(
    name="headgoose",
    help="The working system of a province's rural revitalisation programme. Data lies in the folder named by "
    "HEADGOOSE_HOME (./var), in the database named by DATABASE_URL (SQLite in that folder).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (serve, demo, figure, backup, restore, check, seal, docs, period, purge):
    application.command()(command)
application.command("verify-seals")(verify_seals)
application.command("open-books")(open_books)
application.command("export-book")(export_book)
application.command("verify-books")(verify_books)
application.add_typer(places, name="places")
application.add_typer(accounts, name="user")
application.add_typer(tokens, name="token")
application.add_typer(open311_keys, name="open311-key")
application.add_typer(person, name="person")
application.add_typer(keys, name="keys")
application.add_typer(pairs, name="excluded-pairs")
application.add_typer(briefings, name="briefing")


def run() -> None:
    """Run the command line; what is the user's to mend is said in a sentence."""
    try:
        application()
    except (Problem, Refused) as refusal:
        complain(str(refusal))
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileNotFoundError) as error:
        complain(f"{error.filename or 'A file'}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not _is_of_the_database(error):
            raise
        complain(f"The database cannot be used: {str(error).strip()}")
    sys.exit(1)


def _is_of_the_database(error: Exception) -> bool:
    # Loaded late: `headgoose --help` needs no Django.
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError, OperationalError

    # A DatabaseError proper is a damaged file; its other subclasses are faults of ours.
    return type(error) is DatabaseError or isinstance(error, ImproperlyConfigured | InterfaceError | OperationalError)
