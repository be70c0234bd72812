"""The room `casework` as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.casework"
    label = "casework"
