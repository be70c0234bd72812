"""The room `places` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.places"
    label = "places"

    def ready(self) -> None:
        """Hang into the bar, the search box and the place page what this room offers."""
        from headgoose.kernel.figures import presenters
        from headgoose.kernel.registries import (
            Finder,
            NavigationItem,
            PlacePanel,
            PlaceTab,
            Retention,
            finders,
            navigation,
            place_panels,
            place_tabs,
            retentions,
        )
        from headgoose.places import figures as figures  # declares the room's figures
        from headgoose.places import trail
        from headgoose.places.actions.clearing import clear_contents, count_idle_contents
        from headgoose.places.finding import find_places
        from headgoose.places.panels import below, history
        from headgoose.places.presenters import present_places

        trail.declare()
        presenters.add("places.place", present_places)
        navigation.add(NavigationItem(_("Places"), "places", "places", order=20))
        finders.add(Finder(_("Places"), find_places, order=10))
        place_tabs.add(PlaceTab(_("Overview"), "place", order=0))
        place_panels.add(PlacePanel("below", below, order=40, column="left"))
        place_panels.add(PlacePanel("history", history, order=90, column="right"))
        retentions.add(
            Retention(
                "tree_import_contents",
                _("contents of files of places that never took effect"),
                count_idle_contents,
                clear_contents,
                order=40,
            )
        )
