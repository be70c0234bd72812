"""The room `briefing` as a Django app."""

from datetime import date

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Level
from headgoose.kernel.registries import (
    NavigationItem,
    PlacePanel,
    PlaceTab,
    PlaceView,
    navigation,
    place_panels,
    place_tabs,
)
from headgoose.kernel.rights import Right


def _tiles_panel(place: PlaceView, actor: Actor, on: date) -> str:
    from headgoose.briefing.panels import tiles_panel

    return tiles_panel(place, actor, on)


def _map_panel(place: PlaceView, actor: Actor, on: date) -> str:
    from headgoose.briefing.panels import map_panel

    return map_panel(place, actor, on)


class BriefingConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.briefing"
    label = "briefing"

    def ready(self) -> None:
        """Hang the room's pages into the bar and its panels into the page of a place."""
        navigation.add(NavigationItem(_("Figures"), "figures", "figures", 30, Right.READ))
        navigation.add(NavigationItem(_("Map"), "maps", "map", 35, Right.READ))
        navigation.add(NavigationItem(_("Briefing"), "briefings", "briefing", 50, Right.READ))
        place_tabs.add(PlaceTab(_("Figures"), "place-figures", 10))
        place_tabs.add(PlaceTab(_("Map"), "map", 30, levels=(Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)))
        place_tabs.add(PlaceTab(_("Briefing"), "briefing", 40))
        place_panels.add(PlacePanel("figures", _tiles_panel, 10, "wide"))
        place_panels.add(PlacePanel("map", _map_panel, 20, "left"))
