"""The room `places` as a Django app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.places"
    label = "places"
