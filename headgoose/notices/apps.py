"""The room `notices` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

EVERY_S = 10


class NoticesConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.notices"
    label = "notices"

    def ready(self) -> None:
        """Hang in the inbox, the sending, what is held of a person, and what is kept for a time."""
        from headgoose.kernel import registries
        from headgoose.kernel.encrypted import EncryptedTable, encrypted_tables
        from headgoose.notices import holdings, trail
        from headgoose.notices.actions.channels import shut_channels
        from headgoose.notices.actions.clearing import clear_notices, clear_unconfirmed, old_notices, unconfirmed
        from headgoose.notices.models import Channel
        from headgoose.notices.postman import send_due

        trail.declare()
        encrypted_tables.add(EncryptedTable(Channel, order=20))
        registries.navigation.add(
            registries.NavigationItem(
                pgettext_lazy("the inbox", "Notices"), "notices", "notices", order=60, count_url_name="notices-unread"
            )
        )
        registries.chores.add(registries.Chore(gettext_noop("send notices"), EVERY_S, send_due, order=50))
        registries.holdings.add(
            registries.Holding(_("notices"), holdings.notices_held, order=70, covers=("notices.Notice",))
        )
        registries.holdings.add(
            registries.Holding(_("channels for notices"), holdings.channels_held, order=71, covers=("notices.Channel",))
        )
        registries.ways_in.add(registries.WayIn("notice channels", shut_channels, order=20))
        registries.retentions.add(
            registries.Retention(
                "notices",
                _("notices"),
                lambda before: old_notices(before).count(),
                lambda before, at, by: clear_notices(by=by, at=at, before=before),
                order=70,
            )
        )
        registries.retentions.add(
            registries.Retention(
                "notice_channels",
                _("addresses for notices that nobody confirmed"),
                lambda before: unconfirmed(before).count(),
                lambda before, at, by: clear_unconfirmed(by=by, at=at, before=before),
                order=71,
            )
        )
