"""The room `training` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.training"
    label = "training"

    def ready(self) -> None:
        """Hang into the bar, the home desk, pages of persons and figures what this room offers."""
        from headgoose.kernel import registries as hang
        from headgoose.kernel.figures import presenters
        from headgoose.training import figures as figures  # declares the room's figures
        from headgoose.training import panels, trail
        from headgoose.training.holdings import COVERS, classes_held
        from headgoose.training.presenters import present_cadres, present_classes, present_enrolments

        trail.declare()
        hang.navigation.add(hang.NavigationItem(_("Training"), "training", "training", order=43))
        hang.person_panels.add(hang.PersonPanel("training", panels.person_panel, order=30))
        hang.desk_cards.add(hang.DeskCard(_("My classes"), panels.own_classes, "", order=12))
        hang.desk_cards.add(hang.DeskCard(_("Classes to name people for"), panels.places_to_fill, "", order=13))
        hang.desk_cards.add(hang.DeskCard(_("Classes that wait for me"), panels.classes_waiting, "", order=14))
        hang.closing_checks.add(hang.ClosingCheck(panels.reasons_against_closing, order=15))
        codes = frozenset({"P5", "P5-without", "G2", "G2-without"})
        label = _("In post without hours this year, and classes for them")
        hang.figure_links.add(hang.FigureLink(label, codes, panels.without_address, order=20))
        hang.holdings.add(hang.Holding(_("classes, hours and rolls"), classes_held, 35, COVERS, classes_held))
        presenters.add("training.cadre", present_cadres)
        presenters.add("training.class", present_classes)
        presenters.add("training.enrolment", present_enrolments)
