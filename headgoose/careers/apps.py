"""The room `careers` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareersConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.careers"
    label = "careers"

    def ready(self) -> None:
        """Hang into the bar, the home desk, pages of persons and figures what this room offers."""
        from headgoose.careers import trail

        self._hang_holdings()
        trail.declare()

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
