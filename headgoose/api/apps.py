"""The room `api` as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.api"
    label = "api"
