"""The room `dispatch` as a Django app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.dispatch"
    label = "dispatch"
