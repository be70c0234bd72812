"""The room `orders` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.orders"
    label = "orders"

    def ready(self) -> None:
        """Hang into the bar and the home desk what this room offers."""
        from headgoose.kernel import registries
        from headgoose.kernel.rights import Right
        from headgoose.orders.holdings import lines_held
        from headgoose.orders.panels import waiting_orders

        registries.navigation.add(
            registries.NavigationItem(_("Orders"), "orders", "orders", order=45, right=Right.APPOINT)
        )
        registries.desk_cards.add(
            registries.DeskCard(_("Orders"), waiting_orders, _("No order waits for you."), order=15)
        )
        registries.holdings.add(
            registries.Holding(_("lines of orders"), lines_held, 30, ("orders.OrderLine",), find_within=lines_held)
        )
