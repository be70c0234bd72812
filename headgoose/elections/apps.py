"""The room `elections` as a Django app."""

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.elections"
    label = "elections"
