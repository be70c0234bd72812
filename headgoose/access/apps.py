"""The room `access` as a Django app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.access"
    label = "access"
