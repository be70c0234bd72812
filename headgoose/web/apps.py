"""The room `web` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.registries import (
    DeskCard,
    NavigationItem,
    PersonPanel,
    PlacePanel,
    desk_cards,
    navigation,
    person_panels,
    place_panels,
)
from headgoose.kernel.rights import Right


class WebConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.web"
    label = "web"

    def ready(self) -> None:
        """Put the home desk first in the bar, and on it what happened; the trail for those who may read it."""
        from headgoose.web import panels, verbs
        from headgoose.web.happened import happened, to_audit

        verbs.declare()
        place_panels.add(PlacePanel("trail", panels.place_panel, order=95, column="right"))
        person_panels.add(PersonPanel("trail", panels.person_panel, order=90))
        navigation.add(NavigationItem(_("Trail"), "trail", "trail", 60, Right.READ_TRAIL))
        desk_cards.add(DeskCard(_("Audit"), to_audit, "", 6))
        desk_cards.add(DeskCard(_("What happened"), happened, _("Nothing has happened in your area yet."), 90))
        navigation.add(NavigationItem(_("Today"), "home", "home", 10))
