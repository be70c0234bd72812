"""The room `web` as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.web"
    label = "web"
