"""The room `people` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.people"
    label = "people"

    def ready(self) -> None:
        """Hang into the bar, the search box, the place page, the home desk and figures what this room offers."""
        from headgoose.kernel import registries
        from headgoose.kernel.figures import presenters
        from headgoose.people import figures as figures  # declares the room's figures
        from headgoose.people import holdings, panels, trail
        from headgoose.people.actions.moving import follow_if_needed
        from headgoose.people.moving import foresee_following
        from headgoose.people.presenters import present_posts, present_tenures
        from headgoose.people.queries import reasons_against_closing

        registries.navigation.add(registries.NavigationItem(_("People"), "people", "people", order=40))
        registries.place_panels.add(registries.PlacePanel("people", panels.people_panel, order=30, column="right"))
        registries.place_tabs.add(registries.PlaceTab(_("People"), "place-people", order=20))
        registries.finders.add(registries.Finder(_("People"), panels.find_people, order=20))
        registries.closing_checks.add(registries.ClosingCheck(reasons_against_closing, order=10))
        registries.map_change_checks.add(registries.MapChangeCheck(foresee_following, follow_if_needed, order=10))
        registries.desk_cards.add(
            registries.DeskCard(
                _("Empty seats in my area"), panels.empty_seats, _("Every seat in your area is held."), order=10
            )
        )
        registries.desk_cards.add(
            registries.DeskCard(
                _("Tenures that end within 90 days"),
                panels.ending_tenures,
                _("No tenure in your area ends within 90 days."),
                order=20,
            )
        )
        for number, (label, find, covers) in enumerate(
            [
                (_("person"), holdings.person_held, ("people.Person",)),
                (_("tenures"), holdings.tenures_held, ("people.Tenure",)),
                (_("tenures as they were on record before"), holdings.past_tenures_held, ("people.TenurePast",)),
                (_("kin"), holdings.kin_held, ("people.Kinship",)),
                (_("acts about the person"), holdings.acts_held, ("records.Act",)),
            ]
        ):
            registries.holdings.add(registries.Holding(label, find, 10 + number, covers, find_within=find))
        trail.declare()
        presenters.add("people.tenure", present_tenures)
        presenters.add("people.post", present_posts)
