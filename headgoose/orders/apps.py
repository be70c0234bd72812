"""The room `orders` as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.orders"
    label = "orders"
