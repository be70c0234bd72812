"""The room `dispatch` as a Django app."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        """Hang into the bar and the home desk what this room offers, and give the server its duty."""
        from headgoose.dispatch import trail
        from headgoose.dispatch.holdings import candidacies_held
        from headgoose.dispatch.panels import waiting_runs
        from headgoose.kernel import registries
        from headgoose.kernel.rights import Right

        trail.declare()
        registries.navigation.add(
            registries.NavigationItem(_("Dispatch"), "dispatch-runs", "dispatch", order=46, right=Right.APPOINT)
        )
        registries.desk_cards.add(
            registries.DeskCard(_("Dispatch"), waiting_runs, _("No dispatch run waits for you."), order=16)
        )
        registries.chores.add(registries.Chore("dispatch", 2, _solve_waiting, order=45))
        covers = ("dispatch.Candidate", "dispatch.Edge", "dispatch.Ruling", "dispatch.Placement")
        registries.holdings.add(
            registries.Holding(_("pools of dispatch runs"), candidacies_held, 32, covers, find_within=candidacies_held)
        )


def _solve_waiting(at: datetime) -> None:
    # The solver's library is loaded where it is needed, not by every command.
    from headgoose.dispatch.working import solve_waiting

    solve_waiting(at)
