"""The room `web` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.registries import NavigationItem, navigation


class WebConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.web"
    label = "web"

    def ready(self) -> None:
        """Put the home desk first in the bar."""
        navigation.add(NavigationItem(_("Today"), "home", "home", 10))
