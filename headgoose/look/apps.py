"""The room `look` as a Django app."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.look"
    label = "look"
