"""The room `web` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.registries import DeskCard, NavigationItem, desk_cards, navigation


class WebConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.web"
    label = "web"

    def ready(self) -> None:
        """Put the home desk first in the bar, and on it what happened."""
        from headgoose.web.happened import happened

        desk_cards.add(DeskCard(_("What happened"), happened, _("Nothing has happened in your area yet."), 90))
        navigation.add(NavigationItem(_("Today"), "home", "home", 10))
