"""The room `ledger` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Hang into pages of lower rooms what this room offers."""
        from headgoose.kernel import registries
        from headgoose.ledger import trail
        from headgoose.ledger.checks.desk import open_findings

        trail.declare()
        registries.desk_cards.add(
            registries.DeskCard(_("Findings in the books of this year"), open_findings, "", order=26)
        )
