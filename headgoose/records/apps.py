"""The room `records` as a Django app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.records"
    label = "records"
