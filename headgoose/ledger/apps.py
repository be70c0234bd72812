"""The room `ledger` as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Hang into pages of lower rooms what this room offers."""
        from headgoose.ledger import trail

        trail.declare()
