"""The room `records` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class RecordsConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.records"
    label = "records"

    def ready(self) -> None:
        """Give the running server its duties."""
        from headgoose.kernel.registries import Chore, chores
        from headgoose.records.chores import keep_seals, mail_seals

        chores.add(Chore(gettext_noop("seal the trail"), 60, keep_seals, order=10))
        chores.add(Chore(gettext_noop("mail the newest head"), 3600, mail_seals, order=20))
