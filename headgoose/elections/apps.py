"""The room `elections` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ElectionsConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.elections"
    label = "elections"

    def ready(self) -> None:
        """Hang into the bar, the place page, the home desk and figures what this room offers."""
        from headgoose.elections import figures as figures  # declares the room's figures
        from headgoose.elections import panels, presenters, trail
        from headgoose.elections.holdings import contests_held
        from headgoose.kernel import registries
        from headgoose.kernel.area import Level
        from headgoose.kernel.figures import presenters as shown
        from headgoose.kernel.rights import Right

        above_grids = tuple(level for level in Level if level < Level.GRID)
        registries.navigation.add(
            registries.NavigationItem(_("Elections"), "elections", "elections", order=46, right=Right.APPOINT)
        )
        registries.place_tabs.add(registries.PlaceTab(_("Elections"), "place-elections", order=22, levels=above_grids))
        registries.place_panels.add(
            registries.PlacePanel("elections", panels.elections_panel, order=32, column="right")
        )
        registries.desk_cards.add(registries.DeskCard(_("Term elections"), panels.waiting_elections, "", order=16))
        registries.figure_links.add(
            registries.FigureLink(
                _("Progress of the elections"),
                frozenset({"P3", "P3-states", "P3-uncontested"}),
                panels.figure_page,
                order=10,
            )
        )
        registries.holdings.add(
            registries.Holding(_("elections won"), contests_held, 32, ("elections.Contest",), find_within=contests_held)
        )
        trail.declare()
        shown.add("elections.election", presenters.present_elections)
        shown.add("elections.contest", presenters.present_contests)
