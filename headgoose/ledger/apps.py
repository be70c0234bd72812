"""The room `ledger` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Hang into pages of lower rooms what this room offers."""
        from headgoose.kernel import registries
        from headgoose.kernel.area import Level
        from headgoose.kernel.figures import presenters
        from headgoose.kernel.rights import Right
        from headgoose.ledger import disclosure_panels, panels, trail
        from headgoose.ledger import figures as figures  # declares the room's figures
        from headgoose.ledger.bands import bands_link
        from headgoose.ledger.checks.desk import open_findings
        from headgoose.ledger.holdings import vouchers_held
        from headgoose.ledger.presenters import present_accounts, present_books, present_incomes

        trail.declare()
        above_grids = tuple(level for level in Level if level is not Level.GRID)
        registries.holdings.add(
            registries.Holding(
                _("vouchers of books"), vouchers_held, 40, ("ledger.Voucher",), find_within=vouchers_held
            )
        )
        presenters.add("ledger.book", present_books)
        presenters.add("ledger.account", present_accounts)
        presenters.add("ledger.income", present_incomes)
        registries.figure_links.add(bands_link)
        registries.desk_cards.add(
            registries.DeskCard(_("Findings in the books of this year"), open_findings, "", order=26)
        )
        registries.navigation.add(registries.NavigationItem(_("Books"), "books", "books", 42, Right.READ))
        registries.place_tabs.add(registries.PlaceTab(_("Books"), "place-books", order=40, levels=above_grids))
        registries.place_panels.add(registries.PlacePanel("books", panels.books_panel, order=40, column="right"))
        registries.desk_cards.add(registries.DeskCard(_("Books"), panels.waiting_books, "", order=10))
        above = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)
        registries.place_tabs.add(registries.PlaceTab(_("Statements"), "place-statements", order=42, levels=above))
        registries.place_tabs.add(registries.PlaceTab(_("Disclosure"), "place-disclosures", order=44, levels=above))
        registries.public_panels.add(registries.PublicPanel("open-books", disclosure_panels.open_books_panel, order=10))
        registries.desk_cards.add(
            registries.DeskCard(_("Disclosure of books"), disclosure_panels.overdue_disclosures, "", order=27)
        )
