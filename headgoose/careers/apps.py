"""The room `careers` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class CareersConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.careers"
    label = "careers"

    def ready(self) -> None:
        """Hang into the bar, the home desk, pages of persons and figures what this room offers."""
        from headgoose.careers import figures as figures  # declares the room's figures
        from headgoose.careers import panels, trail
        from headgoose.careers.actions.opening import EVERY_SECONDS, open_due_handovers
        from headgoose.careers.presenters import present_chains, present_handovers
        from headgoose.kernel import registries
        from headgoose.kernel.figures import presenters
        from headgoose.kernel.rights import Right

        registries.navigation.add(
            registries.NavigationItem(_("Head geese"), "careers", "careers", order=41, right=Right.APPOINT)
        )
        registries.person_panels.add(registries.PersonPanel("careers", panels.person_panel, order=5))
        registries.place_panels.add(registries.PlacePanel("careers", panels.place_panel, order=35, column="right"))
        registries.desk_cards.add(registries.DeskCard(_("Your year and your seat"), panels.own_matters, "", order=8))
        registries.desk_cards.add(registries.DeskCard(_("Yearly reviews"), panels.waiting_reviews, "", order=24))
        registries.desk_cards.add(registries.DeskCard(_("Handovers of seats"), panels.late_handovers, "", order=26))
        registries.chores.add(
            registries.Chore(gettext_noop("open handovers"), EVERY_SECONDS, open_due_handovers, order=60)
        )
        presenters.add("careers.chain", present_chains)
        presenters.add("careers.handover", present_handovers)
        trail.declare()
        self._hang_holdings()

    def _hang_holdings(self) -> None:
        from headgoose.careers import holdings
        from headgoose.kernel.registries import Holding
        from headgoose.kernel.registries import holdings as registry

        for number, (label, find, covers) in enumerate(
            [
                (_("yearly reviews"), holdings.reviews_held, ("careers.Review",)),
                (_("awards"), holdings.awards_held, ("careers.Award",)),
                (_("extensions of tenures"), holdings.extensions_held, ("careers.Extension",)),
                (_("reserve lists"), holdings.reserves_held, ("careers.Reserve",)),
                (_("handovers"), holdings.handovers_held, ("careers.Handover", "careers.HandoverTask")),
            ]
        ):
            registry.add(Holding(label, find, 60 + number, covers, find_within=find))
