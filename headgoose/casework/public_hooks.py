"""What the part `public` hangs into other rooms: a panel on a village's public page, periods, keys of petitioners."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Register it."""
    from headgoose.casework.actions.protecting import clear_petitioners, clear_words
    from headgoose.casework.keeping import PETITIONERS, WORDS, in_batches, kept_words, known_petitioners
    from headgoose.casework.models import Petitioner
    from headgoose.casework.public_listing import ask_panel
    from headgoose.kernel.encrypted import EncryptedTable, encrypted_tables
    from headgoose.kernel.registries import PublicPanel, Retention, public_panels, retentions

    public_panels.add(PublicPanel("ask", ask_panel, order=5))
    retentions.add(
        Retention(
            PETITIONERS,
            _("who asked, of requests that ended"),
            lambda before: known_petitioners(before).count(),
            in_batches(clear_petitioners),
            order=40,
        )
    )
    retentions.add(
        Retention(
            WORDS,
            _("words and pictures of requests that ended"),
            lambda before: kept_words(before).count(),
            in_batches(clear_words),
            order=41,
        )
    )
    encrypted_tables.add(EncryptedTable(Petitioner, order=30))
